using System.Text;
using StellarForge.Ddl;
using StellarForge.Formats;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Testing.Rows;
using StellarForge.Testing.Targets;

namespace StellarForge.Tests.Formats;

public class AvroTests
{
    private const string Numbers = """{"type":"record","name":"r","fields":[{"name":"t","type":["null","string"]},{"name":"n","type":"int"}]}""";

    private static readonly NpmPackage Avsc = new("Formats/avsc");

    private static TableSchema Schema { get; } = Samples.Schema(
        Samples.Column(ColumnType.Int64) with { Name = "n", IsNullable = false }, Samples.Column(ColumnType.Text) with { Name = "t" });

    [Theory]
    [InlineData(AvroCodec.Null)]
    [InlineData(AvroCodec.Deflate)]
    public void Rows_are_read_back_as_they_were_however_the_bytes_are_cut(AvroCodec codec) => FormatFuzz.ReadsBack(new AvroFormat(codec));

    [Theory]
    [InlineData(AvroCodec.Null)]
    [InlineData(AvroCodec.Deflate)]
    public void Damaged_bytes_are_refused_or_read_but_nothing_else_happens(AvroCodec codec) =>
        FormatFuzz.SurvivesDamage(new AvroFormat(codec), Everything.Table, seed: 8, times: 2_000).ShouldBeGreaterThan(300);

    [Fact]
    public void Nothing_is_allocated_per_row() => Allocations.PerRows(new AvroFormat()).ShouldBe(0);

    [Fact]
    public void The_writers_fields_are_found_by_name_and_may_be_narrower_or_missing()
    {
        Decode(Numbers, rows: 2, [2, 2, (byte)'a', 14], [0, 16]).ShouldBe(["7|a", "8|null"]);
        Decode("""{"type":"record","name":"r","fields":[{"name":"n","type":"long"}]}""", rows: 1, [14]).ShouldBe(["7|null"]);
        Decode(
            """{"type":"record","name":"r","fields":[{"name":"t","type":{"type":"enum","name":"e","symbols":["A","B"]}},{"name":"n","type":"long"}]}""",
            rows: 1, [2, 14]).ShouldBe(["7|B"]);
        Decode("""{"type":"record","name":"r","fields":[{"name":"t","type":"bytes"},{"name":"n","type":"long"}]}""", rows: 1, [2, (byte)'x', 14])
            .ShouldBe(["7|x"]);
    }

    [Fact]
    public void Fields_without_a_column_are_read_past_whatever_they_hold()
    {
        const string Nested = """
            {"type":"record","name":"r","fields":[
              {"name":"list","type":{"type":"array","items":{"type":"map","values":"double"}}},
              {"name":"tree","type":["null",{"type":"record","name":"node","namespace":"a.b","fields":[
                {"name":"next","type":["null","node"]},
                {"name":"id","type":{"type":"fixed","name":"four","size":4}}]}]},
              {"name":"nothing","type":{"type":"array","items":"null"}},
              {"name":"n","type":"long"}]}
            """;
        byte[] list = [2, 2, 2, (byte)'k', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] tree = [2, 2, 0, 1, 2, 3, 4, 1, 2, 3, 4];

        // A million nulls, which take no bytes.
        byte[] nothing = [128, 137, 122, 0];
        Decode(Nested, rows: 1, [.. list, .. tree, .. nothing, 14]).ShouldBe(["7|null"]);
    }

