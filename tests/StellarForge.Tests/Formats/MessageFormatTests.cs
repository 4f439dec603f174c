using System.Text;
using StellarForge.Ddl;
using StellarForge.Formats;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Testing.Rows;

namespace StellarForge.Tests.Formats;

public class MessageFormatTests
{
    public static TheoryData<string> Names => ["avro", "avro with a registry", "json"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_message_is_read_back_as_the_row_it_was(string name)
    {
        var format = await MakeAsync(name, Everything.Table, EndsInText.Table);
        foreach (var table in (Table[])[Everything.Table, EndsInText.Table])
        {
            var messages = format.Messages(table, rows: 1_000, flushThreshold: 512);
            messages.Count.ShouldBe(1_000);
            var expected = new ChecksumSink(table.Schema);
            table.Rows(World.Default).Range(0, 1_000).WriteTo(ref expected);
            var decoder = format.CreateDecoder(table.Schema);
            var checksum = new ChecksumSink(table.Schema);
            foreach (var message in messages)
                decoder.Decode(message, ref checksum);
            checksum.Checksum.ShouldBe(expected.Checksum);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Nothing_is_allocated_per_message(string name)
    {
        var format = await MakeAsync(name, Everything.Table);
        using var encoder = format.CreateEncoder(Everything.Schema);
        var decoder = format.CreateDecoder(Everything.Schema);
        using var messages = new MessageBuffer();

        long Of(long rows) => Allocations.Least(() =>
        {
            var source = Everything.Table.Rows(World.Default).Range(0, rows);
            var checksum = new ChecksumSink(Everything.Schema);
            for (var hasMore = true; hasMore; messages.Clear())
            {
                hasMore = encoder.Write(source, messages);
                for (var index = 0; index < messages.Count; index++)
                    decoder.Decode(messages[index], ref checksum);
            }
        });

        (Of(5_000) - Of(50)).ShouldBe(0);
    }

    [Fact]
    public void A_JSON_message_is_one_object_without_a_line_end() =>
        new JsonMessageFormat().Messages(Everything.Table, rows: 3)
            .ShouldAllBe(message => message.First() == '{' && message.Last() == '}');

    [Fact]
    public async Task An_Avro_message_begins_with_what_names_its_schema()
    {
        var fingerprint = AvroFingerprint.Of(AvroSchemaParser.Parse(Encoding.UTF8.GetBytes(SchemaDocument.Avro(Everything.Schema))));
        byte[] single = [0xc3, 0x01, .. BitConverter.GetBytes(fingerprint)];
        new AvroMessageFormat().Messages(Everything.Table, rows: 3).ShouldAllBe(message => message.Take(10).SequenceEqual(single));
        byte[] registered = [0, 0, 0, 0, 1];
        var format = await MakeAsync("avro with a registry", Everything.Table);
        format.Messages(Everything.Table, rows: 3).ShouldAllBe(message => message.Take(5).SequenceEqual(registered));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_message_that_is_cut_or_goes_on_is_refused_wherever_that_is(string name)
    {
        var format = await MakeAsync(name, Everything.Table);
        var decoder = format.CreateDecoder(Everything.Schema);
        foreach (var message in format.Messages(Everything.Table, rows: 5))
        {
            for (var length = 0; length < message.Length; length++)
                Should.Throw<FormatException>(() => decoder.Text(message.AsSpan(0, length)), $"cut at {length}");
            Should.Throw<FormatException>(() => decoder.Text([.. message, (byte)'x'])).Message.ShouldNotBeEmpty();
            decoder.Text(message).ShouldNotBeEmpty();
        }
    }

    [Theory]
    [InlineData("""{"t":"a","n":7}""", "7|a")]
    [InlineData(" {\"n\" : 7 }\r\n", "7|null")]
    [InlineData("""{"more":{"deep":[1,{"n":3}]},"n":7,"t":null,"last":[]}""", "7|null")]
    [InlineData("""{"t":"a"}""", "There is no value for n, a column of the table t that takes no null.")]
    [InlineData("""{"n":7,"n":8}""", "The message has the member n twice: {\"n\":7,\"n\":8}")]
    [InlineData("""{"n":"7"}""", "The value \"7\" of n, a column of the table t, is a string, not an integer of 64 bits.")]
    [InlineData("""{"n":[7]}""", "The message: the member n is not a single value: {\"n\":[7]}")]
    [InlineData("[7]", "The message is not an object: [7]")]
    [InlineData("""{"n":7}{"n":8}""", "The message is not JSON (*")]
    [InlineData("", "The message is not JSON (*")]
    public void JSON_from_elsewhere_is_read_by_its_members_or_refused_with_the_reason(string message, string expected)
    {
        var schema = Samples.Schema(
            Samples.Column(ColumnType.Int64) with { Name = "n", IsNullable = false }, Samples.Column(ColumnType.Text) with { Name = "t" });
        var decoder = new JsonMessageFormat().CreateDecoder(schema);
        string text;
        try
        {
            text = decoder.Text(Encoding.UTF8.GetBytes(message));
        }
        catch (FormatException error)
        {
            text = error.Message;
        }

        if (expected.EndsWith('*'))
            text.ShouldStartWith(expected[..^1]);
        else
            text.ShouldBe(expected);
    }

    internal static async Task<MessageFormat> MakeAsync(string name, params IEnumerable<Table> tables)
    {
        MessageFormat format = name switch
        {
            "json" => new JsonMessageFormat(),
            "avro" => new AvroMessageFormat(),
            _ => new AvroMessageFormat(new MemoryRegistry()),
        };
        foreach (var table in tables)
            await format.RegisterAsync(table.Schema.Name, table.Schema, TestContext.Current.CancellationToken);
        return format;
    }
}
