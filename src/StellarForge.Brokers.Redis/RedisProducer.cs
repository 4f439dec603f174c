using System.Globalization;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Redis;

/// <summary>Appends by a script, one call for each partition of a batch, one call after another.</summary>
internal sealed class RedisProducer(RedisSettings settings, RedisConnection connection) : IBrokerProducer
{
    private Task _last = Task.CompletedTask;
    private bool _isDisposed;

    /// <inheritdoc/>
    public Task SendAsync(MessageBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _last = SendAsync(_last, batch, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _isDisposed = true;
        connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task SendAsync(Task last, MessageBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            await last.ConfigureAwait(false);
        }
        catch (Exception error) when (error is BrokerException or OperationCanceledException)
        {
            // What went wrong before goes wrong from then on: nothing is sent behind a lost message.
            throw error is BrokerException
                ? error
                : new BrokerException($"{settings.DisplayName}: sending was cancelled; make a new producer.", error, ErrorKind.Transient);
        }

        await Task.Yield();
        var partitions = new Dictionary<TopicPartition, List<int>>();
        for (var index = 0; index < batch.Count; index++)
        {
            var partition = batch[index].Partition;
            if (!partitions.TryGetValue(partition, out var indices))
                partitions.Add(partition, indices = []);
            indices.Add(index);
        }

        foreach (var (partition, indices) in partitions)
            await AppendAsync(partition, batch, indices, cancellationToken).ConfigureAwait(false);
        if (settings.Replicas > 0 && partitions.Count > 0)
            await ReplicatedAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task AppendAsync(TopicPartition partition, MessageBatch batch, List<int> indices, CancellationToken cancellationToken)
    {
        connection.Begin(6 + (indices.Count * RedisScripts.ValuesOfMessage));
        connection.Add("EVAL");
        connection.Add(RedisScripts.Append);
        connection.Add(2);
        connection.Add(RedisKeys.Topic(partition.Topic));
        connection.Add(RedisKeys.Stream(partition.Topic, partition.Partition));
        connection.Add(partition.Partition);
        foreach (var index in indices)
            Add(batch[index]);
        switch (await connection.SendAsync(cancellationToken).ConfigureAwait(false))
        {
            case -1L:
                throw new BrokerException($"{settings.DisplayName} has no topic '{partition.Topic}'. Correct its name, or make it first.");
            case -2L:
                throw new BrokerException($"{settings.DisplayName}: the topic '{partition.Topic}' has no partition {partition.Partition}.");
        }
    }

    private void Add(in Message message)
    {
        Span<byte> origin = stackalloc byte[EventOrigin.Length];
        message.Origin?.WriteTo(origin);
        connection.Add(message.Value);
        connection.Add(message.Timestamp);
        connection.Add(message.Key);
        connection.Add(message.Origin is null ? [] : origin);
        connection.Add(message.TraceParent);
    }

    private async Task ReplicatedAsync(CancellationToken cancellationToken)
    {
        var patience = ((long)settings.Timeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        connection.Begin(3);
        connection.Add("WAIT");
        connection.Add(settings.Replicas);
        connection.Add(patience);
        if (await connection.SendAsync(cancellationToken, settings.Timeout).ConfigureAwait(false) is long replicas && replicas < settings.Replicas)
        {
            throw new BrokerException(
                FormattableString.Invariant(
                    $"{settings.DisplayName}: only {replicas} of {settings.Replicas} replicas have what was sent, after {patience} ms."),
                kind: ErrorKind.Transient);
        }
    }
}
