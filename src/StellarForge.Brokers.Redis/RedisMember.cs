using System.Diagnostics;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Redis;

/// <summary>A member of a group, which says from time to time that it lives, and learns which partitions are its.</summary>
internal sealed class RedisMember(RedisSettings settings, string group, List<TopicInfo> topics)
{
    private readonly string _name = Guid.NewGuid().ToString("N");
    private HashSet<TopicPartition> _own = [];
    private long _spoke;

    /// <summary>How long may pass until the next word.</summary>
    public TimeSpan Interval => settings.SessionTimeout / 10;

    /// <summary>Speaks, where it is time to.</summary>
    /// <returns>What changed; or <see langword="null"/>.</returns>
    public async Task<AssignmentChange?> SpeakAsync(RedisConnection connection, CancellationToken cancellationToken)
    {
        if (_spoke != 0 && Stopwatch.GetElapsedTime(_spoke) < Interval)
            return null;
        var own = await ShareAsync(connection, isLeaving: false, cancellationToken).ConfigureAwait(false);
        _spoke = Stopwatch.GetTimestamp();
        var change = new AssignmentChange([.. own.Except(_own)], [.. _own.Except(own)]);
        _own = own;
        return change is { Assigned: [], Revoked: [] } ? null : change;
    }

    /// <summary>Leaves the group.</summary>
    public Task LeaveAsync(RedisConnection connection) => ShareAsync(connection, isLeaving: true, CancellationToken.None);

    private async Task<HashSet<TopicPartition>> ShareAsync(RedisConnection connection, bool isLeaving, CancellationToken cancellationToken)
    {
        connection.Begin(6 + (3 * topics.Count));
        connection.Add("EVAL");
        connection.Add(RedisScripts.Share);
        connection.Add(2 * topics.Count);
        foreach (var topic in topics)
        {
            connection.Add(RedisKeys.Members(group, topic.Name));
            connection.Add(RedisKeys.Owners(group, topic.Name));
        }

        connection.Add(_name);
        connection.Add((long)settings.SessionTimeout.TotalMilliseconds);
        connection.Add(isLeaving ? 1 : 0);
        foreach (var topic in topics)
            connection.Add(topic.Partitions);
        var answer = (object?[])(await connection.SendAsync(cancellationToken).ConfigureAwait(false))!;
        return [.. topics.Zip(answer).SelectMany(
            own => ((object?[])own.Second!).Select(partition => new TopicPartition(own.First.Name, (int)(long)partition!)))];
    }
}
