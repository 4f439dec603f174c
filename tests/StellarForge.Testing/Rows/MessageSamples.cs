using StellarForge.Formats;
using StellarForge.Sinks;

namespace StellarForge.Testing.Rows;

/// <summary>Rows as messages, for tests.</summary>
public static class MessageSamples
{
    /// <summary>The first rows of a table, each as a message.</summary>
    public static List<byte[]> Messages(this MessageFormat format, Table table, long rows, int flushThreshold = RowBuffer.DefaultFlushThreshold)
    {
        using var encoder = format.CreateEncoder(table.Schema);
        using var buffer = new MessageBuffer(flushThreshold);
        var all = new List<byte[]>();
        var source = table.Rows(World.Default).Range(0, rows);
        for (var hasMore = true; hasMore; buffer.Clear())
        {
            hasMore = encoder.Write(source, buffer);
            for (var index = 0; index < buffer.Count; index++)
                all.Add(buffer[index].ToArray());
        }

        return all;
    }

    /// <summary>The one message that damage makes of another.</summary>
    public static byte[] Damage(this MessageDamager damager, MessageFault fault, byte[] message, ulong random)
    {
        using var buffer = new MessageBuffer();
        damager.Damage(fault, message, random, buffer);
        buffer.Count.ShouldBe(1);
        return buffer[0].ToArray();
    }

    /// <summary>The row in a message as text, null being <c>null</c>.</summary>
    public static string Text(this MessageDecoder decoder, ReadOnlySpan<byte> message)
    {
        var sink = new CaptureSink(decoder.Schema);
        try
        {
            decoder.Decode(message, ref sink);
        }
        catch (FormatException)
        {
            sink.Rows.ShouldBeEmpty();
            throw;
        }

        return string.Join('|', sink.Rows.ShouldHaveSingleItem().Values.Select(value => value ?? "null"));
    }
}
