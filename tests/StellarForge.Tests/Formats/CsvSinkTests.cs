using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using FsCheck;
using FsCheck.Fluent;
using StellarForge.Formats;
using StellarForge.Sinks;
using StellarForge.Testing.Rows;

namespace StellarForge.Tests.Formats;

public class CsvSinkTests
{
    [Fact]
    public void Every_type_has_its_text()
    {
        var lines = Parse(new CsvFormat().Text(2));

        lines[1].ShouldBe([
            "1", "false", "-128", "0", "-32768", "0", "-2147483648", "0", "-9223372036854775808", "0", "-3.4028235E+38", "-1.7976931348623157E+308",
            "-9999999999999.99", "-999999999999999999.9999999999", "", "0001-01-01", "00:00:00", "-27:46:40.000001",
            "0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "00000000-0002-0003-0405-060708090a0b", "\\x"]);
        lines[2].ShouldBe([
            "2", "true", "127", "255", "32767", "65535", "2147483647", "4294967295", "9223372036854775807", "18446744073709551615", "1E-45", "5E-324",
            "0.05", "999999999999999999.9999999999", "a,b;\"c\"\r\nd\\\t", "9999-12-31", "23:59:59.999999", "27:46:40",
            "9999-12-31T23:59:59.999999Z", "1970-01-01T00:00:00.000001Z", "00000001-0002-0003-0405-060708090a0b", "\\x61"]);
    }

    [Fact]
    public void Null_is_an_empty_field_and_an_empty_text_a_quoted_one()
    {
        using var buffer = new RowBuffer();
        var sink = new CsvSink(CsvOptions.Default, buffer);
        sink.BeginRow();
        sink.Null(0);
        sink.Utf8(1, default);
        sink.EndRow();

        buffer.WrittenSpan.SequenceEqual(",\"\"\n"u8).ShouldBeTrue();
    }

    [Theory]
    [InlineData(',', false)]
    [InlineData(';', true)]
    [InlineData('\t', false)]
    [InlineData('|', true)]
    public void An_independent_reader_gets_every_text_back(char delimiter, bool carriageReturn)
    {
        var format = new CsvFormat(new CsvOptions { Delimiter = delimiter, HasCarriageReturn = carriageReturn });

        var lines = Parse(format.Text(100), delimiter);

        lines.Count.ShouldBe(101);
        lines[0].ShouldBe(Everything.Schema.Columns.Select(column => column.Name));
        for (var row = 0; row < 100; row++)
            lines[row + 1][14].ShouldBe(row % 16 == 2 ? "" : Everything.Text(row));
    }

    [Fact]
    public void Any_text_is_read_back() => Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
    {
        var valid = new string([.. text.Get.Where(character => character != '\0' && !char.IsSurrogate(character))]);
        using var buffer = new RowBuffer();
        var sink = new CsvSink(CsvOptions.Default, buffer);
        sink.BeginRow();
        sink.Utf8(0, System.Text.Encoding.UTF8.GetBytes(valid));
        sink.Int32(1, 7);
        sink.EndRow();

        Parse(System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan)).ShouldHaveSingleItem().ShouldBe([valid, "7"]);
    }));

    [Fact]
    public void A_special_byte_is_found_at_every_place_in_a_text_of_every_length()
    {
        for (var length = 1; length < 70; length++)
        {
            for (var place = 0; place < length; place++)
            {
                var text = new string('x', place) + '"' + new string('x', length - place - 1);
                using var buffer = new RowBuffer();
                var sink = new CsvSink(CsvOptions.Default, buffer);
                sink.BeginRow();
                sink.Utf8(0, System.Text.Encoding.UTF8.GetBytes(text));
                sink.EndRow();

                System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan).ShouldBe($"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n");
            }
        }
    }

    [Fact]
    public void A_row_larger_than_the_buffer_makes_it_grow()
    {
        var text = new string('é', 200_000);
        using var buffer = new RowBuffer(flushThreshold: 16);
        var sink = new CsvSink(CsvOptions.Default, buffer);
        for (var row = 0; row < 2; row++)
        {
            sink.BeginRow();
            sink.Utf8(0, System.Text.Encoding.UTF8.GetBytes(text));
            sink.EndRow();
        }

        sink.IsFull.ShouldBeTrue();
        Parse(System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan)).ShouldBe([[text], [text]]);
    }

    [Fact]
    public void The_size_of_the_buffer_changes_no_byte() =>
        new CsvFormat().Encode(1_000, flushThreshold: 1).ShouldBe(new CsvFormat().Encode(1_000));

    [Theory]
    [InlineData('"')]
    [InlineData('\n')]
    [InlineData('7')]
    [InlineData('é')]
    public void A_delimiter_that_could_be_part_of_a_value_is_refused(char delimiter) =>
        Should.Throw<ArgumentException>(() => new CsvFormat(new CsvOptions { Delimiter = delimiter }));

    private static List<string[]> Parse(string text, char delimiter = ',')
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = delimiter.ToString(), IgnoreBlankLines = false };
        using var parser = new CsvParser(new StringReader(text), configuration);
        var lines = new List<string[]>();
        while (parser.Read())
            lines.Add(parser.Record!);
        return lines;
    }
}
