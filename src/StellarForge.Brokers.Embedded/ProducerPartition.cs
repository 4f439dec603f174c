namespace StellarForge.Brokers.Embedded;

/// <summary>A partition that a producer sends to, with the messages that are on their way.</summary>
internal sealed class ProducerPartition(PartitionFolder folder, PartitionWriter writer) : IComparable<ProducerPartition>, IDisposable
{
    /// <summary>What appends.</summary>
    public PartitionWriter Writer { get; } = writer;

    /// <summary>The messages of the next turn.</summary>
    public RecordBuffer Gathered { get; private set; } = new();

    /// <summary>The messages of the turn in hand.</summary>
    public RecordBuffer Taken { get; private set; } = new();

    /// <summary>Begins a turn.</summary>
    public void Swap() => (Gathered, Taken) = (Taken, Gathered);

    /// <summary>Takes the partition's lock.</summary>
    public void Take(CancellationToken cancellationToken)
    {
        if (!Writer.TryTake(TurnLock.Patience, cancellationToken))
            throw TurnLock.Held(folder.EndPath);
    }

    /// <inheritdoc/>
    public int CompareTo(ProducerPartition? other) => string.CompareOrdinal(folder.Path, other?.Path);

    /// <inheritdoc/>
    public void Dispose()
    {
        Writer.Dispose();
        Gathered.Dispose();
        Taken.Dispose();
    }

    private string Path => folder.Path;
}
