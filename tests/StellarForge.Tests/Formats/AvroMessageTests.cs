using System.Buffers.Binary;
using System.Text;
using StellarForge.Ddl;
using StellarForge.Formats;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Testing.Rows;
using StellarForge.Testing.Targets;

namespace StellarForge.Tests.Formats;

public class AvroMessageTests
{
    private static readonly NpmPackage Avsc = new("Formats/avsc");

    private static TableSchema Table { get; } = Samples.Schema(
        Samples.Column(ColumnType.Int64) with { Name = "n", IsNullable = false }, Samples.Column(ColumnType.Text) with { Name = "t" });

    // Fingerprints of the specification's test data (share/test/data/schema-tests.txt of apache/avro).
    [Theory]
    [InlineData("\"null\"", 7195948357588979594)]
    [InlineData("{\"type\": \"boolean\"}", -6970731678124411036)]
    [InlineData("\"int\"", 8247732601305521295)]
    [InlineData("\"long\"", -3434872931120570953)]
    [InlineData("\"float\"", 5583340709985441680)]
    [InlineData("\"double\"", -8181574048448539266)]
    [InlineData("\"bytes\"", 5746618253357095269)]
    [InlineData("\"string\"", -8142146995180207161)]
    [InlineData("[\"int\", {\"type\": \"boolean\"}]", 5392556393470105090)]
    [InlineData("{\"fields\": [], \"type\": \"record\", \"name\": \"foo\", \"namespace\": \"x.y\"}", 5916914534497305771)]
    [InlineData("{\"fields\": [], \"type\": \"record\", \"name\": \"a.b.foo\", \"namespace\": \"x.y\"}", -4616218487480524110)]
    [InlineData(
        """
        {"fields": [{"type": "boolean", "aliases": [], "name": "f1", "default": "true"}, {"order": "descending", "name": "f2", "doc": "Hello", "type": "int"}],
         "type": "record", "name": "foo"}
        """, -4860222112080293046)]
    [InlineData("{\"namespace\": \"x.y.z\", \"type\": \"enum\", \"name\": \"foo\", \"doc\": \"foo bar\", \"symbols\": [\"A1\", \"A2\"]}", -4448647247586288245)]
    [InlineData("{\"namespace\": \"x.y.z\", \"type\": \"fixed\", \"name\": \"foo\", \"doc\": \"foo bar\", \"size\": 32}", -3064184465700546786)]
    [InlineData("{\"items\": {\"type\": \"null\"}, \"type\": \"array\"}", -589620603366471059)]
    [InlineData("{\"values\": \"string\", \"type\": \"map\"}", -8732877298790414990)]
    [InlineData(
        "{\"name\": \"PigValue\", \"type\": \"record\", \"fields\": [{\"name\": \"value\", \"type\": [\"null\", \"int\", \"long\", \"PigValue\"]}]}",
        -1759257747318642341)]
    public void Fingerprints_are_those_of_the_specification(string schema, long fingerprint) =>
        AvroFingerprint.Of(AvroSchemaParser.Parse(Encoding.UTF8.GetBytes(schema))).ShouldBe((ulong)fingerprint);

    [Theory]

    // Reordered, unknown, missing.
    [InlineData("""{"name":"t","type":["null","string"]},{"name":"n","type":"long"}""", new byte[] { 2, 2, 97, 14 }, "7|a")]
    [InlineData("""{"name":"x","type":{"type":"map","values":"int"}},{"name":"n","type":"long"}""", new byte[] { 0, 14 }, "7|null")]
    [InlineData("""{"name":"t","type":"string"}""", new byte[] { 2, 97 }, "The Avro schema of r has no field n, and that column of the table t takes no null.")]

    // Widened.
    [InlineData("""{"name":"n","type":"int"}""", new byte[] { 14 }, "7|null")]
    [InlineData("""{"name":"n","type":"long"},{"name":"t","type":"bytes"}""", new byte[] { 14, 2, 97 }, "7|a")]
    [InlineData("""{"name":"n","type":"string"}""", new byte[] { 2, 55 }, "The value \"7\" of n, a column of the table t, is of the Avro type string, *")]

