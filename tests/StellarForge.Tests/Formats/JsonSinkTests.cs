using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using StellarForge.Formats;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Testing.Rows;

namespace StellarForge.Tests.Formats;

public class JsonSinkTests
{
    [Fact]
    public void Every_type_has_its_JSON()
    {
        var lines = new JsonLinesFormat().Text(3).Split('\n');

        lines[1].ShouldBe(
            """
            {"id":2,"flag":true,"tiny":127,"octet":255,"short":32767,"ushort":65535,"int":2147483647,"uint":4294967295,
            "long":9223372036854775807,"ulong":18446744073709551615,"single":1E-45,"double":5E-324,"money":0.05,
            "wide":999999999999999999.9999999999,"text":"a,b;\"c\"\r\nd\\\t","date":"9999-12-31","time":"23:59:59.999999",
            "duration":"PT27H46M40S","timestamp":"9999-12-31T23:59:59.999999Z","offset":"1970-01-01T00:00:00.000001Z",
            "uuid":"00000001-0002-0003-0405-060708090a0b","binary":"YQ=="}
            """.ReplaceLineEndings(""));
        lines[2].ShouldStartWith("""{"id":3,"flag":null,"tiny":null,""");
        lines[3].ShouldBeEmpty();
    }

    [Fact]
    public void A_parser_gets_every_value_back()
    {
        var lines = new JsonLinesFormat().Text(100).TrimEnd('\n').Split('\n');

        lines.Length.ShouldBe(100);
        for (var row = 0; row < lines.Length; row++)
        {
            using var document = JsonDocument.Parse(lines[row]);
            var root = document.RootElement;
            root.EnumerateObject().Select(member => member.Name).ShouldBe(Everything.Schema.Columns.Select(column => column.Name));
            root.GetProperty("id").GetInt64().ShouldBe(row + 1);
            if (row % 16 == 2)
                continue;
            root.GetProperty("text").GetString().ShouldBe(Everything.Text(row));
            root.GetProperty("uuid").GetGuid().ShouldBe(Everything.Uuid(row));
            root.GetProperty("wide").GetDecimal().ShouldBe((decimal)Everything.Wide(row) / 10_000_000_000m);
            System.Xml.XmlConvert.ToTimeSpan(root.GetProperty("duration").GetString()!).Ticks
                .ShouldBe(row == 0 ? -1_000_000_000_010 : row == 1 ? 1_000_000_000_000 : row * 10_000_000L);
        }
    }

    [Fact]
    public void Any_text_is_read_back_and_any_name_of_a_column() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>(), ArbMap.Default.ArbFor<NonEmptyString>(), (text, name) =>
        {
            var valid = Valid(text.Get);
            var column = Samples.Column(ColumnType.Text) with { Name = Valid(name.Get) + "_" };
            using var buffer = new RowBuffer();
            var sink = new JsonSink<LineFrame>(new JsonMemberNames(Samples.Schema(column)), buffer, default);
            sink.BeginRow();
            sink.Utf8(0, Encoding.UTF8.GetBytes(valid));
            sink.EndRow();

            using var document = JsonDocument.Parse(buffer.Written);
            document.RootElement.GetProperty(column.Name).GetString().ShouldBe(valid);
        }));

    [Fact]
    public void Only_what_must_be_escaped_is()
    {
        using var buffer = new RowBuffer();
        var sink = new JsonSink<LineFrame>(new JsonMemberNames(Samples.Schema(Samples.Column(ColumnType.Text))), buffer, default);
        sink.BeginRow();
        sink.Utf8(0, "\"\\/\b\f\n\r\t\u0001\u001f \u007f<é😀"u8);
        sink.EndRow();

        Encoding.UTF8.GetString(buffer.WrittenSpan).ShouldBe("{\"c\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f \u007f<é😀\"}\n");
    }

    [Fact]
    public void Names_longer_than_a_vector_are_written_whole()
    {
        var columns = Enumerable.Range(1, 70).Select(length => Samples.Column(ColumnType.Int32) with { Name = new string('n', length) }).ToArray();
        using var buffer = new RowBuffer(flushThreshold: 1);
        var sink = new JsonSink<LineFrame>(new JsonMemberNames(Samples.Schema(columns)), buffer, default);
        sink.BeginRow();
        for (var ordinal = 0; ordinal < columns.Length; ordinal++)
            sink.Int32(ordinal, ordinal);
        sink.EndRow();

        var fields = columns.Select((column, ordinal) => $"\"{column.Name}\":{ordinal}");
        Encoding.UTF8.GetString(buffer.WrittenSpan).ShouldBe("{" + string.Join(',', fields) + "}\n");
    }

    [Fact]
    public void The_size_of_the_buffer_changes_no_byte() =>
        new JsonLinesFormat().Encode(1_000, flushThreshold: 1).ShouldBe(new JsonLinesFormat().Encode(1_000));

    private static string Valid(string text) => new([.. text.Where(character => character != '\0' && !char.IsSurrogate(character))]);
}
