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
        return Least(() => Encode(encoder, buffer, 5_000)) - Least(() => Encode(encoder, buffer, 50));
    }

    /// <summary>
    /// The fewest bytes that work allocates on its thread, once it is warm: of several times, as a garbage collection that another thread begins
    /// can charge this one for memory that it did not use yet, and code that is compiled anew in the background looks up its generic calls once more.
    /// </summary>
    /// <param name="work">The work, which is done once more than it is measured.</param>
    /// <param name="times">How often it is measured.</param>
    public static long Least(Action work, int times = 5)
    {
        work();
        var least = long.MaxValue;
        for (var time = 0; time < times; time++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private static void Encode(RowEncoder encoder, RowBuffer buffer, long rows)
    {
        var source = Everything.Table.Rows(World.Default).Range(0, rows);
        encoder.Begin(buffer);
        for (var hasMore = true; hasMore; buffer.Clear())
            hasMore = encoder.Write(source, buffer);
        encoder.End(buffer);
    }
}
