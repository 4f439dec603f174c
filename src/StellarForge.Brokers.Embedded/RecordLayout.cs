using System.Buffers.Binary;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Embedded;

/// <summary>
/// A message in a batch: its timestamp, the lengths of key, value and trace context, whether it has an origin; then the origin, and the other three.
/// Little-endian.
/// </summary>
internal static class RecordLayout
{
    /// <summary>The longest message that is taken: 64 MiB.</summary>
    public const int LongestMessage = 64 << 20;

    private const int Fixed = 20;
    private const int OriginFlag = 1;

    /// <summary>The bytes that a message takes.</summary>
    public static int LengthOf(in Message message) =>
        Fixed + (message.Origin is null ? 0 : EventOrigin.Length) + message.Key.Length + message.Value.Length + message.TraceParent.Length;

    /// <summary>Writes a message.</summary>
    /// <returns>How many bytes it took.</returns>
    public static int Write(in Message message, Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, message.Timestamp);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], message.Key.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], message.Value.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[16..], (ushort)message.TraceParent.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[18..], (ushort)(message.Origin is null ? 0 : OriginFlag));
        var length = Fixed;
        if (message.Origin is { } origin)
        {
            origin.WriteTo(bytes[length..]);
            length += EventOrigin.Length;
        }

        message.Key.CopyTo(bytes[length..]);
        message.Value.CopyTo(bytes[(length + message.Key.Length)..]);
        message.TraceParent.CopyTo(bytes[(length + message.Key.Length + message.Value.Length)..]);
        return length + message.Key.Length + message.Value.Length + message.TraceParent.Length;
    }

    /// <summary>Reads a message from bytes whose checksum is right.</summary>
    /// <param name="bytes">Where it begins.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="offset">Its offset.</param>
    /// <param name="length">How many bytes it takes.</param>
    public static Message Read(ReadOnlySpan<byte> bytes, TopicPartition partition, long offset, out int length)
    {
        var (key, value) = (BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]));
        var trace = BinaryPrimitives.ReadUInt16LittleEndian(bytes[16..]);
        var hasOrigin = (BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..]) & OriginFlag) != 0;
        var start = Fixed + (hasOrigin ? EventOrigin.Length : 0);
        length = start + key + value + trace;
        return new Message
        {
            Partition = partition,
            Offset = offset,
            Timestamp = BinaryPrimitives.ReadInt64LittleEndian(bytes),
            Origin = hasOrigin ? EventOrigin.Read(bytes.Slice(Fixed, EventOrigin.Length)) : null,
            Key = bytes.Slice(start, key),
            Value = bytes.Slice(start + key, value),
            TraceParent = bytes.Slice(start + key + value, trace),
        };
    }
}
