using StellarForge.Engine;
using StellarForge.Engine.Streams;
using StellarForge.Targets.Files;
using StellarForge.Testing.Models;
using StellarForge.Testing.Targets;

namespace StellarForge.Parquet.Tests;

/// <summary>Streams into Parquet files, which DuckDB reads.</summary>
public sealed class ParquetPipelineTests : PipelineConformanceTests
{
    protected override (string Topics, string Positions, string Lanes, string DeadLetters, string Version) Ledger => ("", "", "lanes", "dead_letters", "");

    protected override bool SeesKeys => false;

    [Fact]
    public async Task Every_batch_is_a_file_that_another_reader_reads()
    {
        await using var store = new FolderStore();
        await using var writer = await PipelineWriter.OpenAsync(store, WriteMode.Append);
        await writer.WriteAsync(new("a", 1, 7, "é\t\"", 12_345), new("a", 1));
        await writer.WriteAsync(new Reading("b", 1));

        (await store.RunAsync("SELECT parse_filename(filename), station, number, revision, note, amount FROM readings ORDER BY ALL")).Split('\n').ShouldBe([
            "readings-s00001.parquet|a|1|7|é\t\"|123.45", "readings-s00001.parquet|a|1|||0.00", "readings-s00002.parquet|b|1|||0.00",
        ]);
    }

    protected override Task<TargetStore> CreateAsync() => Task.FromResult<TargetStore>(new FolderStore());

    /// <summary>A folder, with its files and its ledger as tables of DuckDB.</summary>
    private sealed class FolderStore : TargetStore
    {
        private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("stellarforge-parquet-");

        public override string Uri => $"parquet:{Folder}";

        private string Folder => Path.Combine(_temporary.FullName, "lake");

        public override ITarget Open() => FilesTarget.Open(Uri);

        public override async Task<string> RunAsync(string sql)
        {
            var ledger = Path.Combine(Folder, ".stellarforge");
            var log = Path.Combine(ledger, "streams.jsonl");
            var letters = File.Exists(log)
                ? $"SELECT letter.* FROM read_json('{log}', format='newline_delimited', columns={{letter: 'STRUCT(detail VARCHAR)'}}) WHERE letter IS NOT NULL"
                : "SELECT '' detail WHERE false";
            var state = $"read_json('{Path.Combine(ledger, "streams.json")}', columns={{positions: 'STRUCT(lanes STRUCT(shard INT)[])[]'}})";
            var rows = await DuckDb.QueryAsync(
                $"""
                WITH readings AS ({Files("readings")}), log_lines AS ({Files("log_lines")}), dead_letters AS ({letters}),
                lanes AS (SELECT unnest(position.lanes) FROM (SELECT unnest(positions) AS position FROM {state}))
                SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({sql.TrimEnd(';')})
                """);
            return string.Join('\n', rows.Select(row => string.Join('|', row)));
        }

        public override Task<long> CountAsync(Table table) => throw new NotSupportedException();

        public override Task SetPriceAsync(Guid order, int number, string price) => throw new NotSupportedException();

        public override Task DeleteLineAsync(Guid order, int number) => throw new NotSupportedException();

        public override Task AddVisitAsync(int page) => throw new NotSupportedException();

        public override Task<bool> HasWaiterAsync() => throw new NotSupportedException();

        public override ValueTask DisposeAsync()
        {
            _temporary.Delete(recursive: true);
            return ValueTask.CompletedTask;
        }

        private string Files(string table) => Directory.EnumerateFiles(Folder, $"{table}-*.parquet").Any()
            ? $"SELECT * FROM read_parquet('{Folder}/{table}-*.parquet', filename=true)"
            : "SELECT '' station, 0 number, '' note WHERE false";
    }
}
