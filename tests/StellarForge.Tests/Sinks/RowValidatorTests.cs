using System.Text;
using StellarForge.Ddl;
using StellarForge.Formats;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Testing.Rows;

namespace StellarForge.Tests.Sinks;

/// <summary>What decoders refuse whose rows are stored.</summary>
public class RowValidatorTests
{
    private static readonly EnumMember[] Colors = [new("Red", 0), new("Green", 7)];

    // A value of JSON of each sort: what columns take it, beside their own.
    private static readonly (string Json, ColumnType[] Columns)[] Tokens =
    [
        ("true", [ColumnType.Boolean]),
        ("7", [.. Range(ColumnType.SByte, ColumnType.Decimal)]),
        ("-7", [
            ColumnType.SByte, ColumnType.Int16, ColumnType.Int32, ColumnType.Int64, ColumnType.Single, ColumnType.Double, ColumnType.Decimal]),
        ("0.25", [ColumnType.Single, ColumnType.Double, ColumnType.Decimal]),
        ("\"7\"", [ColumnType.Text]),
        ("\"true\"", [ColumnType.Text, ColumnType.Binary]),
        ("\"2024-02-29\"", [ColumnType.Text, ColumnType.Date]),
        ("\"12:34:56\"", [ColumnType.Text, ColumnType.Time, ColumnType.Duration]),
        ("\"PT1H2M3S\"", [ColumnType.Text, ColumnType.Duration, ColumnType.Binary]),
        ("\"2024-02-29T12:34:56Z\"", [ColumnType.Text, ColumnType.Timestamp, ColumnType.TimestampOffset]),
        ("\"00000000-0000-4000-8000-000000000000\"", [ColumnType.Text, ColumnType.Uuid]),
        ("\"\\u0001 text\"", [ColumnType.Text]),
    ];

