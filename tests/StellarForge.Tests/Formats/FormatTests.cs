using System.Text;
using StellarForge.Formats;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Testing.Rows;

namespace StellarForge.Tests.Formats;

public class FormatTests
{
    public static TheoryData<string> Names => ["csv", "csv, no header, delimiter tab, CR LF", "jsonl"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Rows_are_read_back_as_they_were_however_the_bytes_are_cut(string name) => FormatFuzz.ReadsBack(Find(name));

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
    [InlineData("csv", "n,t\n7,\"a\"\rb\n", "A quoted field goes on after its quote: 7,\"a\"\rb")]
    [InlineData("csv", "n,t\n7,a\n,b\n", "Row 2 has no value for n, a column of the table t that takes no null.")]
    [InlineData("jsonl", "{\"n\":7}\n{\"n\":null}\n", "Row 2 has no value for n, a column of the table t that takes no null.")]
    [InlineData("jsonl", "{\"n\":7}\n{}\n", "Row 2 has no value for n, a column of the table t that takes no null.")]
    [InlineData("jsonl", "{\"t\":\"a\",\"n\":7,\"t\":\"b\"}", "Line 1 has the member t twice: {\"t\":\"a\",\"n\":7,\"t\":\"b\"}")]
    public void What_is_not_of_the_table_is_refused_by_line_and_reason(string name, string text, string message) =>
        Should.Throw<FormatException>(() => Rows(name, text)).Message.ShouldBe(message);

    [Theory]
    [InlineData("jsonl", "{\"n\":7,\"t\":\"a\"}\n{\"n\":8,\"t\":\"\\ud800\"}\n")]
    [InlineData("jsonl", "{\"n\":7,\"t\":\"a\"}\n{\"t\":\"b\"}\n")]
    [InlineData("csv", "t,n\na,7\nb,\n")]
    public void A_row_that_is_refused_was_not_begun(string name, string text)
    {
        var row = new StagedRow(Schema);
        var sink = row.Sink;
        var rows = Find(name).CreateDecoder(Schema).Open(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        rows.WriteTo(ref sink).ShouldBeTrue();
        row.HasRow.ShouldBeTrue();

        // A row that begins would clear the value.
        var next = new StagedRow(Schema);
        next.Sink.Int32(0, 7);
        Should.Throw<FormatException>(() =>
        {
            var second = next.Sink;
            rows.WriteTo(ref second);
        });
        next.IsNull(0).ShouldBeFalse();
    }

    [Theory]
    [InlineData("7,\"a\"\r\n8,\"b\"\r\n")]
    [InlineData("7,\"a\"\r\n8,\"b\"\r")]
    [InlineData("7,\"a\"\n8,\"b\"")]
    public void A_quoted_field_may_end_a_line_wherever_the_bytes_are_cut(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var sink = new CaptureSink(Schema);
            var decoder = (RecordDecoder)new CsvFormat(new CsvOptions { HasHeader = false }).CreateDecoder(Schema);

            var used = decoder.Decode(bytes.AsSpan(0, cut), isLast: false, ref sink);
            used += decoder.Decode(bytes.AsSpan(used), isLast: true, ref sink);

            used.ShouldBe(bytes.Length, $"cut at {cut}");
            sink.Rows.Select(row => string.Join('|', row.Values)).ShouldBe(["7|a", "8|b"], $"cut at {cut}");
        }
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    public void Data_without_ends_of_rows_is_refused(string name)
    {
        var sink = new CaptureSink(Schema);
        var rows = Find(name).CreateDecoder(Schema).Open(new Endless());

        Should.Throw<FormatException>(() => { while (rows.WriteTo(ref sink)) { } }).Message
            .ShouldBe("Row 1 of t is longer than 256 MiB, the longest that is read. Does the data have ends of rows?");
    }

    [Fact]
    public void The_formats_of_an_assembly_are_known_by_its_attributes() =>
        RowFormatAttribute.In(typeof(RowFormat).Assembly).Select(format => format.Name + format.FileExtension).ShouldBe(["avro.avro", "csv.csv", "json.jsonl"]);

    private static TableSchema Schema { get; } =
        Samples.Schema(Samples.Column(ColumnType.Int32) with { Name = "n", IsNullable = false }, Samples.Column(ColumnType.Text) with { Name = "t" });

    private static RowFormat Find(string description) => ((RowFormat[])
    [
        new CsvFormat(), new CsvFormat(new CsvOptions { HasHeader = false, Delimiter = '\t', HasCarriageReturn = true }), new JsonLinesFormat(),
    ]).Single(format => format.Description == description);

    private sealed class Endless : MemoryStream
    {
        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)'x');
            return buffer.Length;
        }
    }

    private static List<string> Rows(string name, string text)
    {
        var sink = new CaptureSink(Schema);
        var rows = Find(name).CreateDecoder(Schema).Open(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        while (rows.WriteTo(ref sink))
            rows.RowsWritten.ShouldBe(sink.Rows.Count);
        return [.. sink.Rows.Select(row => string.Join('|', row.Values.Select(value => value ?? "null")))];
    }
}