    // Enumerations, unions of any order.
    [InlineData("""{"name":"n","type":["int","null"]},{"name":"t","type":{"type":"enum","name":"e","symbols":["A","B"]}}""", new byte[] { 0, 14, 2 }, "7|B")]
    [InlineData("""{"name":"n","type":["string","null","long"]}""", new byte[] { 4, 14 }, "7|null")]
    [InlineData("""{"name":"n","type":["null","long"]}""", new byte[] { 0 }, "There is no value for n, a column of the table t that takes no null.")]
    [InlineData("""{"name":"n","type":["null","long"]}""", new byte[] { 4 }, "The field n can't be read: The data has branch 2 of a union of 2.")]

    // Logical types.
    [InlineData("""{"name":"n","type":{"type":"bytes","logicalType":"decimal","precision":4,"scale":1}}""", new byte[] { 2, 70 }, "7|null")]
    [InlineData(
        """{"name":"n","type":{"type":"bytes","logicalType":"decimal","precision":4,"scale":1}}""", new byte[] { 2, 71 },
        "The value \"7.1\" of n, a column of the table t, does not fit an integer of 64 bits.")]

    // More or less than the record.
    [InlineData("""{"name":"n","type":"long"}""", new byte[] { 14, 14 }, "The message goes on for 1 bytes after its record.")]
    [InlineData("""{"name":"n","type":"long"}""", new byte[] { 0x80 }, "The message ends before the end of its field n.")]
    public async Task The_writers_schema_decides_how_a_message_is_read(string fields, byte[] record, string expected)
    {
        var registry = new MemoryRegistry();
        registry.Schemas.Add($$"""{"type":"record","name":"r","fields":[{{fields}}]}""");
        var format = new AvroMessageFormat(registry);

        var text = await DecodeAsync(format, format.CreateDecoder(Table), [0, 0, 0, 0, 1, .. record]);

        if (expected.EndsWith('*'))
            text.ShouldStartWith(expected[..^1]);
        else
            text.ShouldBe(expected);
    }

    [Fact]
    public async Task Messages_of_several_writers_are_read_one_after_the_other_and_each_schema_is_asked_for_once()
    {
        var registry = new MemoryRegistry();
        registry.Schemas.Add("""{"type":"record","name":"r","fields":[{"name":"n","type":"int"}]}""");
        registry.Schemas.Add("""{"type":"record","name":"r","fields":[{"name":"t","type":"string"},{"name":"n","type":"long"}]}""");
        var format = new AvroMessageFormat(registry);
        for (var decoder = 0; decoder < 2; decoder++)
        {
            var rows = format.CreateDecoder(Table);
            for (var time = 0; time < 3; time++)
            {
                (await DecodeAsync(format, rows, [0, 0, 0, 0, 1, 14])).ShouldBe("7|null");
                (await DecodeAsync(format, rows, [0, 0, 0, 0, 2, 2, 97, 16])).ShouldBe("8|a");
            }
        }

        registry.Asked.ShouldBe([1UL, 2UL]);
    }