    [Theory]
    [InlineData(
        """{"type":"record","name":"r","fields":[{"name":"t","type":"string"}]}""",
        "The Avro schema of r has no field n, and that column of the table t takes no null.")]
    [InlineData("""{"type":"record","name":"r","fields":[{"name":"n","type":"nope"}]}""", "The Avro schema has no type nope.")]
    [InlineData(
        """{"type":"record","name":"r","fields":[{"name":"n","type":"int"},{"name":"n","type":"int"}]}""",
        "The Avro schema has the field n of r twice.")]
    [InlineData("""{"type":"record","name":"r"}""", "The Avro schema lacks \"fields\" in {\"type\":\"record\",\"name\":\"r\"}")]
    [InlineData("""["null","string"]""", "The Avro schema is of Union, not of records.")]
    [InlineData(
        """{"type":"record","name":"r","fields":[{"name":"n","type":{"type":"array","items":"int"}}]}""",
        "Row 1: The field of n is of Array, not a single value.")]
    [InlineData(
        """{"type":"record","name":"r","fields":[{"name":"n","type":{"type":"enum","name":"e","symbols":["A"]}}]}""",
        "Row 1: The data has symbol 7 of e, an enum of 1.")]
    [InlineData("""{"type":"record","name":"r","fields":[{"name":"n","type":["int","null"]}]}""", "Row 1: The data has branch 7 of a union of 2.")]
    [InlineData(
        """{"type":"record","name":"r","fields":[{"name":"n","type":"null"},{"name":"x","type":"int"}]}""",
        "Row 1 has no value for n, a column of the table t that takes no null.")]
    [InlineData(
        """{"type":"record","name":"r","fields":[{"name":"x","type":"r"},{"name":"n","type":"int"}]}""",
        "Row 1: The data has values more than 64 deep.")]
    [InlineData(
        """{"type":"record","name":"r","fields":[{"name":"n","type":{"type":"bytes","logicalType":"decimal","scale":60}}]}""",
        "The Avro schema has a decimal of more than 38 digits after the point: *")]
    [InlineData("""{"type":"record","name":null,"fields":[]}""", "The Avro schema has null where a name should be.")]
    [InlineData(
        """{"type":"record","name":"r","fields":[{"name":"n","type":{"type":"enum","name":"e","symbols":[null]}}]}""",
        "The Avro schema has null where a name should be.")]
    [InlineData("{", "The Avro schema is not JSON: *")]
    [InlineData("""{"type":"record","name":3,"fields":[]}""", "The Avro schema is damaged: *")]
    public void What_is_not_of_the_table_is_refused_with_its_reason(string writer, string message)
    {
        var error = Should.Throw<FormatException>(() => Decode(writer, rows: 1, [14]));
        if (message.EndsWith('*'))
            error.Message.ShouldStartWith(message[..^1]);
        else
            error.Message.ShouldBe(message);
    }

