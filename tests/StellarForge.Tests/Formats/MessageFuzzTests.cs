using System.Diagnostics;
using System.Text;
using StellarForge.Ddl;
using StellarForge.Formats;
using StellarForge.Testing.Rows;

namespace StellarForge.Tests.Formats;

/// <summary>Decoders under damaged messages of a corpus, which is kept beside: a line of base64 for each message, one of JSON for each schema.</summary>
public class MessageFuzzTests
{
    [Fact]
    public async Task Damaged_Avro_messages_are_refused_or_read_but_nothing_else_happens()
    {
        // Writers' schemas of many kinds; the first is the table's own.
        var registry = new MemoryRegistry();
        var format = new AvroMessageFormat(registry);
        await format.RegisterAsync("everything", Everything.Schema, TestContext.Current.CancellationToken);
        registry.Schemas.AddRange(Corpus("schemas.jsonl"));
        for (var id = 2UL; id <= (ulong)registry.Schemas.Count; id++)
            await format.FindSchemaAsync(new UnknownSchemaException(id), TestContext.Current.CancellationToken);
        List<byte[]> corpus = [.. format.Messages(Everything.Table, rows: 20), .. Corpus("avro.txt").Select(Convert.FromBase64String)];

        var (taken, refused) = MessageFuzz.Survives(
            Everything.Table, corpus, format, [new AvroMessageFormat(), new JsonMessageFormat()], Environment.TickCount);

        (taken, refused).ShouldSatisfyAllConditions(count => count.taken.ShouldBePositive(), count => count.refused.ShouldBePositive());
    }

    [Fact]
    public void Damaged_JSON_messages_are_refused_or_read_but_nothing_else_happens()
    {
        var format = new JsonMessageFormat();
        List<byte[]> corpus = [.. format.Messages(Everything.Table, rows: 20), .. Corpus("json.txt").Select(Convert.FromBase64String)];

        var (taken, refused) = MessageFuzz.Survives(Everything.Table, corpus, format, [new AvroMessageFormat(), format], Environment.TickCount);

        (taken, refused).ShouldSatisfyAllConditions(count => count.taken.ShouldBePositive(), count => count.refused.ShouldBePositive());
    }

    [Fact]
    public async Task Damaged_schemas_are_refused_or_read_but_nothing_else_happens()
    {
        var time = Stopwatch.StartNew();
        var random = new Random();
        string[] schemas = [SchemaDocument.Avro(Everything.Schema), .. Corpus("schemas.jsonl")];
        var message = new byte[200];
        for (var count = 0; time.Elapsed < TimeSpan.FromSeconds(2); count++)
        {
            var damaged = Encoding.UTF8.GetString(FormatFuzz.Damage(Encoding.UTF8.GetBytes(schemas[count % schemas.Length]), random));
            random.NextBytes(message);
            message.AsSpan(0, 5).Clear();
            message[4] = 1;
            var registry = new MemoryRegistry();
            registry.Schemas.Add(damaged);
            var format = new AvroMessageFormat(registry);
            try
            {
                await format.FindSchemaAsync(new UnknownSchemaException(1), TestContext.Current.CancellationToken);
                format.CreateDecoder(Everything.Schema).Text(message).ShouldNotBeEmpty();
            }
            catch (FormatException error)
            {
                error.Message.ShouldNotBeEmpty();
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"{error.GetType().Name} for the schema {damaged} and {Convert.ToBase64String(message)}", error);
            }
        }
    }

    private static string[] Corpus(string file) => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Formats", "corpus", file));
}
