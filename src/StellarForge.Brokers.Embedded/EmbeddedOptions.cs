namespace StellarForge.Brokers.Embedded;

/// <summary>The options of an address.</summary>
internal sealed record EmbeddedOptions
{
    /// <summary>The smallest <see cref="SegmentBytes"/> that makes sense: 1 KiB.</summary>
    public const long SmallestSegment = 1 << 10;

    /// <summary>The bytes at which a partition's next file is begun. Default 64 MiB.</summary>
    public long SegmentBytes { get; init; } = 64 << 20;

    /// <summary>How long the messages of new topics are kept at least; <see langword="null"/> for ever.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>How many bytes of each partition of new topics are kept at least; <see langword="null"/> for all.</summary>
    public long? RetentionBytes { get; init; }

    /// <summary>Whether what was acknowledged survives a loss of power, and not only the end of the process.</summary>
    public bool Flushes { get; init; } = true;
}
