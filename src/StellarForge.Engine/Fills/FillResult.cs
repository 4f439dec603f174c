namespace StellarForge.Engine;

/// <summary>How a fill ended.</summary>
/// <param name="IsComplete">Whether all tables are loaded and finished; <see langword="false"/> where it was asked to stop before.</param>
/// <param name="Tables">Each table; rows that earlier runs or other processes loaded count too.</param>
/// <param name="LoadedRows">Rows that this process loaded.</param>
/// <param name="Bytes">Bytes that this process sent.</param>
/// <param name="Elapsed">The time it took.</param>
public sealed record FillResult(bool IsComplete, IReadOnlyList<TableProgress> Tables, long LoadedRows, long Bytes, TimeSpan Elapsed)
{
    /// <summary>What the receiver of progress threw, after which it was told no more; <see langword="null"/> where it threw nothing.</summary>
    public Exception? ProgressError { get; init; }
}
