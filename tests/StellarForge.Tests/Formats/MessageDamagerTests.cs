using StellarForge.Formats;
using StellarForge.Generated;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Testing.Models;
using StellarForge.Testing.Rows;

namespace StellarForge.Tests.Formats;

public class MessageDamagerTests
{
    public static TheoryData<string, string> Cases =>
        [.. from format in (string[])["avro", "avro with a registry", "json"] from table in Tables.Keys select (format, table)];

    private static Dictionary<string, Table> Tables { get; } =
        ((Table[])[.. AllTypes.Model.Tables, .. Retail.ForgeModel.Instance.Tables, Everything.Table, EndsInText.Table, new Table<Hardly, Hardly>()])
        .ToDictionary(table => table.Schema.Name);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_damaged_message_is_refused_whatever_its_fault_and_the_same_each_time(string name, string tableName)
    {
        var table = Tables[tableName];
        var format = await MessageFormatTests.MakeAsync(name, table);
        var damager = format.CreateDamager(table.Schema);
        var decoder = format.CreateDecoder(table.Schema);
        var messages = format.Messages(table, rows: 20);
        var random = new Random(9);
        foreach (var fault in Enum.GetValues<MessageFault>())
        {
            foreach (var message in messages)
            {
                for (var time = 0; time < 8; time++)
                {
                    var number = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
                    var damaged = damager.Damage(fault, message, number);
                    damager.Damage(damager.Possible(fault), message, number).ShouldBe(damaged);
                    (await RefusalAsync(format, decoder, damaged))
                        .ShouldNotBeEmpty($"{fault} of {Convert.ToHexString(message)} is {Convert.ToHexString(damaged)}");
                }
            }
        }

        // The good ones are still good.
        foreach (var message in messages)
            decoder.Text(message).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("avro", "order", MessageFault.UnknownMember, "is none of its members: ")]
    [InlineData("json", "order", MessageFault.UnknownMember, "is none of its members: ")]
    [InlineData("avro", "order", MessageFault.WrongType, "The data has branch |is not UTF-8")]
    [InlineData("json", "order", MessageFault.WrongType, ", not ")]
    [InlineData("avro", "order", MessageFault.MissingField, "The message ends before the end of its field ")]
    [InlineData("json", "order", MessageFault.MissingField, "that takes no null.")]
    [InlineData("avro", "order", MessageFault.UnknownSchema, "there is nowhere to look it up.")]
    [InlineData("avro with a registry", "order", MessageFault.UnknownSchema, "The schema registry has no schema 21474836")]
    [InlineData("avro", "order", MessageFault.NotTheFormat, "The message is not Avro in single-object encoding: it begins with 5468.")]
    [InlineData("json", "order", MessageFault.NotTheFormat, "The message is not JSON (")]
    public async Task The_reason_is_the_fault(string name, string tableName, MessageFault fault, string reason)
    {
        var table = Tables.Single(pair => pair.Key.StartsWith(tableName, StringComparison.Ordinal) && !pair.Key.Contains('_')).Value;
        var format = await MessageFormatTests.MakeAsync(name, table);
        var damager = format.CreateDamager(table.Schema);
        damager.Possible(fault).ShouldBe(fault);
        var message = format.Messages(table, rows: 1)[0];
        for (var number = 0UL; number < 20; number++)
        {
            var refusal = await RefusalAsync(format, format.CreateDecoder(table.Schema), damager.Damage(fault, message, number));
            reason.Split('|').ShouldContain(part => refusal.Contains(part, StringComparison.Ordinal), refusal);
        }
    }

    [Fact]
    public void A_fault_that_a_table_can_not_have_is_the_next_one_that_it_can()
    {
        // One column of 64 bits that takes no null: no member, no value out of its domain, and in Avro none of another type.
        var avro = new AvroMessageFormat().CreateDamager(Hardly.Schema);
        Enum.GetValues<MessageFault>().Select(avro.Possible).ShouldBe(
        [
            MessageFault.MissingField, MessageFault.MissingField, MessageFault.MissingField, MessageFault.UnknownSchema,
            MessageFault.UnknownSchema, MessageFault.Truncated, MessageFault.NotTheFormat,
        ]);
        var json = new JsonMessageFormat().CreateDamager(Hardly.Schema);
        Enum.GetValues<MessageFault>().Select(json.Possible).ShouldBe(
        [
            MessageFault.OutOfDomain, MessageFault.OutOfDomain, MessageFault.MissingField, MessageFault.WrongType,
            MessageFault.Truncated, MessageFault.Truncated, MessageFault.NotTheFormat,
        ]);
    }

    [Fact]
    public void An_enumeration_that_has_every_number_of_its_type_has_no_unknown_member()
    {
        var all = Samples.Schema(Samples.Column(ColumnType.Byte) with { Members = [.. Enumerable.Range(0, 256).Select(n => new EnumMember($"M{n}", n))] });
        new AvroMessageFormat().CreateDamager(all).Possible(MessageFault.UnknownMember).ShouldBe(MessageFault.OutOfDomain);
        var most = Samples.Schema(Samples.Column(ColumnType.Byte) with { Members = [.. Enumerable.Range(0, 255).Select(n => new EnumMember($"M{n}", n))] });
        new AvroMessageFormat().CreateDamager(most).Possible(MessageFault.UnknownMember).ShouldBe(MessageFault.UnknownMember);
    }

    // What the decoder says once the schema was looked for; empty where it takes the message.
    private static async Task<string> RefusalAsync(MessageFormat format, MessageDecoder decoder, byte[] message)
    {
        while (true)
        {
            try
            {
                decoder.Text(message);
                return "";
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

    private readonly struct Hardly : ITableRows<Hardly>
    {
        public static TableSchema Schema { get; } = new()
        {
            Name = "hardly",
            ClassName = "Hardly",
            Rows = 100,
            Columns = [new() { Name = "id", Property = "Id", Type = ColumnType.Int64 }],
        };

        public static Hardly In(World world) => default;

        public long Count(long from, long to) => to - from;

        public long WriteRange<TSink>(long from, long to, ref TSink sink)
            where TSink : struct, IRowSink, allows ref struct
        {
            for (; from < to && !sink.IsFull; from++)
                Write(from, ref sink);
            return from;
        }

        public void Write<TSink>(long row, ref TSink sink)
            where TSink : struct, IRowSink, allows ref struct
        {
            sink.BeginRow();
            sink.Int64(0, row);
            sink.EndRow();
        }
    }
}
