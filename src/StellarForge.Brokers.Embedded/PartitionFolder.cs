using System.Globalization;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Embedded;

/// <summary>The folder of a partition: the files in it, by their names.</summary>
/// <param name="TopicPath">The topic's folder.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">Which partition it is.</param>
internal sealed record PartitionFolder(string TopicPath, TopicFile Topic, TopicPartition Partition)
{
    private const string Extension = ".log";
    private const int Digits = 20;

    /// <summary>The folder.</summary>
    public string Path { get; } = System.IO.Path.Combine(TopicPath, Partition.Partition.ToString(CultureInfo.InvariantCulture));

    /// <summary>The file of <see cref="PartitionEnd"/>, on which whoever appends has the lock.</summary>
    public string EndPath => System.IO.Path.Combine(Path, "end");

    /// <summary>The file that is locked by who waits for that lock.</summary>
    public string TurnPath => System.IO.Path.Combine(Path, "turn");

    /// <summary>The file of the segment that begins with an offset.</summary>
    public string SegmentPath(long baseOffset) => System.IO.Path.Combine(Path, baseOffset.ToString("D20", CultureInfo.InvariantCulture) + Extension);

    /// <summary>The offsets that segments begin with, in rising order.</summary>
    /// <exception cref="BrokerException">There is none.</exception>
    public List<long> Segments()
    {
        var offsets = new List<long>();
        if (!Directory.Exists(Path))
            throw Missing(Path);
        foreach (var file in Directory.EnumerateFiles(Path, "*" + Extension))
        {
            var name = System.IO.Path.GetFileName(file.AsSpan());
            if (name.Length == Digits + Extension.Length && long.TryParse(name[..Digits], NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
                offsets.Add(offset);
        }

        offsets.Sort();
        return offsets.Count > 0 ? offsets : throw Missing(SegmentPath(0));
    }

    /// <summary>Checks that the folder is still that of the same topic.</summary>
    /// <exception cref="BrokerException">It is not.</exception>
    public void CheckTopic()
    {
        if (TopicFile.Read(TopicPath) is not { } topic)
            throw new BrokerException($"The topic {Topic.Name} is gone: {TopicPath} was deleted while it was in use.");
        if (topic.Id != Topic.Id)
            throw Replaced();
    }

    /// <summary>What is said where another topic of the name was made meanwhile.</summary>
    public BrokerException Replaced() =>
        new($"{TopicPath} holds another topic of the name {Topic.Name} than before: it was deleted and made anew. What it held is gone.");

    /// <summary>What is said where a file is gone.</summary>
    public BrokerException Missing(string file)
    {
        CheckTopic();
        return new BrokerException($"{file} is missing, which is a part of {Partition}. Restore it, or begin with another folder.");
    }

    /// <summary>What is said of an offset that a partition does not have.</summary>
    public BrokerException OutOfRange(long offset, OffsetRange range) => new(
        $"{Partition} in {TopicPath} has the offsets from {range.Begin} to {range.End}, and not {offset}: " +
        (offset < range.Begin ? "the messages before were deleted, as the topic's retention says." : "messages were lost, or this is another log."));
}
