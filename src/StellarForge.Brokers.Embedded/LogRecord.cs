using System.Buffers.Binary;

namespace StellarForge.Brokers.Embedded;

/// <summary>A record of a partition. Its bytes are the reader's, until it reads on.</summary>
public readonly ref struct LogRecord
{
    /// <summary>Its place in the partition, from 0.</summary>
    public required long Offset { get; init; }

    /// <summary>When it was appended: microseconds since 1970 UTC.</summary>
    public required long Time { get; init; }

    /// <summary>The key; empty for none.</summary>
    public required ReadOnlySpan<byte> Key { get; init; }

    /// <summary>The value.</summary>
    public required ReadOnlySpan<byte> Value { get; init; }

    /// <summary>The headers, as they were given; empty for none.</summary>
    public required ReadOnlySpan<byte> Headers { get; init; }

    /// <summary>Takes the next part of a record.</summary>
    internal static ReadOnlySpan<byte> Take(scoped ref ReadOnlySpan<byte> bytes)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        var part = bytes.Slice(sizeof(int), length);
        bytes = bytes[(sizeof(int) + length)..];
        return part;
    }
}
