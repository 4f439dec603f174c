using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;
using TopicPartition = StellarForge.Engine.Brokers.TopicPartition;

namespace StellarForge.Brokers.Kafka;

/// <summary>Kafka, and what speaks its protocol.</summary>
internal sealed class KafkaBroker(KafkaSettings address) : IBroker
{
    // Brokers are asked again and again, so that what comes of their being away is seen while a question waits.
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(250);

    // A name may stand for several addresses, which are tried in turn.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly KafkaReports _reports = new();
    private readonly KafkaThread _thread = new();
    private IAdminClient? _admin;

    /// <inheritdoc/>
    public string DisplayName => address.DisplayName;

    /// <inheritdoc/>
    public async Task PingAsync(CancellationToken cancellationToken) =>
        await MetadataAsync("the broker can't be reached", cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<TopicInfo?> FindTopicAsync(string topic, CancellationToken cancellationToken) =>
        await FindPartitionsAsync(topic, cancellationToken).ConfigureAwait(false) is { } partitions
            ? new TopicInfo(topic, partitions, await IsCompactedAsync(topic, cancellationToken).ConfigureAwait(false))
            : null;

    /// <inheritdoc/>
    public async Task CreateTopicAsync(TopicSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (await FindPartitionsAsync(settings.Name, cancellationToken).ConfigureAwait(false) is not null)
            return;
        var doing = $"the topic '{settings.Name}' can't be made";
        if (!address.HasHeaders)
            throw MakesNone(settings, doing, null);
        try
        {
            await Admin().CreateTopicsAsync([Specify(settings)], new CreateTopicsOptions { RequestTimeout = KafkaTimeout, OperationTimeout = KafkaTimeout })
                .WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (CreateTopicsException error) when (error.Results[0].Error.Code == ErrorCode.TopicAlreadyExists)
        {
            return; // By another process, meanwhile.
        }
        catch (CreateTopicsException error)
        {
            throw KafkaErrors.Describe(address, doing, error.Results[0].Error);
        }
        catch (KafkaException error) when (error.Error.Code == ErrorCode.Local_UnsupportedFeature)
        {
            throw MakesNone(settings, doing, error);
        }
        catch (KafkaException error)
        {
            throw KafkaErrors.Describe(address, doing, error.Error, _reports.Cause);
        }

        // The server that made it is not the only one that is asked.
        while (await FindPartitionsAsync(settings.Name, cancellationToken).ConfigureAwait(false) is null)
            await Task.Delay(Slice, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<IBrokerProducer> ConnectProducerAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IBrokerProducer>(new KafkaProducer(address, this));

    /// <inheritdoc/>
    public async Task<IBrokerConsumer> SubscribeAsync(string group, IReadOnlyList<string> topics, CancellationToken cancellationToken)
    {
        foreach (var topic in topics)
            await RequireAsync(topic, 0, cancellationToken).ConfigureAwait(false);
        return new KafkaConsumer(address, group, topics);
    }

    /// <inheritdoc/>
    public async Task<IBrokerConsumer> AssignAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        foreach (var partition in partitions)
            await RequireAsync(partition.Topic, partition.Partition, cancellationToken).ConfigureAwait(false);
        return new KafkaConsumer(address, partitions);
    }

    /// <summary>Fails where a partition is not there: asked of a producer or a consumer, old brokers would make the topic.</summary>
    public async Task RequireAsync(string topic, int partition, CancellationToken cancellationToken)
    {
        var partitions = await FindPartitionsAsync(topic, cancellationToken).ConfigureAwait(false)
            ?? throw new BrokerException($"{DisplayName} has no topic '{topic}'. Correct its name, or make it first.");
        if (partition >= partitions)
            throw new BrokerException(string.Create(
                CultureInfo.InvariantCulture, $"{DisplayName}: the topic '{topic}' has {partitions} partitions; there is no {topic}[{partition}]."));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _admin?.Dispose();
            _admin = null;
        }

        _thread.Dispose();
        return ValueTask.CompletedTask;
    }

    // Brokers that have no headers are older than the requests for topics and their settings, and never answer them.
    private BrokerException MakesNone(TopicSettings topic, string doing, Exception? error) => new(
        $"{DisplayName}: {doing}: this broker makes none for clients. Make it by its own tool: " +
        string.Create(CultureInfo.InvariantCulture, $"kafka-topics.sh --create --topic {topic.Name} --partitions {topic.Partitions} …"), error);

    private TimeSpan KafkaTimeout => TimeSpan.FromTicks(Math.Max(address.ConnectTimeout.Ticks, TimeSpan.TicksPerSecond));

    // All topics are asked for, as a question for one makes it where the broker makes topics by itself.
    private async Task<int?> FindPartitionsAsync(string topic, CancellationToken cancellationToken)
    {
        var metadata = await MetadataAsync($"the topic '{topic}' can't be looked up", cancellationToken).ConfigureAwait(false);
        return metadata.Topics.FirstOrDefault(found => found.Topic == topic && found.Error.Code != ErrorCode.UnknownTopicOrPart)?.Partitions.Count
            is > 0 and var partitions ? partitions : null;
    }

    private Task<Metadata> MetadataAsync(string doing, CancellationToken cancellationToken)
    {
        var admin = Admin();
        return _thread.RunAsync(() =>
        {
            var end = Environment.TickCount64 + (long)KafkaTimeout.TotalMilliseconds;
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    var metadata = admin.GetMetadata(Slice);
                    _reports.Answered();
                    return metadata;
                }
                catch (KafkaException error) when (KafkaErrors.KindOf(error.Error.Code) == ErrorKind.Transient)
                {
                    if (_reports.Fatal is not null || _reports.Down >= Patience || Environment.TickCount64 >= end)
                        throw KafkaErrors.Describe(address, doing, error.Error, _reports.Cause);
                }
                catch (KafkaException error)
                {
                    throw KafkaErrors.Describe(address, doing, error.Error);
                }
            }
        });
    }

