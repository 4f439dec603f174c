namespace StellarForge.Engine.Streams;

/// <summary>
/// Which partition a key goes to: ours, so that it does not depend on a broker's client. FNV-1a of 64 bits (Fowler, Noll, Vo;
/// <see href="https://www.rfc-editor.org/rfc/rfc9923"/>), mixed once more by the finalizer of MurmurHash3, as FNV's upper bits of short keys differ little;
/// then scaled to the number of partitions (Lemire 2019). Changing anything here sends keys elsewhere: streams that were begun before could not go on.
/// </summary>
internal static class PartitionHash
{
    private const ulong OffsetBasis = 0xCBF29CE484222325;
    private const ulong Prime = 0x100000001B3;

    /// <summary>The partition of a key.</summary>
    public static int Of(ReadOnlySpan<byte> key, int partitions)
    {
        var hash = OffsetBasis;
        foreach (var value in key)
            hash = (hash ^ value) * Prime;
        return Scale(hash, partitions);
    }

    /// <summary>The partition of a row without a key.</summary>
    public static int Of(long row, int partitions) => Scale((ulong)row + OffsetBasis, partitions);

    private static int Scale(ulong hash, int partitions)
    {
        hash ^= hash >> 33;
        hash *= 0xFF51AFD7ED558CCD;
        hash ^= hash >> 33;
        hash *= 0xC4CEB9FE1A85EC53;
        hash ^= hash >> 33;
        return (int)(((UInt128)hash * (uint)partitions) >> 64);
    }
}
