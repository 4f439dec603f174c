using System.Buffers.Text;
using System.Text;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Redis;

/// <summary>Reads the entries of streams: an id, and names and values in turn.</summary>
internal static class RedisEntry
{
    /// <summary>The offset that an id <c>N-0</c> stands for.</summary>
    /// <exception cref="BrokerException">It is another's id.</exception>
    public static long Offset(RedisSettings settings, TopicPartition partition, ReadOnlySpan<byte> id) =>
        Utf8Parser.TryParse(id, out long number, out var length) && number > 0 && id[length..].SequenceEqual("-0"u8)
            ? number - 1
            : throw new BrokerException(
                $"{settings.DisplayName}: {partition} has the entry {Encoding.UTF8.GetString(id)}, which StellarForge did not write: " +
                "its entries are 1-0, 2-0, …");

    /// <summary>The message of an entry.</summary>
    public static Message Read(RedisSettings settings, TopicPartition partition, object?[] entry)
    {
        byte[]? key = null, value = null, origin = null, trace = null;
        long time = 0;
        var fields = (object?[])entry[1]!;
        for (var index = 0; index + 1 < fields.Length; index += 2)
        {
            var field = (byte[])fields[index + 1]!;
            switch (Encoding.UTF8.GetString((byte[])fields[index]!))
            {
                case "value":
                    value = field;
                    break;
                case "time":
                    time = Utf8Parser.TryParse(field, out long micros, out _) ? micros : 0;
                    break;
                case "key":
                    key = field;
                    break;
                case EventOrigin.HeaderName:
                    origin = field;
                    break;
                case "traceparent":
                    trace = field;
                    break;
            }
        }

        return new Message
        {
            Partition = partition,
            Offset = Offset(settings, partition, (byte[])entry[0]!),
            Timestamp = time,
            Key = key,
            Value = value,
            Origin = origin is null ? null : EventOrigin.Read(origin),
            TraceParent = trace,
        };
    }
}