    // Brokers that can't say it, or do not tell this user, count as not compacting.
    private async Task<bool> IsCompactedAsync(string topic, CancellationToken cancellationToken)
    {
        if (!address.HasHeaders)
            return false;
        try
        {
            var described = await Admin()
                .DescribeConfigsAsync(
                    [new ConfigResource { Type = ResourceType.Topic, Name = topic }], new DescribeConfigsOptions { RequestTimeout = KafkaTimeout })
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            return described[0].Entries.TryGetValue("cleanup.policy", out var policy) && policy.Value.Contains("compact", StringComparison.Ordinal);
        }
        catch (KafkaException error) when (error is DescribeConfigsException || error.Error.Code == ErrorCode.Local_UnsupportedFeature)
        {
            return false;
        }
        catch (KafkaException error)
        {
            throw KafkaErrors.Describe(address, $"the settings of the topic '{topic}' can't be read", error.Error, _reports.Cause);
        }
    }

    private IAdminClient Admin()
    {
        lock (_lock)
        {
            return _admin ??= Build(address, () => new AdminClientBuilder(address.ForAdmin())
                .SetErrorHandler((_, error) => _reports.Report(error))
                .SetLogHandler((_, _) => { })
                .Build());
        }
    }

    /// <summary>Makes a client.</summary>
    /// <exception cref="BrokerException">librdkafka is not there, or refuses an option.</exception>
    public static T Build<T>(KafkaSettings settings, Func<T> build)
    {
        KafkaLibrary.Require(settings.DisplayName);
        try
        {
            return build();
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            throw KafkaErrors.DescribeOption(settings, error);
        }
    }

    private static TopicSpecification Specify(TopicSettings topic)
    {
        var configs = new Dictionary<string, string>();
        if (topic.KeepsAll)
            (configs["retention.ms"], configs["retention.bytes"]) = ("-1", "-1");
        if (topic.Retention is { } retention)
            configs["retention.ms"] = ((long)retention.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        if (topic.RetentionBytes is { } bytes)
            configs["retention.bytes"] = bytes.ToString(CultureInfo.InvariantCulture);
        if (topic.IsCompacted)
            configs["cleanup.policy"] = "compact";
        return new TopicSpecification
        {
            Name = topic.Name,
            NumPartitions = topic.Partitions,
            ReplicationFactor = topic.Replication ?? -1,
            Configs = configs,
        };
    }
}
