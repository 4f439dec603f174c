using System.Text;
using StellarForge.Formats;
using StellarForge.Sinks;
using StellarForge.Testing.Rows;

namespace StellarForge.Tests.Formats;

public class FormatTests
{
    public static TheoryData<string> Names => ["csv", "csv, no header, delimiter tab, CR LF", "jsonl"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Rows_are_read_back_as_they_were_however_the_bytes_are_cut(string name) => FormatFuzz.ReadsBack(Find(name), Everything.Table);

    [Theory]
    [MemberData(nameof(Names))]
    public void Damaged_bytes_are_refused_or_read_but_nothing_else_happens(string name) =>
        FormatFuzz.SurvivesDamage(Find(name), Everything.Table, seed: 8, times: 3_000).ShouldBeGreaterThan(300);

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_allocated_per_row(string name) => Allocations.PerRows(Find(name)).ShouldBe(0);

    [Theory]
    [InlineData("csv", "n,t\n7,a\n8,\n")]
    [InlineData("csv", "t,n\na,7\n,8\n")]
    [InlineData("jsonl", "{\"n\":7,\"t\":\"a\"}\n{\"n\":8,\"t\":null}\n")]
    [InlineData("jsonl", "{\"t\":\"\\u0061\",\"n\":7}\n\n{\"n\":8}")]
    public void Columns_may_stand_in_any_order(string name, string text) => Rows(name, text).ShouldBe(["7|a", "8|null"]);

    [Theory]
    [InlineData("csv", "n\n7\n", "The header has the columns n; the table t has n, t.")]
    [InlineData("csv", "n,x\n7,a\n", "The header has the columns n, x; the table t has n, t.")]
    [InlineData("csv", "n,t\n7,a\n8\n", "Row 2 has 1 fields, the table t has 2: 8")]
    [InlineData("jsonl", "{\"n\":7}\n{\"x\":8}", "Line 2: the table t has no column x.")]
    [InlineData("jsonl", "{\"n\":7}\n[8]", "Line 2 is not an object: [8]")]
    [InlineData("jsonl", "{\"n\":[7]}", "Line 1: the member n is not a single value: {\"n\":[7]}")]
    public void What_is_not_of_the_table_is_refused_by_line_and_reason(string name, string text, string message) =>
        Should.Throw<FormatException>(() => Rows(name, text)).Message.ShouldBe(message);

    [Fact]
    public void A_row_that_is_refused_was_not_begun()
    {
        var schema = Schema;
        var sink = new CaptureSink(schema);
        var decoder = (RecordDecoder)new JsonLinesFormat().CreateDecoder(schema);

        Should.Throw<FormatException>(() => decoder.Decode("{\"n\":7,\"t\":\"a\"}\n{\"n\":8,\"t\":\"\\ud800\"}\n"u8, true, ref sink));

        decoder.RowsDecoded.ShouldBe(1);
    }

    [Fact]
    public void The_formats_of_an_assembly_are_known_by_its_attributes() =>
        RowFormatAttribute.In(typeof(RowFormat).Assembly).Select(format => format.Name + format.FileExtension).ShouldBe(["csv.csv", "json.jsonl"]);

    private static TableSchema Schema { get; } =
        Samples.Schema(Samples.Column(ColumnType.Int32) with { Name = "n" }, Samples.Column(ColumnType.Text) with { Name = "t" });

    private static RowFormat Find(string description) => ((RowFormat[])
    [
        new CsvFormat(), new CsvFormat(new CsvOptions { HasHeader = false, Delimiter = '\t', HasCarriageReturn = true }), new JsonLinesFormat(),
    ]).Single(format => format.Description == description);

    private static List<string> Rows(string name, string text)
    {
        var sink = new CaptureSink(Schema);
        var rows = Find(name).CreateDecoder(Schema).Open(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        while (rows.WriteTo(ref sink))
            rows.RowsWritten.ShouldBe(sink.Rows.Count);
        return [.. sink.Rows.Select(row => string.Join('|', row.Values.Select(value => value ?? "null")))];
    }
}
