using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>A batch on its way, and where its shards are once it is acknowledged.</summary>
internal sealed class SentBatch(int tables) : IDisposable
{
    /// <summary>The most events of a batch: so long at most an event may wait for others to share its request.</summary>
    public const int MostMessages = 4096;

    private readonly HashSet<OwnedShard> _touched = [];

    /// <summary>The events.</summary>
    public MessageBatch Messages { get; } = new();

    /// <summary>What their acknowledgement means.</summary>
    public SentProgress Progress { get; } = new(tables);

    /// <summary>Ends when they are acknowledged.</summary>
    public Task Sending { get; set; } = Task.CompletedTask;

    /// <summary>Whether it comes from the spool.</summary>
    public bool IsSpooled { get; set; }

    /// <summary>Says that there is an event of a shard among them.</summary>
    public void Touch(OwnedShard shard) => _touched.Add(shard);

    /// <summary>Notes where the shards of its events are, now that it is made.</summary>
    public void Note(Dictionary<OwnedShard, EventWriter> writers)
    {
        foreach (var shard in _touched)
            Progress.Positions[shard] = (writers[shard].Position, writers[shard].HasEnded);
        Progress.Counts.Bytes = Messages.Length;
    }

    /// <summary>Makes it a new one.</summary>
    public void Clear()
    {
        IsSpooled = false;
        _touched.Clear();
        Progress.Clear();
        Messages.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => Messages.Dispose();
}

/// <summary>What the acknowledgement of some events means.</summary>
internal sealed class SentProgress(int tables)
{
    /// <summary>What is sent by then.</summary>
    public EventCounts Counts { get; } = new(tables);

    /// <summary>How far shards are by then, and whether that is their end.</summary>
    public Dictionary<OwnedShard, (ShardPosition Position, bool IsLast)> Positions { get; } = [];

    /// <summary>Adds that of later events.</summary>
    public void Add(SentProgress later)
    {
        Counts.Add(later.Counts);
        foreach (var (shard, position) in later.Positions)
            Positions[shard] = position;
    }

    /// <summary>Makes it that of none.</summary>
    public void Clear()
    {
        Counts.Clear();
        Positions.Clear();
    }
}
