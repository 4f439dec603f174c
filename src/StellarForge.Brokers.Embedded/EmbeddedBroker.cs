using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Embedded;

/// <summary>A log in a folder as a broker. Processes of one machine share it by locks.</summary>
/// <param name="folder">The folder, which need not be there.</param>
/// <param name="options">The address's options.</param>
/// <param name="clock">The clock of retention.</param>
internal sealed class EmbeddedBroker(string folder, EmbeddedOptions options, TimeProvider clock) : IBroker
{
    private readonly TopicStore _topics = new(folder, clock);

    /// <inheritdoc/>
    public string DisplayName => $"embedded:{folder}";

    /// <inheritdoc/>
    public Task PingAsync(CancellationToken cancellationToken) => Task.Run(
        () => File.Exists(folder)
            ? throw new BrokerException($"{folder} is a file: an embedded log is a folder. Name another.")
            : Directory.Exists(folder) && EmbeddedErrors.Translated(() => Directory.EnumerateFileSystemEntries(folder).Any()),
        cancellationToken);

    /// <inheritdoc/>
    public Task<TopicInfo?> FindTopicAsync(string topic, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(topic);
        return RunAsync(() => _topics.Find(topic) is { } found ? new TopicInfo(found.Name, found.Partitions, IsCompacted: false) : null, cancellationToken);
    }

    /// <inheritdoc/>
    public Task CreateTopicAsync(TopicSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return RunAsync(
            () =>
            {
                _topics.Create(settings, options, cancellationToken);
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IBrokerProducer> ConnectProducerAsync(CancellationToken cancellationToken) =>
        RunAsync<IBrokerProducer>(() => new EmbeddedProducer(_topics, options.Flushes), cancellationToken);

    /// <inheritdoc/>
    public Task<IBrokerConsumer> SubscribeAsync(string group, IReadOnlyList<string> topics, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(topics);
        return RunAsync<IBrokerConsumer>(
            () =>
            {
                var folders = topics.Distinct().Select(_topics.Open).ToList();
                var member = new GroupMember(folder, group, folders.Select(partitions => partitions[0].Topic));
                return new EmbeddedConsumer(_topics, folders.SelectMany(partitions => partitions), member);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IBrokerConsumer> AssignAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        return RunAsync<IBrokerConsumer>(
            () => new EmbeddedConsumer(_topics, [.. partitions.Distinct().Select(_topics.Open)], member: null), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Files and locks block.
    private static Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken) =>
        Task.Run(() => EmbeddedErrors.Translated(work), cancellationToken);
}