    [Theory]
    [InlineData(AvroCodec.Null, "deflate")]
    [InlineData(AvroCodec.Deflate, "null")]
    public async Task Avsc_reads_every_type_and_what_it_writes_is_read(AvroCodec codec, string other)
    {
        var folder = Directory.CreateTempSubdirectory("stellarforge");
        try
        {
            var (ours, theirs) = (Path.Combine(folder.FullName, "ours.avro"), Path.Combine(folder.FullName, "theirs.avro"));
            await File.WriteAllBytesAsync(ours, new AvroFormat(codec).Encode(rows: 1_000), TestContext.Current.CancellationToken);

            var lines = (await Avsc.RunAsync("copy.mjs", ours, theirs, other)).Split('\n');

            // Decimals are the bytes of their digits, times microseconds, dates days.
            lines[0].ShouldBe(
                """
                {"id":"1","flag":false,"tiny":-128,"octet":0,"short":-32768,"ushort":0,"int":-2147483648,"uint":"0",
                "long":"-9223372036854775808","ulong":"00","single":-3.4028234663852886e+38,"double":-1.7976931348623157e+308,
                "money":"fc72815b398001","wide":"dfb031a1c1dafd9ef0000001","text":"","date":-719162,"time":"0","duration":"-100000000001",
                "timestamp":"-62135596800000000","offset":"-1","uuid":"00000000-0002-0003-0405-060708090a0b","binary":""}
                """.ReplaceLineEndings(""));
            lines[1].ShouldContain("\"ulong\":\"00ffffffffffffffff\",");
            lines[1].ShouldContain("\"money\":\"05\",");
            lines[2].ShouldStartWith("{\"id\":\"3\",\"flag\":null,");
            lines[3].ShouldContain("\"text\":\"naïve 😀 𝄞 中文\",\"date\":111,\"time\":\"3000003\",");
            await using var file = File.OpenRead(theirs);
            var checksum = new ChecksumSink(Everything.Schema);
            var rows = new AvroFormat().CreateDecoder(Everything.Schema).Open(file);
            while (rows.WriteTo(ref checksum)) { }
            var expected = new ChecksumSink(Everything.Schema);
            Everything.Table.Rows(World.Default).Range(0, 1_000).WriteTo(ref expected);
            checksum.Checksum.ShouldBe(expected.Checksum);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_file_that_is_cut_is_refused_wherever_it_is()
    {
        var bytes = new AvroFormat().Encode(rows: 5);
        for (var length = 0; length < bytes.Length; length++)
        {
            // After the header, and after it a file may end: without rows.
            var rows = new AvroFormat().CreateDecoder(Everything.Schema).Open(new MemoryStream(bytes, 0, length));
            var sink = new CaptureSink(Everything.Schema);
            try
            {
                while (rows.WriteTo(ref sink)) { }
                sink.Rows.ShouldBeEmpty();
                bytes.AsSpan(0, length).EndsWith(bytes.AsSpan(bytes.Length - 16)).ShouldBeTrue($"cut at {length}");
            }
            catch (FormatException)
            {
                sink.Rows.ShouldBeEmpty();
            }
        }
    }

    [Fact]
    public void Records_without_bytes_are_read_past_at_once()
    {
        // Each holds the one before eight times; JSON is at most 64 deep.
        var empty = """{"type":"record","name":"e0","fields":[]}""";
        for (var level = 1; level <= 14; level++)
        {
            var more = string.Concat(Enumerable.Range(1, 7).Select(field => $$""",{"name":"f{{field}}","type":"e{{level - 1}}"}"""));
            empty = $$"""{"type":"record","name":"e{{level}}","fields":[{"name":"f0","type":{{empty}}}{{more}}]}""";
        }

        Decode($$"""{"type":"record","name":"r","fields":[{"name":"x","type":{{empty}}},{"name":"n","type":"int"}]}""", rows: 1, [14]).ShouldBe(["7|null"]);
    }

    [Theory]
    [InlineData("\"int\"")]
    [InlineData("""{"type":"int","logicalType":"time-millis"}""")]
    public void An_int_of_more_than_32_bits_is_refused(string type)
    {
        var table = Samples.Schema(Samples.Column(ColumnType.Duration) with { Name = "span" });
        var writer = $$"""{"type":"record","name":"r","fields":[{"name":"span","type":{{type}}}]}""";

        // 2^31, as a zigzag number.
        Should.Throw<FormatException>(() => Decode(table, writer, rows: 1, [0x80, 0x80, 0x80, 0x80, 0x10])).Message
            .ShouldBe("Row 1: 2147483648 is no Avro int: it has more than 32 bits.");
    }

    [Fact]
    public void Times_before_1970_are_cut_towards_the_past_and_spans_must_be_a_number_of_microseconds()
    {
        var table = Samples.Schema(Samples.Column(ColumnType.Timestamp) with { Name = "at" }, Samples.Column(ColumnType.Duration) with { Name = "span" });
        const string Times = """
            {"type":"record","name":"r","fields":[
              {"name":"at","type":{"type":"long","logicalType":"timestamp-nanos"}},
              {"name":"span","type":{"type":"fixed","name":"f","size":12,"logicalType":"duration"}}]}
            """;

        Decode(table, Times, rows: 1, [1], [0, 0, 0, 0, 1, 0, 0, 0, 232, 3, 0, 0]).ShouldBe(["1969-12-31T23:59:59.999999Z|24:00:01"]);
        Should.Throw<FormatException>(() => Decode(table, Times, rows: 1, [0], [0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0])).Message
            .ShouldBe(
                "Row 1: The value \"0 months, 4294967295 days, 0 ms\" of span, a column of the table t, does not fit a span of time in microseconds.");
    }

    [Theory]
    [InlineData(
        "double", new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0x7F },
        "Row 1: The value \"NaN\" of v, a column of the table t, does not fit a binary64 number.")]
    [InlineData("float", new byte[] { 0, 0, 0x80, 0x7F }, "Row 1: The value \"Infinity\" of v, a column of the table t, does not fit a binary64 number.")]
    [InlineData("string", new byte[] { 2, 0 }, "Row 1: The value \"\\u0000\" of v, a column of the table t, is not UTF-8, or has a NUL.")]
    [InlineData("string", new byte[] { 2, 0xFF }, "Row 1: The value \"\uFFFD\" of v, a column of the table t, is not UTF-8, or has a NUL.")]
    public void What_no_column_holds_is_refused_with_its_row(string type, byte[] value, string message)
    {
        var table = Samples.Schema(Samples.Column(type == "string" ? ColumnType.Text : ColumnType.Double) with { Name = "v" });
        var writer = $$"""{"type":"record","name":"r","fields":[{"name":"v","type":"{{type}}"}]}""";

        Should.Throw<FormatException>(() => Decode(table, writer, rows: 1, value)).Message.ShouldBe(message);
    }

    [Fact]
    public void Bytes_after_what_is_deflated_are_refused()
    {
        var bytes = new AvroFormat(AvroCodec.Deflate).Encode(rows: 1);
        var sync = bytes[^16..];
        var start = bytes.AsSpan(0, bytes.Length - 16).LastIndexOf(sync) + 16;

        // One row; then the length of the block, in two bytes.
        var length = ((bytes[start + 1] & 0x7f) | (bytes[start + 2] << 7)) / 2;
        var block = bytes.AsSpan(start + 3, length).ToArray();
        using var file = new MemoryStream();
        file.Write(bytes.AsSpan(0, start + 1));
        Bytes(file, [.. block, .. "garbage!!"u8]);
        file.Write(sync);
        file.Position = 0;

        var sink = new CaptureSink(Everything.Schema);
        var rows = new AvroFormat().CreateDecoder(Everything.Schema).Open(file);
        Should.Throw<FormatException>(() => { while (rows.WriteTo(ref sink)) { } }).Message
            .ShouldBe("The block after row 0 goes on after what is deflated.");
    }

    [Fact]
    public void Columns_whose_names_are_one_in_Avro_keep_apart()
    {
        var schema = Samples.Schema(
            Samples.Column(ColumnType.Int32) with { Name = "a b" },
            Samples.Column(ColumnType.Int32) with { Name = "a_b" },
            Samples.Column(ColumnType.Int32) with { Name = "1st" });
        SchemaDocument.AvroNames(schema).ShouldBe(["a_b", "a_b_2", "_1st"]);
    }

    private static List<string> Decode(string writer, long rows, params ReadOnlySpan<byte[]> records) => Decode(Schema, writer, rows, records);

    private static List<string> Decode(TableSchema table, string writer, long rows, params ReadOnlySpan<byte[]> records)
    {
        using var file = new MemoryStream();
        file.Write("Obj\u0001"u8);
        byte[] data = [];
        foreach (var record in records)
            data = [.. data, .. record];
        var sync = new byte[16];
        Integer(file, 1);
        Bytes(file, "avro.schema"u8);
        Bytes(file, Encoding.UTF8.GetBytes(writer));
        Integer(file, 0);
        file.Write(sync);
        Integer(file, rows);
        Bytes(file, data);
        file.Write(sync);
        file.Position = 0;

        var sink = new CaptureSink(table);
        var source = new AvroFormat().CreateDecoder(table).Open(file);
        while (source.WriteTo(ref sink)) { }
        return [.. sink.Rows.Select(row => string.Join('|', row.Values.Select(value => value ?? "null")))];
    }

    private static void Bytes(Stream stream, ReadOnlySpan<byte> bytes)
    {
        Integer(stream, bytes.Length);
        stream.Write(bytes);
    }

    private static void Integer(Stream stream, long value)
    {
        var bits = (ulong)((value << 1) ^ (value >> 63));
        for (; bits >= 0x80; bits >>= 7)
            stream.WriteByte((byte)(bits | 0x80));
        stream.WriteByte((byte)bits);
    }
}
