using System.Runtime.CompilerServices;

namespace StellarForge.Formats;

/// <summary>Avro's integers.</summary>
internal static class AvroInteger
{
    /// <summary>The most bytes of one: ten groups of seven bits.</summary>
    public const int MaxLength = 10;

    /// <summary>Writes an integer in zigzag, seven bits a byte, the lowest first.</summary>
    /// <param name="destination">Where it goes, with room for <see cref="MaxLength"/> bytes.</param>
    /// <param name="value">The integer.</param>
    /// <returns>How many bytes it takes.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(ref byte destination, long value)
    {
        var bits = (ulong)((value << 1) ^ (value >> 63));
        var length = 0;
        for (; bits >= 0x80; bits >>= 7)
            Unsafe.Add(ref destination, length++) = (byte)(bits | 0x80);
        Unsafe.Add(ref destination, length) = (byte)bits;
        return length + 1;
    }
}
