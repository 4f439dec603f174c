using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace StellarForge.Brokers.Embedded;

/// <summary>CRC-32C (RFC 3720 §12.1), without the inversion at its end.</summary>
internal static class Checksum
{
    /// <summary>What a checksum of its own begins with.</summary>
    public const uint Seed = uint.MaxValue;

    /// <summary>The checksum of bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes, uint seed = Seed)
    {
        var crc = seed;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        foreach (var last in bytes[^(bytes.Length % sizeof(ulong))..])
            crc = BitOperations.Crc32C(crc, last);
        return crc;
    }
}
