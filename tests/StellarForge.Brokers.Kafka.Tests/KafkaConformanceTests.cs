using StellarForge.Engine.Brokers;
using StellarForge.Testing.Brokers;
using StellarForge.Testing.Servers;

namespace StellarForge.Brokers.Kafka.Tests;

/// <summary>The modern protocol.</summary>
public class KafkaConformanceTests(KafkaMock mock) : BrokerConformanceTests
{
    protected override Task<BrokerStore> CreateAsync() => KafkaStore.OfAsync(mock);
}

/// <summary>A real server, without headers.</summary>
public class OldKafkaConformanceTests(KafkaServer server) : BrokerConformanceTests
{
    protected override Task<BrokerStore> CreateAsync() => KafkaStore.OfAsync(server);
}

public class KafkaGroupTests(KafkaMock mock) : BrokerGroupTests
{
    protected override Task<BrokerStore> CreateAsync() => KafkaStore.OfAsync(mock);
}

public class OldKafkaGroupTests(KafkaServer server) : BrokerGroupTests
{
    protected override Task<BrokerStore> CreateAsync() => KafkaStore.OfAsync(server);
}

internal sealed class KafkaStore(string uri, Func<TopicSettings, Task> createTopic) : BrokerStore
{
    public override string Uri => uri;

    public static Task<BrokerStore> OfAsync(KafkaMock mock)
    {
        mock.Require();
        return Task.FromResult<BrokerStore>(new KafkaStore(mock.Uri, topic => mock.CreateTopicAsync(topic.Name, topic.Partitions)));
    }

    public static Task<BrokerStore> OfAsync(KafkaServer server)
    {
        server.Require();
        return Task.FromResult<BrokerStore>(new KafkaStore(
            server.Uri + "&session.timeout.ms=6000", topic => server.CreateTopicAsync(topic.Name, topic.Partitions)));
    }

    public override IBroker Open() => new MakingBroker(new KafkaBrokerConnector().Open(uri), createTopic);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Neither server makes topics for clients: its own tool does.
    private sealed class MakingBroker(IBroker broker, Func<TopicSettings, Task> createTopic) : IBroker
    {
        public string DisplayName => broker.DisplayName;

        public Task PingAsync(CancellationToken cancellationToken) => broker.PingAsync(cancellationToken);

        public Task<TopicInfo?> FindTopicAsync(string topic, CancellationToken cancellationToken) => broker.FindTopicAsync(topic, cancellationToken);

        public async Task CreateTopicAsync(TopicSettings settings, CancellationToken cancellationToken)
        {
            if (settings.IsCompacted)
                throw new BrokerException($"The mock makes no compacted topic '{settings.Name}'.");
            if (await broker.FindTopicAsync(settings.Name, cancellationToken) is null)
                await createTopic(settings);
        }

        public Task<IBrokerProducer> ConnectProducerAsync(CancellationToken cancellationToken) => broker.ConnectProducerAsync(cancellationToken);

        public Task<IBrokerConsumer> SubscribeAsync(string group, IReadOnlyList<string> topics, CancellationToken cancellationToken) =>
            broker.SubscribeAsync(group, topics, cancellationToken);

        public Task<IBrokerConsumer> AssignAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellationToken) =>
            broker.AssignAsync(partitions, cancellationToken);

        public ValueTask DisposeAsync() => broker.DisposeAsync();
    }
}
