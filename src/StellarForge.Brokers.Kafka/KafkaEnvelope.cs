using System.Buffers.Binary;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Kafka;

/// <summary>
/// What stands before a value where a broker has no headers: 8 bytes <c>SFEVENT1</c>, the time in microseconds, whether an origin follows, the origin,
/// the length of the trace context, the trace context. A value without it is another's.
/// </summary>
internal static class KafkaEnvelope
{
    private static ReadOnlySpan<byte> Magic => "SFEVENT1"u8;

    private const int Fixed = 8 + 8 + 1 + 1;

    /// <summary>A message's value with the envelope before it.</summary>
    public static byte[] Wrap(in Message message)
    {
        var originLength = message.Origin is null ? 0 : EventOrigin.Length;
        var trace = message.TraceParent.Length <= byte.MaxValue ? message.TraceParent : [];
        var bytes = new byte[Fixed + originLength + trace.Length + message.Value.Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(8), message.Timestamp);
        var rest = bytes.AsSpan(16);
        if (message.Origin is { } origin)
        {
            rest[0] = 1;
            origin.WriteTo(rest[1..]);
        }

        rest = rest[(1 + originLength)..];
        rest[0] = (byte)trace.Length;
        trace.CopyTo(rest[1..]);
        message.Value.CopyTo(rest[(1 + trace.Length)..]);
        return bytes;
    }

    /// <summary>The message as it was before <see cref="Wrap"/>; one that never was as it is.</summary>
    public static Message Unwrap(in Message message)
    {
        var bytes = message.Value;
        if (bytes.Length < Fixed || !bytes.StartsWith(Magic) || bytes[16] > 1)
            return message;
        var traceAt = 17 + (bytes[16] * EventOrigin.Length);
        if (bytes.Length <= traceAt || bytes.Length < traceAt + 1 + bytes[traceAt])
            return message;
        return new Message
        {
            Partition = message.Partition,
            Offset = message.Offset,
            Timestamp = BinaryPrimitives.ReadInt64BigEndian(bytes[8..]),
            Key = message.Key,
            Value = bytes[(traceAt + 1 + bytes[traceAt])..],
            Origin = bytes[16] == 1 ? EventOrigin.Read(bytes.Slice(17, EventOrigin.Length)) : null,
            TraceParent = bytes.Slice(traceAt + 1, bytes[traceAt]),
        };
    }
}
