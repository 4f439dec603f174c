using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using StellarForge.Engine;
using StellarForge.Engine.Streams;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Testing.Models;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.Files.Tests;

public sealed class FilesPipelineTests : IAsyncLifetime
{
    private readonly JsonLinesStore _store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Ledger => Path.Combine(_store.Folder, ".stellarforge");

    private string State => Path.Combine(Ledger, "streams.json");

    private string Log => Path.Combine(Ledger, "streams.jsonl");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_batch_is_a_file_and_the_ledger_has_its_rows_bytes_and_hash()
    {
        await using var writer = await PipelineWriter.OpenAsync(_store, WriteMode.Append);
        await writer.WriteAsync(new("a", 1, Note: "é"), new("a", 1));
        await writer.WriteAsync();
        await writer.WriteAsync(new Reading("b", 1));

        _store.FilesOf("readings").Select(Path.GetFileName).ShouldBe(["readings-s00001.jsonl", "readings-s00002.jsonl"]);
        (await File.ReadAllLinesAsync(_store.FilesOf("readings").First(), Token)).Select(line => $"{JsonNode.Parse(line)!["note"]}").ShouldBe(["é", ""]);
        var files = (await File.ReadAllLinesAsync(Log, Token)).Select(line => JsonNode.Parse(line)!["file"]!).ToList();
        files.Select(file => $"{file["name"]} {file["rows"]}").ShouldBe(["readings-s00001.jsonl 2", "readings-s00002.jsonl 1"]);
        foreach (var file in files)
        {
            var path = Path.Combine(_store.Folder, $"{file["name"]}");
            new FileInfo(path).Length.ShouldBe((long)file["bytes"]!);
            (await Tool.RunAsync("sha256sum", path)).ShouldStartWith($"{file["sha256"]} ");
        }
    }

    [Fact]
    public void A_lock_that_somebody_keeps_is_named_after_a_while()
    {
        var folder = new ExportFolder(_store.Folder, "jsonl", ".jsonl");
        folder.Create();
        using var held = folder.Lock(Token);

        var error = Should.Throw<TargetException>(() => folder.Lock(TimeSpan.FromMilliseconds(100), Token));

        error.Kind.ShouldBe(ErrorKind.Transient);
        error.Message.ShouldContain("folder.lock for more than 0.1 seconds: let it go on, if it is stopped, or end it.");
    }

    [Theory]
    [InlineData(WriteMode.Upsert, "upsert")]
    [InlineData(WriteMode.Ignore, "ignore")]
    public async Task A_folder_sees_no_keys_and_says_so(WriteMode mode, string name)
    {
        (await Should.ThrowAsync<FillRefusedException>(() => PipelineWriter.OpenAsync(_store, mode))).Message
            .ShouldBe(
                $"{_store.Uri}: a folder of files does not see that table readings has a key already, so it has no --mode {name}. "
                + "Leave the mode out, or say append=true in the folder's address: then a row that comes twice is there twice.");
        Directory.Exists(_store.Folder).ShouldBeFalse();

        await using var target = FilesTarget.Open($"{_store.Uri}?append=true");
        await target.PrepareAsync(Plan(mode), reset: false, Token);
    }

    [Fact]
    public async Task A_file_that_is_committed_gets_its_name_from_whoever_comes_next()
    {
        await using (var writer = await PipelineWriter.OpenAsync(_store, WriteMode.Append))
            await writer.WriteAsync(new("a", 1), new("a", 2));
        Unname();

        // As a killed writer has left it: whoever reads has the rows, and the next writer does not write them again.
        (await RowsAsync()).ShouldBe(2);
        _store.FilesOf("readings").ShouldHaveSingleItem();
        Unname();
        await using (var writer = await PipelineWriter.OpenAsync(_store, WriteMode.Append))
            await writer.WriteAsync(new Reading("a", 3));

        _store.FilesOf("readings").SelectMany(File.ReadLines).Count().ShouldBe(3);
        Directory.EnumerateFiles(Ledger, "*.tmp").ShouldBeEmpty();

        void Unname() => File.Move(
            _store.FilesOf("readings").Single(),
            Path.Combine(Ledger, $"stream-{(Guid)JsonNode.Parse(File.ReadAllText(State))!["unnamed"]![0]!["id"]!:N}.tmp"));
    }

