using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Outside;
using StellarForge;
using StellarForge.Ddl;
using StellarForge.Engine;
using StellarForge.Engine.Connectors;
using StellarForge.Formats;
using StellarForge.Schema;
using StellarForge.Sinks;

[assembly: Connector(typeof(ShelfConnector))]
[assembly: RowFormat(typeof(SealedFormat))]

namespace Outside;

/// <summary>A table with a value generator of its own.</summary>
[Forge(Rows = 1_000)]
public partial class Gauge
{
    public int Id { get; set; }

    [Generate<Tides>]
    public int Height { get; set; }

    public string Place { get; set; } = "";
}

public struct Tides : IValueGenerator<int>
{
    public readonly int Next(ref RowRandom random, long row) => (int)(row % 12) + (int)random.NextInt64(100, 200);
}

/// <summary>JSON lines between two seals, without which a file is none of ours.</summary>
public sealed class SealedFormat : RowFormat
{
    private static readonly JsonLinesFormat Lines = new();

    public override string Name => "sealed";

    public override string FileExtension => ".sealed";

    public override RowEncoder CreateEncoder(TableSchema schema) => new Encoder(Lines.CreateEncoder(schema));

    public override RowDecoder CreateDecoder(TableSchema schema) => new Decoder(schema, Lines.CreateDecoder(schema));

    private sealed class Encoder(RowEncoder lines) : RowEncoder
    {
        public override void Begin(RowBuffer buffer) => buffer.Append("SEAL\n"u8);

        public override bool Write(RowSource rows, RowBuffer buffer) => lines.Write(rows, buffer);

        public override void Dispose()
        {
            lines.Dispose();
            base.Dispose();
        }
    }

    private sealed class Decoder(TableSchema schema, RowDecoder lines) : RowDecoder(schema)
    {
        public override RowSource Open(Stream stream)
        {
            Span<byte> seal = stackalloc byte[5];
            stream.ReadExactly(seal);
            return seal.SequenceEqual("SEAL\n"u8) ? lines.Open(stream) : throw new FormatException("The seal is broken.");
        }
    }
}

public sealed class ShelfDialect : SqlDialect
{
    public override string Name => "shelf";

    protected override bool HasSchemas => false;

    protected override int LongestName => 20;

    protected override string MapType(ColumnSchema column, bool isIndexed) => column.Type == ColumnType.Text ? "WORDS" : "FIGURES";

    protected override string MapTypeName(StoreType type, string typeName, ColumnSchema column, bool isIndexed) => typeName;
}

public sealed class ShelfConnector : TargetConnector
{
    private static readonly ConnectorOption Label = new("label", OptionType.Text, "plain", "What stands on the shelf");

    public override string Name => "Shelf";

    public override IReadOnlyList<string> Schemes { get; } = ["shelf"];

    public override string Example => "shelf:folder";

    public override AddressForm Form => AddressForm.Path;

    public override IReadOnlyList<ConnectorOption> Options { get; } = [Label];

    public override SqlDialect Dialect { get; } = new ShelfDialect();

    public override ITarget Open(ConnectorAddress address) =>
        new Shelf(address.Path ?? throw new FormatException("Name a folder."), address.Text(Label)!);
}

/// <summary>A folder with a file for each chunk: that it is there says that its chunk is done.</summary>
public sealed class Shelf(string folder, string label) : ITarget
{
    private readonly ConcurrentDictionary<Chunk, Session> _claims = new();
    private FillPlan? _plan;

    public string DisplayName => $"shelf:{folder} ({label})";

    public Task<FillStatus> PrepareAsync(FillPlan plan, bool recreate, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        _plan = plan;
        return Task.FromResult(Status(plan));
    }

    public Task<ITargetSession> ConnectAsync(CancellationToken cancellationToken) => Task.FromResult<ITargetSession>(new Session(this));

    public Task FinishAsync(FillPlan plan, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ReadAsync<TSink>(TableSchema table, StrongBox<TSink> sink, CancellationToken cancellationToken)
        where TSink : struct, IRowSink
    {
        foreach (var file in Directory.EnumerateFiles(folder, $"{table.Name}-*"))
        {
            using var stream = File.OpenRead(file);
            var rows = new SealedFormat().CreateDecoder(table).Open(stream);
            while (rows.WriteTo(ref sink.Value!))
                cancellationToken.ThrowIfCancellationRequested();
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string PathOf(Chunk chunk) => Path.Combine(folder, $"{chunk.Table.Schema.Name}-{chunk.Number}.sealed");

    private bool IsDone(Chunk chunk) => File.Exists(PathOf(chunk));

    private FillStatus Status(FillPlan plan) => new([.. plan.Tables.Select(table => new TableStatus(
        table,
        plan.Chunks(table).Count(IsDone),
        plan.Chunks(table).Count(chunk => !IsDone(chunk)),
        plan.Chunks(table).Where(IsDone).Sum(chunk => chunk.To - chunk.From)))]);

    /// <summary>A transaction is one chunk: its bytes wait in memory for the commit.</summary>
    private sealed class Session(Shelf shelf) : ITargetSession, IChunkLedger
    {
        private readonly MemoryStream _bytes = new();
        private Chunk? _chunk;

        public IChunkLedger Chunks => this;

        public Task BeginAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<Chunk?> ClaimAsync(Table table, FillIdentity identity, CancellationToken cancellationToken) =>
            Task.FromResult(_chunk = shelf._plan!.Chunks(table).FirstOrDefault(chunk => !shelf.IsDone(chunk) && shelf._claims.TryAdd(chunk, this)));

        public Task<bool> CutAsync(Table table, FillIdentity identity, CancellationToken cancellationToken) => Task.FromResult(false);

        public Task LoadAsync(RowSource rows, IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
        {
            using var buffer = new RowBuffer();
            using var encoder = new SealedFormat().CreateEncoder(rows.Schema);
            encoder.Begin(buffer);
            for (var (hasMore, written) = (true, 0L); hasMore; written = rows.RowsWritten)
            {
                hasMore = encoder.Write(rows, buffer);
                _bytes.Write(buffer.WrittenSpan);
                progress?.Report(new BatchProgress(rows.RowsWritten - written, buffer.Length));
                buffer.Clear();
            }

            return Task.CompletedTask;
        }

        public Task MarkDoneAsync(Chunk chunk, long rows, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<FillStatus> StatusAsync(FillPlan plan, CancellationToken cancellationToken) => Task.FromResult(shelf.Status(plan));

        public async Task CommitAsync(CancellationToken cancellationToken)
        {
            await File.WriteAllBytesAsync(shelf.PathOf(_chunk!), _bytes.ToArray(), cancellationToken);
            await RollbackAsync(cancellationToken);
        }

        public Task RollbackAsync(CancellationToken cancellationToken)
        {
            if (_chunk is not null)
                shelf._claims.TryRemove(_chunk, out _);
            _chunk = null;
            _bytes.SetLength(0);
            return Task.CompletedTask;
        }

        public async ValueTask DisposeAsync() => await RollbackAsync(default);
    }
}
