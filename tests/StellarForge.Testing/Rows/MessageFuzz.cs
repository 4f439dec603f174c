using System.Diagnostics;
using System.Globalization;
using System.Text;
using StellarForge.Formats;
using StellarForge.Sinks;

namespace StellarForge.Testing.Rows;

/// <summary>
/// Damages the messages of a corpus at random. A decoder takes a message or refuses it by a <see cref="FormatException"/>; what it takes is a row that every
/// format can write, and that reads back as it was.
/// </summary>
public static class MessageFuzz
{
    // Seconds for each decoder, where a run is to be longer than on a build server.
    private const string Variable = "STELLARFORGE_FUZZ_SECONDS";
    private const double Seconds = 2;

    // Pieces that a random byte seldom makes.
    private static readonly byte[][] Words =
    [
        .. ((string[])
            [
                "null", "true", "1e999", "-0", "1e-400", "\"\\u0000\"", "\"\\ud800\"", "\"\\u00e9\"", "{}", "[[",
                ",\"id\":1", "9223372036854775808", "\"\"", ".",
            ])
            .Select(Encoding.UTF8.GetBytes),
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], [0xff, 0xff, 0xff, 0xff, 0x0f], [0x01],
        [0, 0, 0, 0, 0, 0, 0xf8, 0x7f], [0, 0, 0x80, 0xff],
    ];

    /// <summary>Decodes damaged messages of a corpus.</summary>
    /// <param name="table">The table.</param>
    /// <param name="corpus">The messages, good and bad.</param>
    /// <param name="format">Their format.</param>
    /// <param name="others">What is taken is written in these as well; they need no registry.</param>
    /// <param name="seed">What the damage is drawn from.</param>
    /// <returns>How many were taken, and how many refused.</returns>
    public static (int Taken, int Refused) Survives(
        Table table, IReadOnlyList<byte[]> corpus, MessageFormat format, IReadOnlyList<MessageFormat> others, int seed)
    {
        var random = new Random(seed);
        var decoder = format.CreateDecoder(table.Schema);
        var row = new StagedRow(table.Schema);
        var pairs = others.Select(other => (Encoder: other.CreateEncoder(table.Schema), Decoder: other.CreateDecoder(table.Schema))).ToArray();
        var (taken, refused) = (0, 0);
        var end = Stopwatch.GetTimestamp() + (long)(Stopwatch.Frequency * Duration());
        while (Stopwatch.GetTimestamp() < end)
        {
            var message = Mutate(corpus[random.Next(corpus.Count)], corpus, random);
            try
            {
                row.Clear();
                var sink = row.Sink;
                try
                {
                    decoder.Decode(message, ref sink);
                }
                catch (Exception error) when (error is FormatException or UnknownSchemaException)
                {
                    error.Message.ShouldNotBeEmpty();
                    row.HasRow.ShouldBeFalse();
                    refused++;
                    continue;
                }

                taken++;
                var expected = new ChecksumSink(table.Schema);
                row.WriteTo(ref expected);
                foreach (var (encoder, back) in pairs)
                    ReadBack(row, encoder, back).ShouldBe(expected.Checksum);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException(
                    $"Seed {seed}, message {taken + refused}: {format.Name} ends in {error.GetType().Name} for {Convert.ToBase64String(message)}", error);
            }
        }

        return (taken, refused);
    }

    private static TableChecksum ReadBack(StagedRow row, MessageEncoder encoder, MessageDecoder decoder)
    {
        using var messages = new MessageBuffer();
        encoder.Write(new OneRow(row, decoder.Schema), messages).ShouldBeFalse();
        var checksum = new ChecksumSink(decoder.Schema);
        decoder.Decode(messages[0], ref checksum);
        return checksum.Checksum;
    }

    private static double Duration() =>
        double.TryParse(Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out var seconds) ? seconds : Seconds;

    private static byte[] Mutate(byte[] message, IReadOnlyList<byte[]> corpus, Random random)
    {
        // A word in some place; the end of another message; or damage of any sort. One in twenty is left as it is.
        switch (random.Next(20))
        {
            case 0: return message;
            case < 8:
                var word = Words[random.Next(Words.Length)];
                var at = random.Next(message.Length + 1);
                var rest = Math.Min(message.Length, at + random.Next(word.Length + 2));
                return [.. message.AsSpan(0, at), .. word, .. message.AsSpan(rest)];
            case < 11:
                var other = corpus[random.Next(corpus.Count)];
                return [.. message.AsSpan(0, random.Next(message.Length + 1)), .. other.AsSpan(random.Next(other.Length + 1))];
            default: return FormatFuzz.Damage(message, random);
        }
    }

    private sealed class OneRow(StagedRow row, Schema.TableSchema schema) : RowSource
    {
        public override Schema.TableSchema Schema => schema;

        public override bool WriteTo<TSink>(ref TSink sink)
        {
            row.WriteTo(ref sink);
            RowsWritten++;
            return false;
        }
    }
}