    [Fact]
    public async Task A_schema_that_does_not_exist_is_asked_for_again_after_a_minute_and_one_that_can_not_be_asked_for_is_no_bad_message()
    {
        var time = new ManualTime();
        var registry = new MemoryRegistry { IsDown = true };
        var format = new AvroMessageFormat(registry, time);
        var decoder = format.CreateDecoder(Table);
        byte[] message = [0, 0, 0, 0, 1, 14];

        await Should.ThrowAsync<HttpRequestException>(() => DecodeAsync(format, decoder, message));
        registry.IsDown = false;
        for (var times = 0; times < 2; times++)
            (await DecodeAsync(format, decoder, message)).ShouldBe("The schema registry has no schema 1, which the message names.");
        registry.Asked.Count.ShouldBe(1);

        registry.Schemas.Add("""{"type":"record","name":"r","fields":[{"name":"n","type":"int"}]}""");
        (await DecodeAsync(format, decoder, message)).ShouldStartWith("The schema registry has no schema 1");
        time.Now += TimeSpan.FromSeconds(61);
        (await DecodeAsync(format, decoder, message)).ShouldBe("7|null");
        registry.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_schema_that_is_none_makes_bad_messages()
    {
        var registry = new MemoryRegistry();
        registry.Schemas.Add("""{"type":"recor","name":"r","fields":[]}""");
        var format = new AvroMessageFormat(registry);
        (await DecodeAsync(format, format.CreateDecoder(Table), [0, 0, 0, 0, 1, 14]))
            .ShouldBe("The schema 1 that the message names is not usable: The Avro schema has no type recor.");
    }

    [Fact]
    public async Task Schemas_of_other_fingerprints_come_from_a_source_and_are_checked()
    {
        const string Narrow = """{"type":"record","name":"r","fields":[{"name":"n","type":"int"}]}""";
        var fingerprint = AvroFingerprint.Of(AvroSchemaParser.Parse(Encoding.UTF8.GetBytes(Narrow)));
        var format = new AvroMessageFormat(new Source(fingerprint, Narrow));
        byte[] message = [.. AvroEnvelope.Of(fingerprint, hasRegistry: false), 14];

        (await DecodeAsync(format, format.CreateDecoder(Table), message)).ShouldBe("7|null");
        var wrong = new AvroMessageFormat(new Source(fingerprint, Narrow.Replace("int", "long", StringComparison.Ordinal)));
        (await DecodeAsync(wrong, wrong.CreateDecoder(Table), message)).ShouldContain("is a schema of the fingerprint ");
    }

    [Fact]
    public void An_encoder_needs_its_schema_registered() =>
        Should.Throw<InvalidOperationException>(() => new AvroMessageFormat(new MemoryRegistry()).CreateEncoder(Table)).Message
            .ShouldBe("The schema of t is not registered: call RegisterAsync first.");

    [Fact]
    public async Task The_subject_is_the_topics_value()
    {
        var registry = new MemoryRegistry();
        await new AvroMessageFormat(registry).RegisterAsync("orders.v1", Table, TestContext.Current.CancellationToken);
        registry.Subjects.ShouldBe(["orders.v1-value"]);
    }

    [Fact]
    public async Task Avsc_reads_every_type_and_its_messages_are_read()
    {
        var folder = Directory.CreateTempSubdirectory("stellarforge");
        try
        {
            var (schema, ours, theirs) =
                (Path.Combine(folder.FullName, "schema.json"), Path.Combine(folder.FullName, "ours"), Path.Combine(folder.FullName, "theirs"));
            var format = new AvroMessageFormat();
            var messages = format.Messages(Everything.Table, rows: 1_000);
            await File.WriteAllTextAsync(schema, SchemaDocument.Avro(Everything.Schema), TestContext.Current.CancellationToken);
            await File.WriteAllBytesAsync(
                ours, [.. messages.SelectMany(message => (byte[])[.. Length(message), .. message])], TestContext.Current.CancellationToken);

            var lines = (await Avsc.RunAsync("messages.mjs", schema, ours, theirs)).Split('\n');

            lines[0].ShouldStartWith("{\"id\":\"1\",\"flag\":false,\"tiny\":-128,");
            lines[2].ShouldStartWith("{\"id\":\"3\",\"flag\":null,");
            lines[3].ShouldContain("\"text\":\"naïve 😀 𝄞 中文\",\"date\":111,\"time\":\"3000003\",");
            var decoder = format.CreateDecoder(Everything.Schema);
            var checksum = new ChecksumSink(Everything.Schema);
            var bytes = await File.ReadAllBytesAsync(theirs, TestContext.Current.CancellationToken);
            for (var start = 0; start < bytes.Length;)
            {
                var length = (int)BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(start));
                decoder.Decode(bytes.AsSpan(start + 4, length), ref checksum);
                start += 4 + length;
            }

            var expected = new ChecksumSink(Everything.Schema);
            Everything.Table.Rows(World.Default).Range(0, 1_000).WriteTo(ref expected);
            checksum.Checksum.ShouldBe(expected.Checksum);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static byte[] Length(byte[] message)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)message.Length);
        return bytes;
    }

    // The row as text, or why it is refused.
    private static async Task<string> DecodeAsync(MessageFormat format, MessageDecoder decoder, byte[] message)
    {
        while (true)
        {
            try
            {
                return decoder.Text(message);
            }
            catch (FormatException error)
            {
                return error.Message;
            }
            catch (UnknownSchemaException unknown)
            {
                await format.FindSchemaAsync(unknown, TestContext.Current.CancellationToken);
            }
        }
    }

    private sealed class Source(ulong id, string schema) : ISchemaSource
    {
        public Task<string?> FindAsync(ulong asked, CancellationToken cancellationToken) => Task.FromResult(asked == id ? schema : null);
    }

    private sealed class ManualTime : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
