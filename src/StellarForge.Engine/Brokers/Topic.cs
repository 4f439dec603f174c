namespace StellarForge.Engine.Brokers;

/// <summary>What a topic is to be made with. What is not said is the broker's default.</summary>
/// <param name="Name">The topic's name.</param>
/// <param name="Partitions">The number of its partitions.</param>
public sealed record TopicSettings(string Name, int Partitions)
{
    /// <summary>How long messages are kept at least.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>How many bytes of a partition are kept at least.</summary>
    public long? RetentionBytes { get; init; }

    /// <summary>On how many servers each partition lies.</summary>
    public short? Replication { get; init; }

    /// <summary>Whether all messages are kept for ever, whatever the broker's defaults are: of a log that is read from its beginning.</summary>
    public bool KeepsAll { get; init; }

    /// <summary>Whether only the last message of each key is kept.</summary>
    public bool IsCompacted { get; init; }
}

/// <summary>A topic that is there.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">The number of its partitions.</param>
/// <param name="IsCompacted">Whether older messages of a key go once there are newer ones: such a topic can't be read exactly once.</param>
public sealed record TopicInfo(string Name, int Partitions, bool IsCompacted);
