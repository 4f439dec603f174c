using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Tests.Streams;

/// <summary>A broker that can go away: then its connections fail, or say nothing, as those of a client that still hopes.</summary>
internal sealed class AbsentBroker(IBroker broker) : IBroker
{
    private volatile TaskCompletionSource _there = There();
    private readonly System.Threading.Channels.Channel<TimeSpan> _sent = System.Threading.Channels.Channel.CreateUnbounded<TimeSpan>();
    private volatile bool _isAway;

    /// <summary>Whether sending just takes for ever while the broker is away.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Which topics it is away for.</summary>
    public Func<string, bool> IsSilentFor { get; set; } = _ => true;

    /// <summary>Says of a topic whether the answer to what is sent to it gets lost: it is there, and nobody knows.</summary>
    public Func<string, bool> LosesAnswer { get; set; } = _ => false;

    public string DisplayName => broker.DisplayName;

    public void Leave()
    {
        _there = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _isAway = true;
    }

    public void Return()
    {
        _isAway = false;
        _there.TrySetResult();
    }

    /// <summary>When the first batches were given to it.</summary>
    public async Task<List<TimeSpan>> SentAsync(int count)
    {
        var times = new List<TimeSpan>();
        while (times.Count < count)
            times.Add(await _sent.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromMinutes(2)));
        return times;
    }

    public Task PingAsync(CancellationToken cancellationToken) => broker.PingAsync(cancellationToken);

    public Task<TopicInfo?> FindTopicAsync(string topic, CancellationToken cancellationToken) => broker.FindTopicAsync(topic, cancellationToken);

    public Task CreateTopicAsync(TopicSettings settings, CancellationToken cancellationToken) => broker.CreateTopicAsync(settings, cancellationToken);

    public async Task<IBrokerProducer> ConnectProducerAsync(CancellationToken cancellationToken) =>
        new Producer(this, await broker.ConnectProducerAsync(cancellationToken));

    public Task<IBrokerConsumer> SubscribeAsync(string group, IReadOnlyList<string> topics, CancellationToken cancellationToken) =>
        broker.SubscribeAsync(group, topics, cancellationToken);

    public Task<IBrokerConsumer> AssignAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellationToken) =>
        broker.AssignAsync(partitions, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static TaskCompletionSource There()
    {
        var there = new TaskCompletionSource();
        there.SetResult();
        return there;
    }

    private sealed class Producer(AbsentBroker owner, IBrokerProducer producer) : IBrokerProducer
    {
        private Task _last = Task.CompletedTask;
        private bool _isLost;

        public Task SendAsync(MessageBatch batch, CancellationToken cancellationToken)
        {
            if (owner.IsSilentFor(batch[0].Partition.Topic))
                owner._sent.Writer.TryWrite(TimeSpan.FromSeconds(System.Diagnostics.Stopwatch.GetTimestamp() / (double)System.Diagnostics.Stopwatch.Frequency));
            return _last = SendAsync(_last, batch, cancellationToken);
        }

        public ValueTask DisposeAsync() => producer.DisposeAsync();

        private async Task SendAsync(Task last, MessageBatch batch, CancellationToken cancellationToken)
        {
            await last;
            if (!owner.IsSilentFor(batch[0].Partition.Topic))
            {
                await producer.SendAsync(batch, cancellationToken);
                return;
            }

            if (owner.IsSilent)
                await owner._there.Task.WaitAsync(cancellationToken);
            _isLost |= owner._isAway;
            if (_isLost)
                throw new BrokerException("The broker is away.", kind: ErrorKind.Transient);
            await producer.SendAsync(batch, cancellationToken);
            if (owner.LosesAnswer(batch[0].Partition.Topic))
                throw new BrokerException("The connection is lost.", kind: ErrorKind.Transient);
        }
    }
}
