using StellarForge.Formats;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Testing.Rows;

namespace StellarForge.Targets.PostgreSql.Tests.Copy;

public class CopyBinaryFormatTests
{
    [Fact]
    public void Rows_are_read_back_as_they_were_however_the_bytes_are_cut() => FormatFuzz.ReadsBack(new CopyBinaryFormat());

    [Fact]
    public void Damaged_bytes_are_refused_or_read_but_nothing_else_happens() =>
        FormatFuzz.SurvivesDamage(new CopyBinaryFormat(), Everything.Table, seed: 8, times: 3_000).ShouldBeGreaterThan(300);

    [Fact]
    public void What_is_read_from_damaged_text_can_be_copied() =>
        FormatFuzz.SurvivesDamage(new CsvFormat(), Everything.Table, seed: 9, times: 1_000, new CopyBinaryFormat()).ShouldBeGreaterThan(100);

    [Theory]
    [InlineData(-1)]
    [InlineData(-5)]
    [InlineData(short.MinValue)]
    [InlineData(short.MaxValue)]
    public void A_numeric_without_digits_is_zero_whatever_its_weight(short weight)
    {
        byte[] value = [0, 0, (byte)(weight >> 8), (byte)weight, 0, 0, 0, 2];

        Read(ColumnType.Decimal, isNullable: false, takesAnyNull: false, CopyWire.Numeric, value).ShouldBe("0.00");
    }

    [Fact]
    public void A_null_of_a_column_that_takes_none_is_refused_in_a_file_and_shown_from_a_database()
    {
        Should.Throw<FormatException>(() => Read(ColumnType.Int32, isNullable: false, takesAnyNull: false, CopyWire.Int32, null)).Message
            .ShouldBe("Row 1 has no value for c, a column of the table t that takes no null.");
        Read(ColumnType.Int32, isNullable: false, takesAnyNull: true, CopyWire.Int32, null).ShouldBeNull();
        Read(ColumnType.Int32, isNullable: true, takesAnyNull: false, CopyWire.Int32, null).ShouldBeNull();
    }

    // A column of one row.
    private static string? Read(ColumnType type, bool isNullable, bool takesAnyNull, CopyWire wire, byte[]? value)
    {
        var schema = Samples.Schema(Samples.Column(type) with { IsNullable = isNullable, Precision = 10, Scale = type == ColumnType.Decimal ? 2 : 0 });
        var sink = new CaptureSink(schema);
        byte[] bytes = [.. CopyBinaryEncoder.Header, 0, 1, .. value is null ? [255, 255, 255, 255] : (byte[])[0, 0, 0, (byte)value.Length, .. value], 255, 255];
        new CopyBinaryDecoder(schema, [wire], takesAnyNull).Decode(bytes, isLast: true, ref sink).ShouldBe(bytes.Length);
        return sink.Rows.ShouldHaveSingleItem().Values[0];
    }

    [Fact]
    public void Nothing_is_allocated_per_row() => Allocations.PerRows(new CopyBinaryFormat()).ShouldBe(0);
}
