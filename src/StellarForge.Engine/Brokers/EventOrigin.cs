using System.Buffers.Binary;

namespace StellarForge.Engine.Brokers;

/// <summary>Where an event of a stream comes from, and its place in its lane: what a writer knows lost, repeated and late messages by.</summary>
/// <param name="Stream">The stream's id.</param>
/// <param name="Shard">The shard that sent it, from 0.</param>
/// <param name="Number">Its number in the shard's send order, from 0.</param>
/// <param name="Previous">The number of the shard's event before it in the same partition; −1 for the first.</param>
public readonly record struct EventOrigin(Guid Stream, int Shard, long Number, long Previous)
{
    /// <summary>The name of the header that carries an origin.</summary>
    public const string HeaderName = "stellarforge-event";

    /// <summary>The length of an origin as bytes.</summary>
    public const int Length = 36;

    // The highest bit of the shard.
    private const int CopyBit = int.MinValue;

    /// <summary>Whether it is a copy that the stream sends on purpose beside the row itself: a second one, or a damaged one. Nobody has to take it.</summary>
    public bool IsCopy { get; init; }

    /// <summary>
    /// Writes the origin: the stream's id as 16 big-endian bytes, then shard, number and previous number, big-endian; a copy has the shard's highest bit set.
    /// </summary>
    /// <param name="bytes">At least <see cref="Length"/> bytes.</param>
    public void WriteTo(Span<byte> bytes)
    {
        Stream.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[16..], IsCopy ? Shard | CopyBit : Shard);
        BinaryPrimitives.WriteInt64BigEndian(bytes[20..], Number);
        BinaryPrimitives.WriteInt64BigEndian(bytes[28..], Previous);
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <returns>The origin, or <see langword="null"/> where the bytes are none.</returns>
    public static EventOrigin? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            return null;
        var shard = BinaryPrimitives.ReadInt32BigEndian(bytes[16..]);
        var origin = new EventOrigin(
            new Guid(bytes[..16], bigEndian: true),
            shard & ~CopyBit,
            BinaryPrimitives.ReadInt64BigEndian(bytes[20..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[28..]))
        {
            IsCopy = (shard & CopyBit) != 0,
        };
        return origin.Number >= 0 && origin.Previous >= -1 && origin.Previous < origin.Number ? origin : null;
    }
}
