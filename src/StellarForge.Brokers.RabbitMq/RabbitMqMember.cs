using System.Diagnostics;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.RabbitMq;

/// <summary>
/// A member of a group. Those that read the same topics consume a queue, by which they are counted, and a partition is its whose connection has the
/// partition's exclusive queue: the server deletes that with the connection, so that those of a killed member are free at once. Who has more than a fair share
/// gives the rest up.
/// </summary>
internal sealed class RabbitMqMember
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    // Nobody was a member for so long: the server deletes the queue.
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);

    private readonly RabbitMqConnection _connection;
    private readonly string _group;
    private readonly string _members;
    private readonly List<TopicPartition> _all;
    private readonly HashSet<TopicPartition> _own = [];
    private int? _extra;
    private long _looked;
    private IChannel _channel;

    private RabbitMqMember(RabbitMqConnection connection, string group, string members, List<TopicPartition> all, IChannel channel) =>
        (_connection, _group, _members, _all, _channel) = (connection, group, members, all, channel);

    /// <summary>Joins a group.</summary>
    public static async Task<RabbitMqMember> JoinAsync(
        RabbitMqConnection connection, string group, List<TopicPartition> all, CancellationToken cancellationToken)
    {
        var members = RabbitMqNames.Members(group, all.Select(partition => partition.Topic));

        // The consumer lives as long as its channel, which does nothing else that could end it.
        var membership = await connection.OpenChannelAsync(cancellationToken).ConfigureAwait(false);
        await connection.CallAsync(
            async () =>
            {
                await membership.QueueDeclareAsync(
                    members, durable: true, exclusive: false, autoDelete: false,
                    new Dictionary<string, object?> { ["x-expires"] = (long)Forgotten.TotalMilliseconds }, cancellationToken: cancellationToken)
                    .ConfigureAwait(false);
                await membership.BasicConsumeAsync(
                    members, autoAck: true, new AsyncDefaultBasicConsumer(membership), cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        return new RabbitMqMember(connection, group, members, all, await connection.OpenChannelAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Looks, now and then, who else is there, and takes and gives up partitions accordingly.</summary>
    /// <returns>What changed, or <see langword="null"/>.</returns>
    public async ValueTask<AssignmentChange?> LookAsync(CancellationToken cancellationToken)
    {
        if (_looked != 0 && Stopwatch.GetElapsedTime(_looked) < Interval)
            return null;
        var change = await _connection.CallAsync(() => BalanceAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        _looked = Stopwatch.GetTimestamp();
        return change is { Assigned: [], Revoked: [] } ? null : change;
    }

    private async Task<AssignmentChange> BalanceAsync(CancellationToken cancellationToken)
    {
        var counted = await _channel.QueueDeclarePassiveAsync(_members, cancellationToken).ConfigureAwait(false);
        var members = Math.Max(1, (int)counted.ConsumerCount);
        var (share, rest) = (_all.Count / members, _all.Count % members);
        if (await HasExtraAsync(rest, cancellationToken).ConfigureAwait(false))
            share++;
        var (assigned, revoked) = (new List<TopicPartition>(), new List<TopicPartition>());
        foreach (var partition in _own.Skip(share).ToList())
        {
            await _channel.QueueDeleteAsync(Owner(partition), cancellationToken: cancellationToken).ConfigureAwait(false);
            _own.Remove(partition);
            revoked.Add(partition);
        }

        // From somewhere on, so that members that come at the same time do not all try the same ones.
        var start = Random.Shared.Next(_all.Count);
        for (var index = 0; index < _all.Count && _own.Count < share; index++)
        {
            var partition = _all[(start + index) % _all.Count];
            if (_own.Contains(partition) || revoked.Contains(partition) || !await TryOwnAsync(Owner(partition), cancellationToken).ConfigureAwait(false))
                continue;
            _own.Add(partition);
            assigned.Add(partition);
        }

        return new AssignmentChange(assigned, revoked);
    }

    // Where it does not come out even, as many members as there are partitions over have one more.
    private async Task<bool> HasExtraAsync(int rest, CancellationToken cancellationToken)
    {
        if (_extra >= rest)
        {
            await _channel.QueueDeleteAsync(RabbitMqNames.Extra(_members, _extra.Value), cancellationToken: cancellationToken).ConfigureAwait(false);
            _extra = null;
        }

        for (var number = 0; number < rest && _extra is null; number++)
        {
            if (await TryOwnAsync(RabbitMqNames.Extra(_members, number), cancellationToken).ConfigureAwait(false))
                _extra = number;
        }

        return _extra is not null;
    }

    private string Owner(TopicPartition partition) => RabbitMqNames.Owner(_group, partition.Topic, partition.Partition);

    // That another has it ends the channel. One whose connection is being closed is not found for a moment.
    private async Task<bool> TryOwnAsync(string queue, CancellationToken cancellationToken)
    {
        try
        {
            await _channel.QueueDeclareAsync(queue, durable: false, exclusive: true, autoDelete: false, cancellationToken: cancellationToken)
                .ConfigureAwait(false);
            return true;
        }
        catch (OperationInterruptedException error) when (
            error.ShutdownReason?.ReplyCode is RabbitMqErrors.ResourceLocked or RabbitMqErrors.NotFound)
        {
            await _channel.DisposeAsync().ConfigureAwait(false);
            _channel = await _connection.OpenChannelAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }
    }
}
