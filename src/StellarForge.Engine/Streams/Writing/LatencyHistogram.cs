using System.Numerics;

namespace StellarForge.Engine.Streams;

/// <summary>
/// Counts times by their size, with an error of at most 1/16 of each: percentiles without keeping the times. Counted by one thread, read by any.
/// </summary>
internal sealed class LatencyHistogram
{
    // 16 steps within each power of two of microseconds.
    private const int StepBits = 4;
    private const int Steps = 1 << StepBits;

    private readonly long[] _counts = new long[(64 - StepBits) * Steps];

    /// <summary>Counts a time.</summary>
    /// <param name="microseconds">The time; less than none, as clocks differ, is none.</param>
    public void Record(long microseconds) => _counts[Slot(Math.Max(0, microseconds))]++;

    /// <summary>A copy of the counts, to take differences between two moments.</summary>
    public long[] Snapshot() => [.. _counts];

    /// <summary>The time that a share of all does not exceed.</summary>
    /// <param name="after">The counts at a moment.</param>
    /// <param name="before">The counts at an earlier one, or <see langword="null"/> for all until then.</param>
    /// <param name="share">From 0 to 1.</param>
    /// <returns>The time; <see langword="null"/> where nothing was counted.</returns>
    public static TimeSpan? Percentile(long[] after, long[]? before, double share)
    {
        long total = 0;
        for (var slot = 0; slot < after.Length; slot++)
            total += after[slot] - (before?[slot] ?? 0);
        if (total == 0)
            return null;
        var wanted = (long)Math.Ceiling(share * total);
        long counted = 0;
        for (var slot = 0; slot < after.Length; slot++)
        {
            counted += after[slot] - (before?[slot] ?? 0);
            if (counted >= wanted)
                return TimeSpan.FromMicroseconds(Upper(slot));
        }

        return null;
    }

    private static int Slot(long value)
    {
        if (value < Steps)
            return (int)value;
        var shift = BitOperations.Log2((ulong)value) - StepBits;
        return ((shift + 1) << StepBits) + (int)((value >> shift) - Steps);
    }

    private static double Upper(int slot)
    {
        var (power, step) = (slot >> StepBits, slot & (Steps - 1));
        return power == 0 ? step : (double)(Steps + step + 1) * Math.Pow(2, power - 1);
    }
}