    // A value of each type of Avro, and the columns that take it.
    private static readonly (string Type, byte[] Value, ColumnType[] Columns)[] Types =
    [
        ("\"boolean\"", [1], [ColumnType.Boolean]),
        ("\"int\"", [14], [.. Range(ColumnType.SByte, ColumnType.Decimal), ColumnType.Duration]),
        ("\"long\"", [14], [.. Range(ColumnType.SByte, ColumnType.Decimal), ColumnType.Duration]),
        ("\"float\"", [0, 0, 224, 64], [.. Range(ColumnType.SByte, ColumnType.Decimal)]),
        ("\"double\"", [0, 0, 0, 0, 0, 0, 28, 64], [.. Range(ColumnType.SByte, ColumnType.Decimal)]),
        ("""{"type":"bytes","logicalType":"decimal","precision":4,"scale":2}""", [4, 2, 188], [.. Range(ColumnType.SByte, ColumnType.Decimal)]),
        (
            """{"type":"fixed","name":"f","size":2,"logicalType":"decimal","precision":4,"scale":2}""", [2, 188],
            [.. Range(ColumnType.SByte, ColumnType.Decimal)]),
        ("\"string\"", [2, (byte)'7'], [ColumnType.Text, ColumnType.Binary]),
        ("""{"type":"enum","name":"e","symbols":["A"]}""", [0], [ColumnType.Text]),
        ("\"bytes\"", [2, (byte)'7'], [ColumnType.Text, ColumnType.Binary]),
        ("""{"type":"fixed","name":"f","size":1}""", [7], [ColumnType.Binary]),
        ("""{"type":"fixed","name":"f","size":16,"logicalType":"uuid"}""", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], [ColumnType.Uuid]),
        ("""{"type":"fixed","name":"f","size":12,"logicalType":"duration"}""", [0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0], [ColumnType.Duration]),
        ("""{"type":"int","logicalType":"date"}""", [14], [ColumnType.Date, ColumnType.Timestamp, ColumnType.TimestampOffset]),
        ("""{"type":"int","logicalType":"time-millis"}""", [14], [ColumnType.Time, ColumnType.Duration]),
        ("""{"type":"long","logicalType":"time-micros"}""", [14], [ColumnType.Time, ColumnType.Duration]),
        ("""{"type":"long","logicalType":"timestamp-millis"}""", [14], [ColumnType.Timestamp, ColumnType.TimestampOffset]),
        ("""{"type":"long","logicalType":"timestamp-micros"}""", [14], [ColumnType.Timestamp, ColumnType.TimestampOffset]),
        ("""{"type":"long","logicalType":"timestamp-nanos"}""", [14], [ColumnType.Date, ColumnType.Timestamp, ColumnType.TimestampOffset]),
    ];

    public static TheoryData<ColumnType> ColumnTypes => [.. Enum.GetValues<ColumnType>()];

    [Theory]
    [MemberData(nameof(ColumnTypes))]
    public void A_column_takes_the_JSON_of_its_type_and_no_other(ColumnType type)
    {
        foreach (var (json, columns) in Tokens)
            Accepts(() => Json(Samples.Column(type), json), columns.Contains(type), $"{json} in {type}");
    }

    [Theory]
    [MemberData(nameof(ColumnTypes))]
    public void A_column_takes_the_Avro_types_that_can_become_its_own_and_no_other(ColumnType type)
    {
        foreach (var (avro, value, columns) in Types)
            Accepts(() => Avro(Samples.Column(type), avro, value), columns.Contains(type), $"{avro} in {type}");
    }

    [Theory]
    [InlineData(ColumnType.SByte, "128")]
    [InlineData(ColumnType.SByte, "-129")]
    [InlineData(ColumnType.Byte, "256")]
    [InlineData(ColumnType.Byte, "-1")]
    [InlineData(ColumnType.Int16, "32768")]
    [InlineData(ColumnType.UInt16, "65536")]
    [InlineData(ColumnType.UInt16, "-1")]
    [InlineData(ColumnType.Int32, "2147483648")]
    [InlineData(ColumnType.Int32, "1.5")]
    [InlineData(ColumnType.UInt32, "4294967296")]
    [InlineData(ColumnType.UInt32, "-1")]
    [InlineData(ColumnType.Int64, "9223372036854775808")]
    [InlineData(ColumnType.UInt64, "-1")]
    [InlineData(ColumnType.UInt64, "18446744073709551616")]
    [InlineData(ColumnType.Single, "1e39")]
    [InlineData(ColumnType.Double, "1e999")]
    [InlineData(ColumnType.Decimal, "1.234")]
    [InlineData(ColumnType.Decimal, "10000000000000000")]
    [InlineData(ColumnType.Decimal, "1e30")]
    public void A_number_that_its_column_has_no_room_for_is_refused(ColumnType type, string json) =>
        Refused(() => Json(Samples.Column(type), json), ColumnValueError.OutOfRange).Value.ShouldNotBeEmpty();

    [Theory]
    [InlineData(ColumnType.Date, "2024-02-30")]
    [InlineData(ColumnType.Date, "10000-01-01")]
    [InlineData(ColumnType.Time, "24:00:00")]
    [InlineData(ColumnType.Timestamp, "2024-02-29T12:34:56.0000001Z")]
    [InlineData(ColumnType.Timestamp, "infinity")]
    [InlineData(ColumnType.TimestampOffset, "2024-02-29T12:34:56+01")]
    [InlineData(ColumnType.Duration, "P1M")]
    [InlineData(ColumnType.Uuid, "00000000-0000-4000-8000-00000000000g")]
    [InlineData(ColumnType.Binary, "***")]
    public void Text_that_spells_no_value_of_its_column_is_refused(ColumnType type, string text) =>
        Refused(() => Json(Samples.Column(type), $"\"{text}\""), ColumnValueError.WrongType).Value.ShouldBe(text);

    [Theory]
    [InlineData("""{"type":"int","logicalType":"date"}""", ColumnType.Date)]
    [InlineData("""{"type":"long","logicalType":"time-micros"}""", ColumnType.Time)]
    [InlineData("""{"type":"long","logicalType":"timestamp-micros"}""", ColumnType.Timestamp)]
    [InlineData("""{"type":"long","logicalType":"timestamp-millis"}""", ColumnType.TimestampOffset)]
    [InlineData("\"long\"", ColumnType.Duration)]
    public void A_time_beyond_its_column_is_refused(string avro, ColumnType type) =>
        Refused(() => Avro(Samples.Column(type), avro, [254, 255, 255, 255, 255, 255, 255, 255, 255, 1]), ColumnValueError.OutOfRange)
            .Value.ShouldBe("9223372036854775807");

    [Theory]
    [InlineData("\"float\"", ColumnType.Single, new byte[] { 0, 0, 192, 127 })]
    [InlineData("\"double\"", ColumnType.Double, new byte[] { 0, 0, 0, 0, 0, 0, 240, 255 })]
    [InlineData("\"double\"", ColumnType.Single, new byte[] { 154, 153, 153, 153, 153, 153, 185, 63 })]
    [InlineData("\"double\"", ColumnType.Int32, new byte[] { 154, 153, 153, 153, 153, 153, 185, 63 })]
    public void A_number_that_is_none_of_its_column_is_refused(string avro, ColumnType type, byte[] value) =>
        Refused(() => Avro(Samples.Column(type), avro, value), ColumnValueError.OutOfRange);

    [Fact]
    public void Text_and_bytes_are_no_longer_than_their_column()
    {
        var column = Samples.Column(ColumnType.Text) with { MaxLength = 4 };
        Json(column, "\"😀😀\"");
        Refused(() => Json(column, "\"😀😀x\""), ColumnValueError.TooLong).Message
            .ShouldBe("The value \"😀😀x\" of c, a column of the table t, is longer than 4, the most that the column takes.");
        Refused(() => Json(Samples.Column(ColumnType.Binary) with { MaxLength = 2 }, "\"AAAA\""), ColumnValueError.TooLong).Value.ShouldBe("000000");
    }

    [Theory]
    [InlineData(new byte[] { (byte)'a', 0 })]
    [InlineData(new byte[] { 0xC3 })]
    public void Text_is_UTF8_without_NUL(byte[] text)
    {
        Refused(() => Avro(Samples.Column(ColumnType.Text), "\"string\"", [(byte)(2 * text.Length), .. text]), ColumnValueError.InvalidText);
        if (text[^1] != 0)
            Refused(() => Decode(Strict(Samples.Column(ColumnType.Text)), [.. "{\"c\":\""u8, .. text, .. "\"}"u8]), ColumnValueError.InvalidText);
        else
            Refused(() => Json(Samples.Column(ColumnType.Text), "\"a\\u0000\""), ColumnValueError.InvalidText).Value.ShouldBe("a\\u0000");
    }

    [Fact]
    public void An_enumeration_has_its_members_only()
    {
        var (name, number) = (Samples.Column(ColumnType.Text) with { Members = [.. Colors] }, Samples.Column(ColumnType.Byte) with { Members = [.. Colors] });
        Json(name, "\"Green\"");
        Json(number, "7");
        Refused(() => Json(name, "\"green\""), ColumnValueError.UnknownMember).Message
            .ShouldBe("The value \"green\" of c, a column of the table t, is none of its members: Red, Green.");
        Refused(() => Json(number, "1"), ColumnValueError.UnknownMember).Message
            .ShouldBe("The value \"1\" of c, a column of the table t, is none of its members: Red (0), Green (7).");
        Refused(() => Json(number, "256"), ColumnValueError.OutOfRange);
    }

    [Fact]
    public void A_null_is_refused_where_the_column_takes_none()
    {
        var column = Samples.Column(ColumnType.Int32) with { IsNullable = false };
        Refused(() => Json(column, "null"), ColumnValueError.Null).Message
            .ShouldBe("There is no value for c, a column of the table t that takes no null.");
        Refused(() => Decode(Strict(column), "{}"u8.ToArray()), ColumnValueError.Null);
        Refused(() => Avro(column, "[\"null\",\"int\"]", [0]), ColumnValueError.Null);
    }

    [Fact]
    public void The_value_is_cut_and_its_control_characters_are_escaped()
    {
        var json = $"\"\\u001b[31m\\u202e{new string('x', 100)}\"";
        var error = Refused(() => Json(Samples.Column(ColumnType.Int32) with { Name = "n" }, json), ColumnValueError.WrongType);
        error.Value.ShouldBe($"\\u001b[31m\\u202e{new string('x', 54)}…");
        error.Column.Name.ShouldBe("n");
        error.Message.ShouldBe($"The value \"{error.Value}\" of n, a column of the table t, is a string, not an integer of 32 bits.");
    }

    [Fact]
    public void Every_row_of_the_model_is_taken_and_minus_zero_is_zero()
    {
        var expected = new ChecksumSink(Everything.Schema);
        Everything.Table.Rows(World.Default).Range(0, 1_000).WriteTo(ref expected);

        Decode(new JsonLinesDecoder(Everything.Schema, isStrict: true), new JsonLinesFormat().Encode(1_000)).ShouldBe(expected.Checksum);
        Strict(Everything.Schema, SchemaDocument.Avro(Everything.Schema), AvroRows(1_000)).ShouldBe(expected.Checksum);

        var row = new StagedRow(Samples.Schema(Samples.Column(ColumnType.Double)));
        row.Sink.Double(0, -0.0);
        BitConverter.Int64BitsToDouble(row.Number(0)).ShouldBe(0);
        row.Number(0).ShouldBe(0);
    }

    [Fact]
    public void Nothing_is_allocated_per_row()
    {
        var (few, many) = (new JsonLinesFormat().Encode(50), new JsonLinesFormat().Encode(5_000));
        var json = new JsonLinesDecoder(Everything.Schema, isStrict: true);
        (Allocations.Least(() => Decode(json, many), times: 20) - Allocations.Least(() => Decode(json, few), times: 20)).ShouldBe(0);

        var writer = AvroSchemaParser.Parse(Encoding.UTF8.GetBytes(SchemaDocument.Avro(Everything.Schema)));
        var avro = new AvroRowDecoder(Everything.Schema, writer, isStrict: true);
        var (fewRecords, manyRecords) = (AvroRows(50), AvroRows(5_000));
        (Allocations.Least(() => Strict(avro, Everything.Schema, manyRecords)) - Allocations.Least(() => Strict(avro, Everything.Schema, fewRecords)))
            .ShouldBe(0);
    }

    private static IEnumerable<ColumnType> Range(ColumnType from, ColumnType to) => Enum.GetValues<ColumnType>().Where(type => type >= from && type <= to);

    private static void Accepts(Action decode, bool expected, string what)
    {
        if (expected)
            Should.NotThrow(decode, what);
        else
            Should.Throw<ColumnValueException>(decode, what).Error.ShouldBeOneOf(ColumnValueError.WrongType, ColumnValueError.OutOfRange);
    }

    private static ColumnValueException Refused(Action decode, ColumnValueError error)
    {
        var refused = Should.Throw<ColumnValueException>(decode);
        refused.Error.ShouldBe(error, refused.Message);
        return refused;
    }

    private static void Json(ColumnSchema column, string json) =>
        Decode(Strict(column), Encoding.UTF8.GetBytes($"{{\"{column.Name}\":{json}}}"));

    private static void Avro(ColumnSchema column, string type, byte[] value) =>
        Strict(Samples.Schema(column), $$"""{"type":"record","name":"r","fields":[{"name":"{{column.Name}}","type":{{type}}}]}""", value);

    private static JsonLinesDecoder Strict(ColumnSchema column) => new(Samples.Schema(column), isStrict: true);

    private static TableChecksum Decode(RecordDecoder decoder, byte[] bytes)
    {
        var sink = new ChecksumSink(decoder.Schema);
        decoder.Decode(bytes, isLast: true, ref sink).ShouldBe(bytes.Length);
        return sink.Checksum;
    }

    private static TableChecksum Strict(TableSchema schema, string writer, byte[] records) =>
        Strict(new AvroRowDecoder(schema, AvroSchemaParser.Parse(Encoding.UTF8.GetBytes(writer)), isStrict: true), schema, records);

    private static TableChecksum Strict(AvroRowDecoder decoder, TableSchema schema, byte[] records)
    {
        var sink = new ChecksumSink(schema);
        var reader = new AvroReader(records);
        for (var row = 1; reader.Position < records.Length; row++)
        {
            if (!decoder.TryRead(ref reader))
                throw new InvalidOperationException("The records are cut off.");
            decoder.Check(row);
            decoder.WriteTo(ref sink);
        }

        return sink.Checksum;
    }

    // Records one after the other, without a container.
    private static byte[] AvroRows(long rows)
    {
        using var buffer = new RowBuffer(1 << 24);
        var sink = new AvroSink<NoFrame>([.. Everything.Schema.Columns.Select(column => column.IsNullable)], buffer, default);
        Everything.Table.Rows(World.Default).Range(0, rows).WriteTo(ref sink);
        return buffer.WrittenSpan.ToArray();
    }
}
