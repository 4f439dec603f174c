namespace StellarForge.Brokers.Embedded;

/// <summary>How much of a partition is kept.</summary>
public sealed record PartitionSettings
{
    /// <summary>The bytes at which a new file is begun. Default 64 MiB.</summary>
    public long SegmentBytes { get; init; } = 64 << 20;

    /// <summary>The bytes of all files above which the oldest are deleted, whole files at a time; <see langword="null"/>, the default, for no limit.</summary>
    public long? RetentionBytes { get; init; }

    /// <summary>The age above which the oldest files are deleted; <see langword="null"/>, the default, for no limit.</summary>
    public TimeSpan? RetentionTime { get; init; }
}
