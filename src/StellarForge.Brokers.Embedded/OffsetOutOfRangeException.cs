namespace StellarForge.Brokers.Embedded;

/// <summary>A partition does not have the offset that was asked for: its records were deleted, or were never there.</summary>
/// <param name="folder">The partition's folder.</param>
/// <param name="offset">The offset that was asked for.</param>
/// <param name="start">The first offset that is there.</param>
/// <param name="end">The offset after the last.</param>
public sealed class OffsetOutOfRangeException(string folder, long offset, long start, long end)
    : Exception($"{folder} has the offsets from {start} to {end}, and not {offset}: "
        + (offset < start ? "older records were deleted." : "records were lost, or this is another log."))
{
    /// <summary>The offset that was asked for.</summary>
    public long Offset { get; } = offset;

    /// <summary>The first offset that is there.</summary>
    public long Start { get; } = start;

    /// <summary>The offset after the last.</summary>
    public long End { get; } = end;
}
