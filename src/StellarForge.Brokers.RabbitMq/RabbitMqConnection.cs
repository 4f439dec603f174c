using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.RabbitMq;

/// <summary>A connection, whose errors are told as the broker's. It is never mended: who uses it makes another.</summary>
internal sealed class RabbitMqConnection : IAsyncDisposable
{
    // A server that is away is not waited for.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly IConnection _connection;
    private readonly TaskCompletionSource<BrokerException> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _blocked;

    private RabbitMqConnection(RabbitMqSettings settings, IConnection connection)
    {
        (Settings, _connection) = (settings, connection);
        connection.ConnectionShutdownAsync += OnShutdownAsync;
        connection.ConnectionBlockedAsync += OnBlockedAsync;
        connection.ConnectionUnblockedAsync += OnUnblockedAsync;
    }

    public RabbitMqSettings Settings { get; }

    /// <summary>Ends when the connection does, with the reason.</summary>
    public Task<BrokerException> Lost => _lost.Task;

    /// <summary>Why the server takes no messages for now (memory, disk), or <see langword="null"/>.</summary>
    public string? Blocked => _blocked;

    public static async Task<RabbitMqConnection> OpenAsync(RabbitMqSettings settings, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory
        {
            UserName = settings.User,
            Password = settings.Password,
            VirtualHost = settings.VirtualHost,
            ClientProvidedName = "StellarForge",
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = settings.Heartbeat,
            RequestedConnectionTimeout = settings.Timeout,
            HandshakeContinuationTimeout = settings.Timeout,
            ContinuationTimeout = settings.Timeout,
        };
        var connection = await CallAsync(settings, () => factory.CreateConnectionAsync(settings.Endpoints, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        return new RabbitMqConnection(settings, connection);
    }

    /// <summary>A new channel.</summary>
    public Task<IChannel> OpenChannelAsync(CancellationToken cancellationToken, CreateChannelOptions? options = null) =>
        CallAsync(() => _connection.CreateChannelAsync(options, cancellationToken), cancellationToken);

    /// <summary>Does something with the client.</summary>
    /// <exception cref="BrokerException">The server or the network does not let it.</exception>
    public Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken) => CallAsync(Settings, call, cancellationToken);

    /// <inheritdoc cref="CallAsync{T}(Func{Task{T}}, CancellationToken)"/>
    public Task CallAsync(Func<Task> call, CancellationToken cancellationToken) => CallAsync(
        Settings,
        async () =>
        {
            await call().ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Whether a queue is there. An answer that it is not ends the channel, so that each question has its own.</summary>
    public Task<bool> HasQueueAsync(string queue, CancellationToken cancellationToken) => CallAsync(
        async () =>
        {
            await using var channel = await _connection.CreateChannelAsync(null, cancellationToken).ConfigureAwait(false);
            try
            {
                await channel.QueueDeclarePassiveAsync(queue, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (OperationInterruptedException error) when (RabbitMqErrors.SaysNoQueue(error.ShutdownReason))
            {
                return false;
            }
        },
        cancellationToken);

    /// <summary>How many partitions a topic has, or <see langword="null"/> where it is not there.</summary>
    public async Task<int?> FindPartitionsAsync(string topic, CancellationToken cancellationToken)
    {
        var partitions = 0;
        while (await HasQueueAsync(RabbitMqNames.Stream(topic, partitions), cancellationToken).ConfigureAwait(false))
            partitions++;
        return partitions > 0 ? partitions : null;
    }

    /// <summary>Fails where a partition is not there.</summary>
    public async Task RequireAsync(TopicPartition partition, CancellationToken cancellationToken)
    {
        if (await HasQueueAsync(RabbitMqNames.Stream(partition.Topic, partition.Partition), cancellationToken).ConfigureAwait(false))
            return;
        throw await FindPartitionsAsync(partition.Topic, cancellationToken).ConfigureAwait(false) is { } partitions
            ? new BrokerException(FormattableString.Invariant(
                $"{Settings.DisplayName}: the topic '{partition.Topic}' has {partitions} partitions; there is no {partition}."))
            : NoTopic(partition.Topic);
    }

    /// <summary>What is said of a topic that is not there.</summary>
    public BrokerException NoTopic(string topic) => new($"{Settings.DisplayName} has no topic '{topic}'. Correct its name, or make it first.");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _connection.ConnectionShutdownAsync -= OnShutdownAsync;
        await _connection.AbortAsync(Farewell).ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<T> CallAsync<T>(RabbitMqSettings settings, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && RabbitMqErrors.IsOfClient(error))
        {
            throw RabbitMqErrors.Describe(settings, error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            // The client's own patience.
            throw RabbitMqErrors.Describe(settings, new TimeoutException("The server does not answer", error));
        }
        catch (Exception error) when (cancellationToken.IsCancellationRequested && RabbitMqErrors.IsOfClient(error))
        {
            throw new OperationCanceledException(error.Message, error, cancellationToken);
        }
    }

    private Task OnShutdownAsync(object sender, ShutdownEventArgs reason)
    {
        _lost.TrySetResult(RabbitMqErrors.Describe(Settings, reason));
        return Task.CompletedTask;
    }

    private Task OnBlockedAsync(object sender, ConnectionBlockedEventArgs blocked)
    {
        _blocked = blocked.Reason;
        return Task.CompletedTask;
    }

    private Task OnUnblockedAsync(object sender, AsyncEventArgs unblocked)
    {
        _blocked = null;
        return Task.CompletedTask;
    }
}
