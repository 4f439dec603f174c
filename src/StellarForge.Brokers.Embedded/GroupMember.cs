using System.Diagnostics;
using System.Globalization;
using System.Text;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Embedded;

/// <summary>
/// A member of a consumer group. Each member has a file that it keeps locked, by which the others know that it lives, and a partition is its as long as it
/// has the lock on the partition's file: so no partition ever has two, and those of a killed member, whose locks the system drops, are free at once. A member
/// that is stopped keeps its own. Who has more than a fair share gives the rest up.
/// </summary>
internal sealed class GroupMember : IDisposable
{
    private const string Extension = ".member";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly string _name = Guid.CreateVersion7().ToString("N") + Extension;
    private readonly List<GroupTopic> _topics = [];
    private readonly Dictionary<TopicPartition, FileLock> _owned = [];
    private long _looked;

    /// <summary>Joins a group.</summary>
    /// <param name="root">The log's folder.</param>
    /// <param name="group">The group's name.</param>
    /// <param name="topics">The topics.</param>
    public GroupMember(string root, string group, IEnumerable<TopicFile> topics)
    {
        foreach (var topic in topics.OrderBy(topic => topic.Name, StringComparer.Ordinal))
            _topics.Add(new GroupTopic(topic, Path.Combine(root, "groups", Escape(group), $"{topic.Name}-{topic.Id:N}")));
        try
        {
            foreach (var topic in _topics)
            {
                Directory.CreateDirectory(topic.Folder);
                topic.Membership = Join(topic.Folder);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Looks, now and then, who else is there, and takes and gives up partitions accordingly.</summary>
    /// <returns>What changed, or <see langword="null"/>.</returns>
    public AssignmentChange? Look()
    {
        if (_looked != 0 && Stopwatch.GetElapsedTime(_looked) < Interval)
            return null;
        _looked = Stopwatch.GetTimestamp();
        List<TopicPartition>? assigned = null;
        List<TopicPartition>? revoked = null;
        var before = 0;
        foreach (var topic in _topics)
        {
            var members = Members(topic);
            var share = Share(topic.Topic.Partitions, members.Count, (members.IndexOf(_name) + members.Count - (before % members.Count)) % members.Count);
            Balance(topic, share, ref assigned, ref revoked);
            before += topic.Topic.Partitions;
        }

        return assigned is null && revoked is null ? null : new AssignmentChange(assigned ?? [], revoked ?? []);
    }

    /// <summary>Notes how far the group is in a partition, where it is this member's.</summary>
    public void Commit(TopicPartition partition, long offset)
    {
        if (!_owned.TryGetValue(partition, out var owned))
            return;
        Span<byte> text = stackalloc byte[20];
        Encoding.ASCII.GetBytes(offset.ToString("D20", CultureInfo.InvariantCulture), text);
        try
        {
            RandomAccess.Write(owned.Handle, text, 0);
        }
        catch (IOException)
        {
            // Nothing is read from there but by people: a full disk stops nobody who only reads.
        }
    }

    /// <summary>Leaves the group.</summary>
    public void Dispose()
    {
        foreach (var owned in _owned.Values)
            owned.Dispose();
        _owned.Clear();
        foreach (var topic in _topics.Where(topic => topic.Membership is not null))
        {
            File.Delete(Path.Combine(topic.Folder, _name));
            topic.Membership!.Dispose();
            topic.Membership = null;
        }
    }

    // The first of those in order have one more where it does not come out even.
    private static int Share(int partitions, int members, int rank) => (partitions / members) + (rank < partitions % members ? 1 : 0);

    private FileLock Join(string folder)
    {
        // Locked before it has its name: a member's file that is not locked is a dead one's.
        var temporary = Path.Combine(folder, _name + ".new");
        var membership = FileLock.TryTake(temporary, create: true) ?? throw TurnLock.Held(temporary);
        File.Move(temporary, Path.Combine(folder, _name));
        FileLock.Prove(Path.Combine(folder, _name));
        return membership;
    }

    // The names of those that live, in rising order: who is there for longest is first.
    private List<string> Members(GroupTopic topic)
    {
        var members = new List<string> { _name };
        foreach (var file in Directory.EnumerateFiles(topic.Folder, "*" + Extension))
        {
            if (Path.GetFileName(file) is var name && name != _name && IsAlive(file))
                members.Add(name);
        }

        members.Sort(StringComparer.Ordinal);
        return members;
    }

    private static bool IsAlive(string file)
    {
        try
        {
            using var free = FileLock.TryTake(file, create: false);
            if (free is not null)
                File.Delete(file);
            return free is null;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private void Balance(GroupTopic topic, int share, ref List<TopicPartition>? assigned, ref List<TopicPartition>? revoked)
    {
        var count = 0;
        for (var number = 0; number < topic.Topic.Partitions; number++)
        {
            var partition = new TopicPartition(topic.Topic.Name, number);
            if (!_owned.TryGetValue(partition, out var owned) || ++count <= share)
                continue;
            owned.Dispose();
            _owned.Remove(partition);
            (revoked ??= []).Add(partition);
        }

        for (var number = 0; number < topic.Topic.Partitions && count < share; number++)
        {
            var partition = new TopicPartition(topic.Topic.Name, number);
            if (_owned.ContainsKey(partition) || revoked?.Contains(partition) == true
                || FileLock.TryTake(Path.Combine(topic.Folder, number.ToString(CultureInfo.InvariantCulture)), create: true) is not { } taken)
                continue;
            _owned.Add(partition, taken);
            (assigned ??= []).Add(partition);
            count++;
        }
    }

    private static string Escape(string group)
    {
        // A name, never a path.
        var escaped = Uri.EscapeDataString(group).Replace(".", "%2E", StringComparison.Ordinal);
        return escaped.Length is > 0 and <= 200 ? escaped : throw new BrokerException("A consumer group's name has 1 to 200 characters.");
    }

    private sealed class GroupTopic(TopicFile topic, string folder)
    {
        public TopicFile Topic { get; } = topic;

        public string Folder { get; } = folder;

        public FileLock? Membership { get; set; }
    }
}
