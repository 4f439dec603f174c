using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Tests.Streams;

/// <summary>A broker whose topics lie in memory, with groups that give each partition to one member, and all that can go wrong with it at will.</summary>
internal sealed class MemoryBroker : IBroker
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, MemoryTopic> _topics = [];
    private readonly List<Consumer> _members = [];

    /// <summary>Called before each read; throws where the connection shall be lost.</summary>
    public Action Reading { get; set; } = () => { };

    /// <summary>The messages that were read by members of groups.</summary>
    public long Delivered { get; private set; }

    /// <summary>Called before messages are sent, with their topic.</summary>
    public Action<string> Sending { get; set; } = _ => { };

    /// <summary>Called before a batch is sent, with its first message's topic.</summary>
    public Action<string> SendingBatch { get; set; } = _ => { };

    public string DisplayName { get; init; } = "memory:";

    public MemoryTopic Topic(string name) => _topics[name];

    public MemoryTopic Create(string name, int partitions, bool isCompacted = false)
    {
        lock (_lock)
            return _topics[name] = new MemoryTopic(name, partitions, isCompacted);
    }

    public void Append(string topic, int partition, ReadOnlySpan<byte> value, EventOrigin? origin = null, ReadOnlySpan<byte> key = default)
    {
        lock (_lock)
            _topics[topic].Partitions[partition].Messages.Add(new MemoryMessage(key.ToArray(), value.ToArray(), origin, Now()));
    }

    public IReadOnlyList<MemoryMessage> Messages(string topic)
    {
        lock (_lock)
            return _topics.TryGetValue(topic, out var found) ? [.. found.Partitions.SelectMany(partition => partition.Messages)] : [];
    }

    /// <summary>Gives the partitions to other members than before.</summary>
    public void Rebalance(int turn)
    {
        lock (_lock)
            Assign(turn);
    }

    /// <summary>Takes the partitions from all members, as from those that were silent for too long.</summary>
    public void Revoke()
    {
        lock (_lock)
        {
            foreach (var member in _members)
                member.GiveNone();
        }
    }

    public Task PingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<TopicInfo?> FindTopicAsync(string topic, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(
                _topics.TryGetValue(topic, out var found) ? new TopicInfo(topic, found.Partitions.Count, found.IsCompacted) : null);
        }
    }

    public Task CreateTopicAsync(TopicSettings settings, CancellationToken cancellationToken)
    {
        lock (_lock)
            _topics.TryAdd(settings.Name, new MemoryTopic(settings.Name, settings.Partitions, settings.IsCompacted));
        return Task.CompletedTask;
    }

    public Task<IBrokerProducer> ConnectProducerAsync(CancellationToken cancellationToken) => Task.FromResult<IBrokerProducer>(new Producer(this));

    public Task<IBrokerConsumer> SubscribeAsync(string group, IReadOnlyList<string> topics, CancellationToken cancellationToken)
    {
        var consumer = new Consumer(this, group, topics);
        lock (_lock)
        {
            _members.Add(consumer);
            Assign(0);
        }

        return Task.FromResult<IBrokerConsumer>(consumer);
    }

    public async Task<IBrokerConsumer> AssignAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        var consumer = new Consumer(this, "", []);
        foreach (var partition in partitions)
            consumer.Give(partition, isMine: true);
        using var none = new MessageBatch();
        await consumer.ReadAsync(none, TimeSpan.Zero, cancellationToken);
        return consumer;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static long Now() => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private void Assign(int turn)
    {
        foreach (var group in _members.GroupBy(member => member.Group))
        {
            List<Consumer> members = [.. group];
            var partitions = members[0].Topics
                .SelectMany(topic => Enumerable.Range(0, _topics[topic].Partitions.Count).Select(number => new TopicPartition(topic, number)));
            foreach (var (partition, index) in partitions.Select((partition, index) => (partition, index)))
            {
                foreach (var (member, place) in members.Select((member, place) => (member, place)))
                    member.Give(partition, place == (index + turn) % members.Count);
            }
        }
    }

    internal sealed class MemoryTopic(string name, int partitions, bool isCompacted)
    {
        public string Name => name;

        public bool IsCompacted => isCompacted;

        public List<MemoryPartition> Partitions { get; } = [.. Enumerable.Range(0, partitions).Select(_ => new MemoryPartition())];
    }

    internal sealed class MemoryPartition
    {
        /// <summary>The messages before are deleted; their places stay.</summary>
        public int Begin { get; set; }

        public List<MemoryMessage> Messages { get; } = [];
    }

    private sealed class Producer(MemoryBroker broker) : IBrokerProducer
    {
        public Task SendAsync(MessageBatch batch, CancellationToken cancellationToken)
        {
            if (batch.Count > 0)
                broker.SendingBatch(batch[0].Partition.Topic);
            for (var index = 0; index < batch.Count; index++)
            {
                var message = batch[index];
                broker.Sending(message.Partition.Topic);
                broker.Append(message.Partition.Topic, message.Partition.Partition, message.Value, message.Origin, message.Key);
            }

            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Consumer(MemoryBroker broker, string group, IReadOnlyList<string> topics) : IBrokerConsumer
    {
        private readonly HashSet<TopicPartition> _assigned = [];
        private readonly HashSet<TopicPartition> _known = [];
        private readonly Dictionary<TopicPartition, long> _positions = [];

        public string Group => group;

        public IReadOnlyList<string> Topics => topics;

        public void Give(TopicPartition partition, bool isMine)
        {
            if (isMine)
                _assigned.Add(partition);
            else
                _assigned.Remove(partition);
        }

        public void GiveNone() => _assigned.Clear();

        public async ValueTask<AssignmentChange?> ReadAsync(MessageBatch batch, TimeSpan wait, CancellationToken cancellationToken)
        {
            broker.Reading();
            for (var end = DateTime.UtcNow + wait; ; await Task.Delay(1, cancellationToken))
            {
                lock (broker._lock)
                {
                    List<TopicPartition> assigned = [.. _assigned.Except(_known)];
                    List<TopicPartition> revoked = [.. _known.Except(_assigned)];
                    foreach (var partition in revoked)
                        _positions.Remove(partition);
                    _known.ExceptWith(revoked);
                    _known.UnionWith(assigned);
                    if (assigned.Count + revoked.Count > 0)
                        return new AssignmentChange(assigned, revoked);
                    var count = batch.Count;
                    foreach (var partition in _positions.Keys.ToList())
                        Read(batch, partition);
                    broker.Delivered += batch.Count - count;
                    if (batch.Count > count || DateTime.UtcNow >= end)
                        return null;
                }
            }
        }

        public void Seek(TopicPartition partition, long offset)
        {
            lock (broker._lock)
            {
                if (_known.Contains(partition))
                    _positions[partition] = offset;
            }
        }

        public void Pause(TopicPartition partition)
        {
            lock (broker._lock)
                _positions.Remove(partition);
        }

        public Task<OffsetRange> OffsetsAsync(TopicPartition partition, CancellationToken cancellationToken)
        {
            lock (broker._lock)
            {
                var stored = broker._topics[partition.Topic].Partitions[partition.Partition];
                return Task.FromResult(new OffsetRange(stored.Begin, stored.Messages.Count));
            }
        }

        public Task CommitAsync(TopicPartition partition, long offset, CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync()
        {
            lock (broker._lock)
            {
                broker._members.Remove(this);
                broker.Assign(0);
            }

            return ValueTask.CompletedTask;
        }

        private void Read(MessageBatch batch, TopicPartition partition)
        {
            var stored = broker._topics[partition.Topic].Partitions[partition.Partition];
            var position = _positions[partition];
            if (position < stored.Begin)
                throw new BrokerException($"{partition}: offset {position} is deleted.");
            for (; position < stored.Messages.Count && !batch.IsFull; position++)
            {
                var message = stored.Messages[(int)position];
                batch.Add(new Message
                {
                    Partition = partition,
                    Offset = position,
                    Timestamp = message.Timestamp,
                    Key = message.Key,
                    Value = message.Value,
                    Origin = message.Origin,
                });
            }

            _positions[partition] = position;
        }
    }
}

internal sealed record MemoryMessage(byte[] Key, byte[] Value, EventOrigin? Origin, long Timestamp);
