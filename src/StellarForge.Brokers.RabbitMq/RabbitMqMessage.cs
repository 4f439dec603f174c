using System.Text;
using RabbitMQ.Client;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.RabbitMq;

/// <summary>A message's body is its value; what else it has stands in headers.</summary>
internal static class RabbitMqMessage
{
    /// <summary>The header that a stream's deliveries have.</summary>
    public const string Offset = "x-stream-offset";

    // RabbitMQ's own name for it: the protocol's timestamp has whole seconds only.
    private const string Milliseconds = "timestamp_in_ms";
    private const string Key = "key";
    private const string TraceParent = "traceparent";

    /// <summary>Writes the headers of a message.</summary>
    public static void Write(in Message message, IDictionary<string, object?> headers)
    {
        headers.Clear();
        headers.Add(Milliseconds, message.Timestamp / 1000);
        if (!message.Key.IsEmpty)
            headers.Add(Key, new BinaryTableValue(message.Key.ToArray()));
        if (message.Origin is { } origin)
        {
            var bytes = new byte[EventOrigin.Length];
            origin.WriteTo(bytes);
            headers.Add(EventOrigin.HeaderName, new BinaryTableValue(bytes));
        }

        if (!message.TraceParent.IsEmpty)
            headers.Add(TraceParent, message.TraceParent.ToArray());
    }

    /// <summary>The offset of a delivery. Whoever reads what is no stream by an offset is refused, so that each has one.</summary>
    public static long OffsetOf(IReadOnlyBasicProperties properties) => (long)properties.Headers![Offset]!;

    /// <summary>The message of a delivery.</summary>
    public static Message Read(TopicPartition partition, IReadOnlyBasicProperties properties, ReadOnlySpan<byte> body)
    {
        var headers = properties.Headers!;
        return new Message
        {
            Partition = partition,
            Offset = OffsetOf(properties),
            Timestamp = headers.TryGetValue(Milliseconds, out var time) && time is long milliseconds ? milliseconds * 1000
                : properties.IsTimestampPresent() ? properties.Timestamp.UnixTime * 1_000_000 : 0,
            Key = Bytes(headers, Key),
            Value = body,
            Origin = Bytes(headers, EventOrigin.HeaderName) is { Length: > 0 } origin ? EventOrigin.Read(origin) : null,
            TraceParent = Bytes(headers, TraceParent),
        };
    }

    // The headers of others may be of other types.
    private static byte[]? Bytes(IDictionary<string, object?> headers, string name) => headers.TryGetValue(name, out var value)
        ? value switch
        {
            byte[] bytes => bytes,
            BinaryTableValue { Bytes: var bytes } => bytes,
            string text => Encoding.UTF8.GetBytes(text),
            _ => null,
        }
        : null;
}
