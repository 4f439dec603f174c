using System.Buffers.Binary;
using System.ComponentModel;

namespace StellarForge.Generated;

/// <summary>UUIDs from random bits (RFC 9562).</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Uuids
{
    // 2025-01-01 in Unix milliseconds.
    private const long FirstMillisecond = 1_735_689_600_000;

    private const ulong VariantMask = 0x3FFF_FFFF_FFFF_FFFF;
    private const ulong Variant = 0x8000_0000_0000_0000;

    /// <summary>Version 4 by shape (§5.4).</summary>
    public static Guid Random(ref RowRandom random) =>
        Of((random.NextUInt64() & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000, random.NextUInt64());

    /// <summary>Version 7 by shape (§5.7): one millisecond a row from 2025-01-01.</summary>
    public static Guid TimeOrdered(long row, ref RowRandom random) =>
        Of(((ulong)(FirstMillisecond + row) << 16) | 0x7000 | (random.NextUInt64() >> 52), random.NextUInt64());

    private static Guid Of(ulong high, ulong low)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (low & VariantMask) | Variant);
        return new Guid(bytes, bigEndian: true);
    }
}
