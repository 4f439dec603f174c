using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Testing.Rows;

namespace StellarForge.Targets.PostgreSql.Tests.Copy;

// Bytes by the "Binary Format" of the documentation of COPY, and as a PostgreSQL 15 server sends them (COPY (SELECT …) TO STDOUT (FORMAT binary)).
public class CopyBinarySinkTests
{
    private delegate void Put(ref CopyBinarySink sink);

    [Fact]
    public void A_file_begins_with_the_signature_and_ends_with_a_field_count_of_minus_one()
    {
        var bytes = new CopyBinaryFormat().Encode(0);

        Convert.ToHexString(bytes).ShouldBe("5047434F50590AFF0D0A00" + "00000000" + "00000000" + "FFFF");
    }

    [Fact]
    public void Values_are_the_bytes_that_the_server_sends()
    {
        Field(ColumnType.Boolean, (ref sink) => sink.Boolean(0, true)).ShouldBe("0000000101");
        Field(ColumnType.Int16, (ref sink) => sink.Int16(0, -2)).ShouldBe("00000002FFFE");
        Field(ColumnType.Int32, (ref sink) => sink.Int32(0, 1)).ShouldBe("0000000400000001");
        Field(ColumnType.Int64, (ref sink) => sink.Int64(0, -1)).ShouldBe("00000008FFFFFFFFFFFFFFFF");
        Field(ColumnType.UInt64, (ref sink) => sink.UInt64(0, ulong.MaxValue))
            .ShouldBe("00000012" + "0005000400000000" + "0734" + "1A58" + "02E1" + "03BB" + "064F");
        Field(ColumnType.Single, (ref sink) => sink.Single(0, 1.5f)).ShouldBe("000000043FC00000");
        Field(ColumnType.Double, (ref sink) => sink.Double(0, -2)).ShouldBe("00000008C000000000000000");
        Field(ColumnType.Text, (ref sink) => sink.Utf8(0, "é"u8)).ShouldBe("00000002C3A9");
        Field(ColumnType.Text, (ref sink) => sink.Utf8(0, default)).ShouldBe("00000000");
        Field(ColumnType.Text, (ref sink) => sink.Null(0)).ShouldBe("FFFFFFFF");
        Field(ColumnType.Date, (ref sink) => sink.Date(0, 10_957)).ShouldBe("0000000400000000");
        Field(ColumnType.Date, (ref sink) => sink.Date(0, 0)).ShouldBe("00000004FFFFD533");
        Field(ColumnType.Time, (ref sink) => sink.Time(0, 1)).ShouldBe("000000080000000000000001");
        Field(ColumnType.Timestamp, (ref sink) => sink.Timestamp(0, 946_684_800_000_001)).ShouldBe("000000080000000000000001");
        Field(ColumnType.Duration, (ref sink) => sink.Duration(0, 86_400_000_001)).ShouldBe("00000010" + "0000000000000001" + "00000001" + "00000000");
        Field(ColumnType.Duration, (ref sink) => sink.Duration(0, -86_400_000_001)).ShouldBe("00000010" + "FFFFFFFFFFFFFFFF" + "FFFFFFFF" + "00000000");
        Field(ColumnType.Uuid, (ref sink) => sink.Uuid(0, new Guid("00112233-4455-6677-8899-aabbccddeeff")))
            .ShouldBe("0000001000112233445566778899AABBCCDDEEFF");
        Field(ColumnType.Binary, (ref sink) => sink.Binary(0, [0, 255])).ShouldBe("0000000200FF");
    }

    [Theory]
    [InlineData("0", 2, "0000000000000002")]
    [InlineData("5", 2, "0001FFFF0000000201F4")]
    [InlineData("-5", 2, "0001FFFF4000000201F4")]
    [InlineData("12345678", 2, "0003000100000002000C0D801E78")]
    [InlineData("1000000", 2, "00010001000000020001")]
    [InlineData("-1", 10, "0001FFFD4000000A0064")]
    public void A_numeric_has_base_10000_digits_without_zeros_at_either_end(string unscaled, int scale, string expected) =>
        Field(ColumnType.Decimal, (ref sink) => sink.Decimal(0, Int128.Parse(unscaled, CultureInfo.InvariantCulture), scale))[8..].ShouldBe(expected);

