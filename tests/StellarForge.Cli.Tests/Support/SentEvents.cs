using StellarForge.Brokers.Embedded;
using StellarForge.Engine.Brokers;
using StellarForge.Formats;

namespace StellarForge.Cli.Tests.Support;

/// <summary>An embedded log with the rows of a table as the events of one shard, and whatever else a test sends.</summary>
internal sealed class SentEvents : IAsyncDisposable
{
    private readonly IBroker _broker;
    private readonly MessageBatch _batch = new();

    private SentEvents(string folder) => _broker = new EmbeddedConnector().Open($"embedded:{folder}");

    public static async Task<SentEvents> CreateAsync(string folder, string topic, int partitions)
    {
        var log = new SentEvents(folder);
        await log._broker.CreateTopicAsync(new TopicSettings(topic, partitions), CancellationToken.None);
        return log;
    }

    /// <summary>Sends rows from 0 on, in turn to all partitions.</summary>
    /// <param name="table">The table, whose name is the topic's.</param>
    /// <param name="world">The rows' world.</param>
    /// <param name="rows">How many.</param>
    /// <param name="partitions">To how many partitions.</param>
    /// <param name="format">How.</param>
    public async Task SendAsync(Table table, World world, long rows, int partitions, MessageFormat format)
    {
        await using var producer = await _broker.ConnectProducerAsync(CancellationToken.None);
        using var encoder = format.CreateEncoder(table.Schema);
        using var messages = new MessageBuffer();
        var (stream, source) = (Guid.NewGuid(), table.Rows(world).Range(0, rows));
        long number = 0;
        for (var hasMore = true; hasMore; messages.Clear())
        {
            hasMore = encoder.Write(source, messages);
            for (var index = 0; index < messages.Count; index++, number++)
            {
                var origin = new EventOrigin(stream, 0, number, number < partitions ? -1 : number - partitions);
                await AddAsync(producer, table.Schema.Name, (int)(number % partitions), messages[index].ToArray(), origin);
            }
        }

        await FlushAsync(producer);
    }

    /// <summary>Sends messages to partition 0, as others do who know nothing of streams.</summary>
    public async Task SendAsync(string topic, params IEnumerable<byte[]> messages)
    {
        await using var producer = await _broker.ConnectProducerAsync(CancellationToken.None);
        foreach (var message in messages)
            await AddAsync(producer, topic, 0, message, null);
        await FlushAsync(producer);
    }

    /// <summary>What a topic's first partition holds.</summary>
    public static async IAsyncEnumerable<byte[]> ReadAsync(string folder, string topic)
    {
        await using var log = new SentEvents(folder);
        var partition = new TopicPartition(topic, 0);
        await using var consumer = await log._broker.AssignAsync([partition], CancellationToken.None);
        await consumer.ReadAsync(log._batch, TimeSpan.Zero, CancellationToken.None);
        var end = (await consumer.OffsetsAsync(partition, CancellationToken.None)).End;
        consumer.Seek(partition, 0);
        for (var next = 0L; next < end; log._batch.Clear())
        {
            await consumer.ReadAsync(log._batch, TimeSpan.FromSeconds(1), CancellationToken.None);
            for (var index = 0; index < log._batch.Count; index++)
            {
                next = log._batch[index].Offset + 1;
                yield return log._batch[index].Value.ToArray();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _batch.Dispose();
        await _broker.DisposeAsync();
    }

    private async Task AddAsync(IBrokerProducer producer, string topic, int partition, byte[] value, EventOrigin? origin)
    {
        if (_batch.IsFull)
            await FlushAsync(producer);
        _batch.Add(new Message
        {
            Partition = new TopicPartition(topic, partition),
            Timestamp = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
            Value = value,
            Origin = origin,
        });
    }

    private async Task FlushAsync(IBrokerProducer producer)
    {
        await producer.SendAsync(_batch, CancellationToken.None);
        _batch.Clear();
    }
}
