using System.Buffers.Binary;
using System.Security.Cryptography;
using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>What a message is known again by, where a topic may have been made anew under its old name.</summary>
internal static class MessageFingerprint
{
    /// <summary>
    /// The first 8 bytes, big-endian, of the SHA-256 of: the key's length as 4 big-endian bytes, the key, the value's length likewise, the value, and the
    /// origin as <see cref="EventOrigin.WriteTo"/> writes it, where there is one. Stands in ledgers, so it never changes. The time is not part of it: brokers
    /// keep it to different precisions.
    /// </summary>
    public static long Of(in Message message)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, message.Key);
        Append(hash, message.Value);
        if (message.Origin is { } origin)
        {
            Span<byte> bytes = stackalloc byte[EventOrigin.Length];
            origin.WriteTo(bytes);
            hash.AppendData(bytes);
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadInt64BigEndian(digest);
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
