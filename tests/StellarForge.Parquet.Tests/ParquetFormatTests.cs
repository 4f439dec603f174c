using System.Buffers.Binary;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Testing.Rows;

namespace StellarForge.Parquet.Tests;

public class ParquetFormatTests
{
    [Fact]
    public void Rows_are_read_back_as_they_were() => FormatFuzz.ReadsBack(new ParquetFormat(ParquetCompression.None, rowsPerGroup: 100));

    [Theory]
    [InlineData(ParquetCompression.None)]
    [InlineData(ParquetCompression.Snappy)]
    public void Damaged_bytes_are_refused_or_read_but_nothing_else_happens(ParquetCompression compression) =>
        FormatFuzz.SurvivesDamage(new ParquetFormat(compression), Everything.Table, seed: 8, times: 1_000).ShouldBeGreaterThan(300);

    [Theory]
    [InlineData(ColumnType.Int16, 70_000, "70000")]
    [InlineData(ColumnType.Int16, -5, "-5")]
    [InlineData(ColumnType.Date, 2_932_897, "2932897")]
    [InlineData(ColumnType.Date, 2_932_896, "9999-12-31")]
    [InlineData(ColumnType.Time, -1, "-1")]
    [InlineData(ColumnType.Timestamp, long.MaxValue, "9223372036854775807")]
    public void A_value_that_its_column_can_not_hold_is_read_as_its_digits(ColumnType type, long value, string text)
    {
        var column = Samples.Column(type) with { IsNullable = false };
        var schema = Samples.Schema(column);
        using var values = new ParquetColumn(column, rows: 1);
        if (values.Type.Width == 4)
            values.AppendInt32((int)value);
        else
            values.AppendInt64(value);
        var sink = new CaptureSink(schema);

        new ParquetRows([values], rows: 1, new StoredValueConverter(schema)).WriteTo(ref sink);

        sink.Rows.ShouldHaveSingleItem().Values[0].ShouldBe(text);
    }

    [Theory]
    [InlineData(ColumnType.Int16, ColumnType.Int32, "The file's columns are c:Int32 Int16?; the model's table t has c:Int32?.")]
    [InlineData(ColumnType.Date, ColumnType.Int32, "The file's columns are c:Int32 Date?; the model's table t has c:Int32?.")]
    [InlineData(ColumnType.Time, ColumnType.Timestamp, "The file's columns are c:Int64 Time(us)?; the model's table t has c:Int64 Timestamp(us)?.")]
    [InlineData(ColumnType.Text, ColumnType.Binary, "The file's columns are c:ByteArray String?; the model's table t has c:ByteArray?.")]
    [InlineData(ColumnType.UInt64, ColumnType.Int64, "The file's columns are c:Int64 UInt64?; the model's table t has c:Int64?.")]
    public void A_file_of_another_type_of_the_same_bytes_is_refused(ColumnType written, ColumnType read, string message) =>
        Should.Throw<FormatException>(() => Open(Samples.Schema(Samples.Column(read)), Empty(Samples.Schema(Samples.Column(written)))))
            .Message.ShouldBe(message);

    [Fact]
    public void A_file_of_another_scale_is_refused() =>
        Should.Throw<FormatException>(() => Open(Samples.Schema(Money(2)), Empty(Samples.Schema(Money(3))))).Message
            .ShouldBe("The file's columns are c:Int64 Decimal(3)?; the model's table t has c:Int64 Decimal(2)?.");

    [Fact]
    public void A_file_begun_anew_has_no_rows_of_one_that_was_given_up()
    {
        using var buffer = new RowBuffer();
        using var encoder = new ParquetFormat().CreateEncoder(Everything.Schema);
        encoder.Begin(buffer);
        encoder.Write(Everything.Table.Rows(World.Default).Range(0, 5), buffer);
        buffer.Clear();

        encoder.Begin(buffer);
        encoder.Write(Everything.Table.Rows(World.Default).Range(0, 3), buffer);
        encoder.End(buffer);

        var sink = new CaptureSink(Everything.Schema);
        var rows = Open(Everything.Schema, buffer.WrittenSpan.ToArray());
        while (rows.WriteTo(ref sink))
        {
        }

        sink.Rows.Select(row => row.Values[0]).ShouldBe(["1", "2", "3"]);
    }

    [Fact]
    public void Rows_that_a_footer_only_claims_take_no_memory()
    {
        var schema = Samples.Schema(Samples.Column(ColumnType.Int64));
        using var groups = new RowBuffer();
        var metadata = new ThriftCompactWriter(groups);
        const int rows = 100_000_000;
        ParquetFooter.BeginGroup(ref metadata, columns: 1);
        metadata.BeginStruct();
        metadata.BeginStruct(3);
        metadata.Int64(5, rows);
        metadata.Int64(7, 10);
        metadata.Int64(9, 4);
        metadata.EndStruct();
        metadata.EndStruct();
        ParquetFooter.EndGroup(ref metadata, 10, rows, 10);
        using var file = new RowBuffer();
        file.Append("PAR1"u8);
        file.Append(new byte[10]);
        var start = file.Length;
        ParquetFooter.Write(schema, rows, groups: 1, groups.WrittenSpan, file);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, file.Length - start);
        file.Append(length);
        file.Append("PAR1"u8);
        var source = Open(schema, file.WrittenSpan.ToArray());
        var sink = new ChecksumSink(schema);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<FormatException>(() => source.WriteTo(ref sink)).Message.ShouldBe("Row group 1 of 1, column c: the header of a page is damaged.");

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000_000);
    }

    [Fact]
    public void A_column_grows_beyond_the_rows_it_was_made_for()
    {
        using var column = new ParquetColumn(Samples.Column(ColumnType.Int32), rows: 1);
        for (var row = 0; row < 10_000; row++)
        {
            if (row % 3 == 0)
                column.AppendNull();
            else
                column.AppendInt32(row);
        }

        column.Defined.Length.ShouldBe(10_000);
        for (var row = 0; row < 10_000; row++)
            column.Defined[row].ShouldBe(row % 3 == 0 ? (byte)0 : (byte)1);
        BinaryPrimitives.ReadInt32LittleEndian(column.Values[^4..]).ShouldBe(9_998);
    }

    private static ColumnSchema Money(int scale) => Samples.Column(ColumnType.Decimal) with { Precision = 15, Scale = scale };

    private static byte[] Empty(TableSchema schema)
    {
        using var buffer = new RowBuffer();
        using var encoder = new ParquetFormat().CreateEncoder(schema);
        encoder.Begin(buffer);
        encoder.End(buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private static RowSource Open(TableSchema schema, byte[] file) => new ParquetFormat().CreateDecoder(schema).Open(new MemoryStream(file));
}
