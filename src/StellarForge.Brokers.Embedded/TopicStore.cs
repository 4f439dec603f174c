using System.Buffers;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Embedded;

/// <summary>The topics of a folder: each a folder of its own, made under another name first, so that it is there as a whole or not at all.</summary>
/// <param name="root">The log's folder.</param>
/// <param name="clock">The clock of retention.</param>
internal sealed class TopicStore(string root, TimeProvider clock)
{
    private const int LongestName = 200;
    private const int MostPartitions = 10_000;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    /// <summary>The clock of retention.</summary>
    public TimeProvider Clock => clock;

    private string Topics => Path.Combine(root, "topics");

    private string Unfinished => Path.Combine(root, "unfinished");

    /// <summary>What is said of a partition that a topic does not have.</summary>
    public static BrokerException NoPartition(TopicPartition partition, int count) =>
        new($"The topic {partition.Topic} has no partition {partition.Partition}: it has {count}, from 0 on.");

    /// <summary>A topic, or <see langword="null"/>.</summary>
    public TopicFile? Find(string topic)
    {
        if (FindProblem(topic) is not null)
            return null;
        var found = TopicFile.Read(PathOf(topic));
        return found is null || found.Name == topic
            ? found
            : throw new BrokerException($"{PathOf(topic)} holds the topic {found.Name}, whose name differs from {topic} only by case: use another name.");
    }

    /// <summary>The partitions of a topic that has to be there.</summary>
    /// <exception cref="BrokerException">It is not there.</exception>
    public IReadOnlyList<PartitionFolder> Open(string topic)
    {
        var found = Find(topic) ?? throw new BrokerException($"There is no topic {topic} in {root}.{Known()}");
        return
        [
            .. Enumerable.Range(0, found.Partitions).Select(partition => new PartitionFolder(PathOf(topic), found, new TopicPartition(found.Name, partition))),
        ];
    }

    /// <summary>A partition that has to be there.</summary>
    /// <exception cref="BrokerException">It is not there.</exception>
    public PartitionFolder Open(TopicPartition partition)
    {
        var partitions = Open(partition.Topic);
        return (uint)partition.Partition < (uint)partitions.Count ? partitions[partition.Partition] : throw NoPartition(partition, partitions.Count);
    }

    /// <summary>Makes a topic, unless there is one of its name.</summary>
    public void Create(TopicSettings settings, EmbeddedOptions options, CancellationToken cancellationToken)
    {
        if (FindProblem(settings) is { } problem)
            throw new BrokerException($"The topic {settings.Name} can't be made in the embedded log: {problem}");
        var isNew = !Directory.Exists(root);
        Directory.CreateDirectory(Topics);
        if (isNew)
            Disk.FlushFolder(Path.GetDirectoryName(root)!);
        var lockPath = Path.Combine(root, "topics.lock");
        FileLock.Prove(lockPath);
        using var held = TurnLock.TryTake(lockPath, lockPath + ".turn", TurnLock.Patience, cancellationToken) ?? throw TurnLock.Held(lockPath);
        if (Find(settings.Name) is not null)
            return;
        var topic = new TopicFile(
            TopicFile.CurrentVersion, settings.Name, Guid.NewGuid(), settings.Partitions, options.SegmentBytes,
            settings.KeepsAll ? null : (settings.Retention ?? options.Retention)?.TotalSeconds,
            settings.KeepsAll ? null : settings.RetentionBytes ?? options.RetentionBytes);

        // What a process left that was killed here.
        if (Directory.Exists(Unfinished))
            Directory.Delete(Unfinished, recursive: true);
        Directory.CreateDirectory(Unfinished);
        topic.Write(Unfinished);
        for (var partition = 0; partition < topic.Partitions; partition++)
            Create(new PartitionFolder(Unfinished, topic, new TopicPartition(topic.Name, partition)));
        Disk.FlushFolder(Unfinished);
        Directory.Move(Unfinished, PathOf(settings.Name));
        Disk.FlushFolder(Topics);
        Disk.FlushFolder(root);
    }

    private void Create(PartitionFolder folder)
    {
        Directory.CreateDirectory(folder.Path);
        Segment.Create(folder, 0, clock.GetUtcNow().UtcDateTime);
        using var end = File.OpenHandle(folder.EndPath, FileMode.CreateNew, FileAccess.Write);
        new PartitionEnd(folder.Topic.Id, 0, Segment.HeaderSize, 0).Write(end);
    }

    private string PathOf(string topic) => Path.Combine(Topics, topic);

    private string Known()
    {
        var names = Directory.Exists(Topics) ? Directory.EnumerateDirectories(Topics).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList() : [];
        return names.Count == 0 ? " It has none yet." : $" It has {string.Join(", ", names.Take(20))}{(names.Count > 20 ? ", …" : "")}.";
    }

    private static string? FindProblem(TopicSettings settings) =>
        FindProblem(settings.Name)
        ?? (settings.IsCompacted ? "it does not compact topics; leave compaction out."
            : settings.Replication > 1 ? "it has one copy of everything; leave replication out."
            : settings.Partitions is < 1 or > MostPartitions ? $"it can't have {settings.Partitions} partitions; name a number from 1 to {MostPartitions}."
            : settings.Retention < TimeSpan.Zero || settings.RetentionBytes < 0 ? "its retention is negative."
            : null);

    private static string? FindProblem(string topic) =>
        topic.Length is 0 or > LongestName || topic is "." or ".." || topic.AsSpan().ContainsAnyExcept(NameCharacters)
            ? $"a name has 1 to {LongestName} letters from a to z, digits, '.', '_' and '-'."
            : null;
}