    [Fact]
    public void Every_numeric_decodes_to_what_was_written() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<long>(), ArbMap.Default.ArbFor<long>(), ArbMap.Default.ArbFor<byte>(), (high, low, choice) =>
        {
            var scale = choice % 29;
            var unscaled = (choice & 3) switch
            {
                0 => low,
                1 => low >> (choice % 64),
                2 => (Int128)high * low,
                _ => (Int128)high * low / 1_000_000 * 1_000_000,
            };
            Decode(Convert.FromHexString(Field(ColumnType.Decimal, (ref sink) => sink.Decimal(0, unscaled, scale))).AsSpan(4)).ShouldBe((unscaled, scale));
        }));

    [Theory]
    [InlineData("bigint", "000000080000000000000007")]
    [InlineData("smallint", "000000020007")]
    [InlineData("NUMERIC(10, 2)", "0000000A00010000000000000007")]
    [InlineData("text", "0000000137")]
    [InlineData("varchar(20)", "0000000137")]
    [InlineData("real", "0000000440E00000")]
    [InlineData("double precision", "00000008401C000000000000")]
    [InlineData("boolean", "0000000101")]
    [InlineData("int", "0000000400000007")]
    [InlineData("a_domain_of_integers", "0000000400000007")]
    public void A_type_name_decides_the_wire_type_of_an_integer(string typeName, string expected) =>
        Field(ColumnType.Int32, (ref sink) => sink.Int32(0, 7), typeName).ShouldBe(expected);

    [Fact]
    public void A_type_name_decides_the_wire_type_of_other_values()
    {
        Field(ColumnType.Text, (ref sink) => sink.Utf8(0, "{}"u8), "jsonb").ShouldBe("00000003017B7D");
        Field(ColumnType.Text, (ref sink) => sink.Utf8(0, "{}"u8), "json").ShouldBe("000000027B7D");
        Field(ColumnType.Text, (ref sink) => sink.Utf8(0, "00112233-4455-6677-8899-aabbccddeeff"u8), "uuid")
            .ShouldBe("0000001000112233445566778899AABBCCDDEEFF");
        Field(ColumnType.Timestamp, (ref sink) => sink.Timestamp(0, 946_771_199_999_999), "date").ShouldBe("0000000400000000");
        Field(ColumnType.Double, (ref sink) => sink.Double(0, 0.1), "numeric").ShouldBe("0000000A0001FFFF0000000103E8");
        Field(ColumnType.Double, (ref sink) => sink.Double(0, 1.5), "real").ShouldBe("000000043FC00000");
        Field(ColumnType.Decimal, (ref sink) => sink.Decimal(0, 250, 2), "integer").ShouldBe("0000000400000002");
        Field(ColumnType.Decimal, (ref sink) => sink.Decimal(0, 150, 2), "double precision").ShouldBe("000000083FF8000000000000");
        Field(ColumnType.Uuid, (ref sink) => sink.Uuid(0, Guid.Empty), "varchar(36)")
            .ShouldBe("00000024" + Convert.ToHexString("00000000-0000-0000-0000-000000000000"u8));
        Field(ColumnType.Duration, (ref sink) => sink.Duration(0, 3_600_000_000), "time").ShouldBe("0000000800000000D693A400");
        Field(ColumnType.Boolean, (ref sink) => sink.Boolean(0, true), "smallint").ShouldBe("000000020001");
    }

    [Fact]
    public void A_type_name_that_cannot_take_the_values_is_refused_with_the_column_named() =>
        Should.Throw<NotSupportedException>(() => new CopyBinaryFormat().CreateEncoder(
                Samples.Schema(Samples.Column(ColumnType.Binary, "integer") with { Name = "photo" })))
            .Message.ShouldBe("Column t.photo: a Binary value can't be written as integer. Change the property's type, or TypeName in its [Column].");

    [Fact]
    public void A_value_beyond_its_wire_type_is_refused() =>
        Should.Throw<OverflowException>(() => Field(ColumnType.Int32, (ref sink) => sink.Int32(0, 70_000), "smallint"));

    [Fact]
    public void A_row_that_fails_half_way_leaves_nothing_behind()
    {
        using var buffer = new RowBuffer();
        var sink = new CopyBinarySink(new CopyBinaryEncoder(Samples.Schema(Samples.Column(ColumnType.Int32))), buffer);
        sink.BeginRow();
        sink.Int32(0, 1);

        buffer.Length.ShouldBe(0);
    }

    private static string Field(ColumnType type, Put put, string? typeName = null)
    {
        using var buffer = new RowBuffer();
        var sink = new CopyBinarySink(new CopyBinaryEncoder(Samples.Schema(Samples.Column(type, typeName))), buffer);
        sink.BeginRow();
        put(ref sink);
        sink.EndRow();
        var tuple = Convert.ToHexString(buffer.WrittenSpan);
        tuple[..4].ShouldBe("0001");
        return tuple[4..];
    }

    // numeric_recv: count, weight, sign, display scale, digits.
    private static (Int128 Unscaled, int Scale) Decode(ReadOnlySpan<byte> numeric)
    {
        int Short(ReadOnlySpan<byte> bytes, int index) => (short)((bytes[2 * index] << 8) | bytes[(2 * index) + 1]);
        var (count, weight, sign, scale) = (Short(numeric, 0), Short(numeric, 1), Short(numeric, 2), Short(numeric, 3));
        numeric.Length.ShouldBe(8 + (2 * count));
        var value = BigInteger.Zero;
        for (var digit = 0; digit < count; digit++)
        {
            var group = Short(numeric, 4 + digit);
            group.ShouldBeInRange(0, 9_999);
            if (digit == 0 || digit == count - 1)
                group.ShouldNotBe(0);
            value = (value * 10_000) + group;
        }

        var exponent = scale + (4 * (weight - count + 1));
        value = exponent >= 0 ? value * BigInteger.Pow(10, exponent) : value / BigInteger.Pow(10, -exponent);
        return ((Int128)(sign == 0x4000 ? -value : value), scale);
    }
}