    [Fact]
    public async Task What_was_never_committed_is_removed_unless_somebody_writes_it()
    {
        await using var writer = await PipelineWriter.OpenAsync(_store, WriteMode.Append);
        await writer.Session.BeginAsync(Token);
        await writer.LoadAsync(new Reading("a", 1));
        var dead = Path.Combine(Ledger, $"stream-{Guid.NewGuid():N}.tmp");
        await File.WriteAllTextAsync(dead, "{}", Token);

        await using (await PipelineWriter.OpenAsync(_store, WriteMode.Append, takes: false))
        {
            File.Exists(dead).ShouldBeFalse();
            (await RowsAsync()).ShouldBe(0);
        }

        await writer.AdvanceAsync(1);
        await writer.Session.CommitAsync(Token);
        (await RowsAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task What_a_torn_commit_left_in_the_log_does_not_count()
    {
        await using var writer = await PipelineWriter.OpenAsync(_store, WriteMode.Append);
        await RecordAsync(writer, 1);
        await File.AppendAllTextAsync(Log, "{\"letter\":{\"pipeline\":\"p\",\"sou", Token);

        (await OffsetsAsync()).ShouldBe([1]);
        await RecordAsync(writer, 0);

        (await OffsetsAsync()).ShouldBe([0, 1]);
        (await File.ReadAllLinesAsync(Log, Token)).Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("{", "is damaged")]
    [InlineData("null", "is damaged")]
    [InlineData("""{"version":1,"positions":[null]}""", "is damaged")]
    [InlineData("""{"version":1,"tables":null}""", "is damaged")]
    [InlineData("""{"version":99}""", "is of version 99, and this release knows versions up to 1")]
    [InlineData("""{"version":1,"logLength":500}""", "streams.jsonl is damaged: it is not there any more")]
    public async Task A_ledger_that_is_damaged_is_named(string state, string words)
    {
        await using (await PipelineWriter.OpenAsync(_store, WriteMode.Append))
            await File.WriteAllTextAsync(State, state, Token);

        await using var target = FilesTarget.Open(_store.Uri);
        (await Should.ThrowAsync<TargetException>(() => target.ReadLettersAsync(null, 1, Token))).Message.ShouldContain(words);
    }

    [Fact]
    public async Task Files_of_other_columns_of_another_format_or_of_nobody_are_refused()
    {
        await using (var writer = await PipelineWriter.OpenAsync(_store, WriteMode.Append))
            await writer.WriteAsync(new Reading("a", 1));

        (await RefusalAsync(_store.Uri, Plan(WriteMode.Append) with { Tables = [new("readings", 2, MessageMetadata.AddTo(Readings.Keyed))] }))
            .ShouldContain("now there is processed_at Timestamp");
        (await RefusalAsync($"{_store.Uri}?gzip=true", Plan(WriteMode.Append))).ShouldStartWith("The folder holds files of another format: jsonl");
        await File.WriteAllTextAsync(Path.Combine(_store.Folder, "readings-s00002.jsonl"), "{}", Token);
        (await RefusalAsync(_store.Uri, Plan(WriteMode.Append))).ShouldContain("readings-s00002.jsonl. Move it away");

        async Task<string> RefusalAsync(string uri, PipelinePlan plan)
        {
            await using var target = FilesTarget.Open(uri);
            return (await Should.ThrowAsync<FillRefusedException>(() => target.PrepareAsync(plan, reset: false, Token))).Message;
        }
    }

    [Fact]
    public async Task A_dead_letter_is_not_replayed_with_other_columns_than_the_tables_files_have()
    {
        await using var writer = await PipelineWriter.OpenAsync(_store, WriteMode.Append);
        await writer.WriteAsync(new Reading("a", 1));
        var stored = new PipelineTable("readings", 2, MessageMetadata.AddTo(Readings.Keyed));

        var refused = await Should.ThrowAsync<TargetException>(() => writer.Session.LoadAsync(stored, () => new WithMetadata(stored.Schema), Token));

        refused.Kind.ShouldBe(ErrorKind.Data);
        refused.Message.ShouldStartWith("Its files of table readings have other columns: now there is processed_at Timestamp");
    }

    [Fact]
    public async Task A_table_may_have_a_fill_and_then_a_stream()
    {
        var fill = FillPlanner.Plan(Shop.Model, World.Default, chunkRows: 200);
        await using var target = FilesTarget.Open(_store.Uri);
        (await target.ReadFillAsync(Shop.Orders.Schema, Token)).ShouldBeNull();
        await new FillRunner(target, fill).RunAsync(cancellationToken: Token);
        (await target.ReadFillAsync(Shop.Orders.Schema, Token))!.Hash.ShouldBe(fill.Identities["shop.orders"].Hash);
        var plan = new PipelinePlan("p", "test", [new PipelineTable("orders", 1, Shop.Orders.Schema)]);
        await target.PrepareAsync(plan, reset: false, Token);
        await using (var session = await target.ConnectAsync(plan, Token))
        {
            await session.BeginAsync(Token);
            await session.LoadAsync(plan.Tables[0], () => Shop.Orders.Rows(World.Default).Range(1_000, 1_010), Token);
            await session.CommitAsync(Token);
        }

        (await new FillRunner(target, fill).RunAsync(cancellationToken: Token)).LoadedRows.ShouldBe(0);
        (await _store.CountAsync(Shop.Orders)).ShouldBe(1_010);
        var rows = new StrongBox<ChecksumSink>(new ChecksumSink(Shop.Orders.Schema));
        await target.ReadAsync(Shop.Orders.Schema, rows, Token);
        var expected = new ChecksumSink(Shop.Orders.Schema);
        Shop.Orders.Rows(World.Default).Range(0, 1_010).WriteTo(ref expected);
        rows.Value.Checksum.ShouldBe(expected.Checksum);

        File.Delete(_store.FilesOf("shop.orders").First());
        (await target.ReadFillAsync(Shop.Orders.Schema, Token)).ShouldBeNull();

        // The rows of the stream would be lost, or doubled.
        (await Should.ThrowAsync<FillRefusedException>(() => target.PrepareAsync(fill, recreate: true, Token))).Message
            .ShouldStartWith("Table shop.orders already has files that a stream wrote, such as ");
    }

    [Fact]
    public async Task Metadata_is_left_out_where_the_tables_own_columns_are_compared()
    {
        var stored = MessageMetadata.AddTo(Readings.Keyed);
        await using var target = FilesTarget.Open(_store.Uri);
        var plan = Plan(WriteMode.Append) with { Tables = [new PipelineTable("readings", 2, stored)] };
        await target.PrepareAsync(plan, reset: false, Token);
        await using (var session = await target.ConnectAsync(plan, Token))
        {
            await session.BeginAsync(Token);
            await session.LoadAsync(plan.Tables[0], () => new WithMetadata(stored), Token);
            await session.CommitAsync(Token);
        }

        JsonNode.Parse(File.ReadLines(_store.FilesOf("readings").Single()).Single())!["src_offset"]!.GetValue<long>().ShouldBe(17);
        var expected = new ChecksumSink(Readings.Keyed);
        new Readings(Readings.Keyed, [new("a", 1)]).WriteTo(ref expected);
        (await ChecksumAsync()).ShouldBe(expected.Checksum);
    }

    private static PipelinePlan Plan(WriteMode mode) => new("p", "test", [new PipelineTable("readings", 2, Readings.Keyed, mode)]);

    private static async Task RecordAsync(PipelineWriter writer, long offset)
    {
        await writer.Session.BeginAsync(Token);
        await writer.Session.RecordAsync(
            [new DeadLetter(PipelineWriter.Partition, offset, "readings", DeadLetterReason.Malformed, "no", default, default, 0, default, null)], Token);
        await writer.Session.CommitAsync(Token);
    }

    private async Task<IEnumerable<long>> OffsetsAsync()
    {
        await using var target = FilesTarget.Open(_store.Uri);
        return (await target.ReadLettersAsync(null, 10, Token)).Select(letter => letter.Place.Offset);
    }

    private async Task<long> RowsAsync() => (await ChecksumAsync()).Count;

    private async Task<TableChecksum> ChecksumAsync()
    {
        await using var target = FilesTarget.Open(_store.Uri);
        var rows = new StrongBox<ChecksumSink>(new ChecksumSink(Readings.Keyed));
        await target.ReadAsync(Readings.Keyed, rows, Token);
        return rows.Value.Checksum;
    }

    private sealed class WithMetadata(TableSchema schema) : RowSource
    {
        public override TableSchema Schema => schema;

        public override bool WriteTo<TSink>(ref TSink sink)
        {
            sink.BeginRow();
            sink.Utf8(0, "a"u8);
            sink.Int64(1, 1);
            sink.Null(2);
            sink.Null(3);
            sink.Decimal(4, 0, 2);
            sink.Timestamp(5, 0);
            sink.Int32(6, 3);
            sink.Int64(7, 17);
            sink.EndRow();
            RowsWritten++;
            return false;
        }
    }
}
