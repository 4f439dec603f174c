using StellarForge.Formats;
using StellarForge.Sinks;

namespace StellarForge.Testing.Rows;

/// <summary>What encoding allocates.</summary>
public static class Allocations
{
    /// <summary>The bytes that encoding more rows of <see cref="Everything"/> allocates: 0, where nothing is allocated per row.</summary>
    public static long PerRows(RowFormat format)
    {
        using var encoder = format.CreateEncoder(Everything.Schema);
        using var buffer = new RowBuffer();
        Encode(encoder, buffer, 5_000);
        return Encode(encoder, buffer, 5_000) - Encode(encoder, buffer, 50);
    }

    private static long Encode(RowEncoder encoder, RowBuffer buffer, long rows)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var source = Everything.Table.Rows(World.Default).Range(0, rows);
        encoder.Begin(buffer);
        for (var hasMore = true; hasMore; buffer.Clear())
            hasMore = encoder.Write(source, buffer);
        encoder.End(buffer);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
