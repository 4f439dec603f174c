using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>A part of a spool: a log of one partition, in a folder that is deleted with it. For one thread at a time.</summary>
internal sealed class SpoolPart : IAsyncDisposable
{
    private static readonly TopicPartition Place = new("spool", 0);

    private readonly string _folder;
    private readonly IBroker _log;
    private IBrokerProducer? _producer;
    private IBrokerConsumer? _consumer;

    private SpoolPart(string folder, IBroker log) => (_folder, _log) = (folder, log);

    /// <summary>Where messages have to be for.</summary>
    public static TopicPartition Partition => Place;

    /// <summary>How many messages were appended.</summary>
    public long Written { get; private set; }

    /// <summary>How many were read.</summary>
    public long Read { get; private set; }

    /// <summary>The bytes that it counts as.</summary>
    public long Bytes { get; set; }

    /// <summary>Makes a part.</summary>
    public static async Task<SpoolPart> CreateAsync(string folder, IBroker log, CancellationToken cancellationToken)
    {
        var part = new SpoolPart(folder, log);
        try
        {
            await log.CreateTopicAsync(new TopicSettings(Place.Topic, 1) { KeepsAll = true }, cancellationToken);
            part._producer = await log.ConnectProducerAsync(cancellationToken);
            return part;
        }
        catch
        {
            await part.DisposeAsync();
            throw;
        }
    }

    /// <summary>Appends messages.</summary>
    public async Task AppendAsync(MessageBatch messages, CancellationToken cancellationToken)
    {
        await _producer!.SendAsync(messages, cancellationToken);
        Written += messages.Count;
    }

    /// <summary>Appends no more.</summary>
    public async Task EndAsync()
    {
        if (_producer is { } producer)
            await producer.DisposeAsync();
        _producer = null;
    }

    /// <summary>Adds messages to an empty batch, of which there have to be some.</summary>
    /// <exception cref="SpoolException">There are none: what was appended is lost.</exception>
    public async Task ReadAsync(MessageBatch messages, CancellationToken cancellationToken)
    {
        if (_consumer is null)
        {
            _consumer = await _log.AssignAsync([Place], cancellationToken);
            _consumer.Seek(Place, 0);
        }

        while (messages.Count == 0)
        {
            if (await _consumer.OffsetsAsync(Place, cancellationToken) is var offsets && offsets.End <= Read)
                throw new SpoolException(FormattableString.Invariant($"The spool can't be read: {_folder} has lost {Written - Read} of its events."));
            await _consumer.ReadAsync(messages, TimeSpan.FromSeconds(1), cancellationToken);
        }

        Read += messages.Count;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_consumer is not null)
            await _consumer.DisposeAsync();
        await EndAsync();
        await _log.DisposeAsync();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }
}
