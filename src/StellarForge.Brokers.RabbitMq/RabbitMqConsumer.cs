using System.Diagnostics;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.RabbitMq;

/// <summary>Reads partitions, each by a reader of its own, over one connection.</summary>
internal sealed class RabbitMqConsumer : IBrokerConsumer
{
    // While a partition is behind, how far is asked so often; it costs the server a read.
    private static readonly TimeSpan RangeInterval = TimeSpan.FromSeconds(5);

    // So soon a change in the group is noticed.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    private readonly RabbitMqConnection _connection;
    private readonly RabbitMqMember? _member;
    private readonly Dictionary<TopicPartition, Reading> _partitions = [];
    private readonly SemaphoreSlim _arrived = new(0);
    private int _turn;
    private bool _isDisposed;

    public RabbitMqConsumer(RabbitMqConnection connection, IReadOnlyList<TopicPartition> partitions, RabbitMqMember? member)
    {
        (_connection, _member) = (connection, member);
        foreach (var partition in partitions)
            _partitions.Add(partition, new Reading(partition));
    }

    /// <inheritdoc/>
    public async ValueTask<AssignmentChange?> ReadAsync(MessageBatch batch, TimeSpan wait, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (_connection.Lost.IsCompleted)
                throw await _connection.Lost.ConfigureAwait(false);
            if (_member is not null && await _member.LookAsync(cancellationToken).ConfigureAwait(false) is { } change)
            {
                await ApplyAsync(change).ConfigureAwait(false);
                return change;
            }

            var before = batch.Count;
            await TakeAsync(batch, cancellationToken).ConfigureAwait(false);
            var left = wait - Stopwatch.GetElapsedTime(started);
            if (batch.Count > before || batch.IsFull || left <= TimeSpan.Zero)
                return null;
            await _arrived.WaitAsync(left < LongestWait ? left : LongestWait, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Seek(TopicPartition partition, long offset)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_partitions.TryGetValue(partition, out var reading))
            (reading.Next, reading.IsPlaced) = (offset, false);
    }

    /// <inheritdoc/>
    public void Pause(TopicPartition partition)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_partitions.TryGetValue(partition, out var reading))
            (reading.Next, reading.IsPlaced) = (null, false);
    }

    /// <inheritdoc/>
    public async Task<OffsetRange> OffsetsAsync(TopicPartition partition, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_partitions.TryGetValue(partition, out var reading) && reading is { IsPlaced: true, Reader: { } reader, Range: { } range })
        {
            // While there is much to read, its end of a moment ago will do. What has come to the reader by then may not be all.
            var isRecent = Stopwatch.GetElapsedTime(reading.Asked) < RangeInterval;
            if (isRecent && reader.End < range.End)
                return range;
            if (isRecent && reader.End > 0 && reader.HasCredit)
            {
                var end = await RabbitMqOffsets.AskEndAsync(_connection, partition, reader.End - 1, cancellationToken).ConfigureAwait(false);
                reading.Range = range with { End = end };
                return range with { End = end };
            }
        }

        return await AskAsync(partition, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task CommitAsync(TopicPartition partition, long offset, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;

        // With it goes what it has in the group. Readers come after, as each would wait for an answer of a server that gives none.
        await _connection.DisposeAsync().ConfigureAwait(false);
        foreach (var reading in _partitions.Values)
            await reading.CloseAsync().ConfigureAwait(false);
    }

    private async Task ApplyAsync(AssignmentChange change)
    {
        foreach (var partition in change.Revoked)
        {
            if (_partitions.Remove(partition, out var reading))
                await reading.CloseAsync().ConfigureAwait(false);
        }

        foreach (var partition in change.Assigned)
            _partitions.Add(partition, new Reading(partition));
    }

    // Each call begins with another partition, so that none waits for the others' end.
    private async Task TakeAsync(MessageBatch batch, CancellationToken cancellationToken)
    {
        var readings = _partitions.Values.ToList();
        for (var index = 0; index < readings.Count; index++)
        {
            var reading = readings[(_turn + index) % readings.Count];
            if (!reading.IsPlaced)
                await PlaceAsync(reading, cancellationToken).ConfigureAwait(false);
            if (reading.Reader is { } reader)
                await TakeAsync(reading, reader, batch, cancellationToken).ConfigureAwait(false);
        }

        _turn = readings.Count == 0 ? 0 : (_turn + 1) % readings.Count;
    }

    private async ValueTask TakeAsync(Reading reading, RabbitMqReader reader, MessageBatch batch, CancellationToken cancellationToken)
    {
        while (!batch.IsFull && reader.Peek() is { } offset)
        {
            // The server keeps its own notes among the messages, so a gap is no loss, unless the log begins behind it.
            if (offset > reading.Next && (await AskAsync(reading.Partition, cancellationToken).ConfigureAwait(false)).Begin > reading.Next)
                throw Missing(reading);
            var isOfBefore = offset < reading.Next;
            reader.Take(isOfBefore ? null : batch);
            if (!isOfBefore)
                reading.Next = offset + 1;
        }

        await reader.AcknowledgeAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task PlaceAsync(Reading reading, CancellationToken cancellationToken)
    {
        await reading.CloseAsync().ConfigureAwait(false);
        if (reading.Next is { } offset)
        {
            // The server would wait for a message behind the end to come, without a word.
            if (offset > (reading.Range?.End ?? 0) && offset > (await AskAsync(reading.Partition, cancellationToken).ConfigureAwait(false)).End)
                throw Missing(reading);
            reading.Reader = await RabbitMqReader.OpenAsync(_connection, reading.Partition, offset, _arrived, cancellationToken).ConfigureAwait(false);
        }

        reading.IsPlaced = true;
    }

    private async Task<OffsetRange> AskAsync(TopicPartition partition, CancellationToken cancellationToken)
    {
        var range = await RabbitMqOffsets.AskAsync(_connection, partition, cancellationToken).ConfigureAwait(false);
        if (_partitions.TryGetValue(partition, out var reading))
            (reading.Range, reading.Asked) = (range, Stopwatch.GetTimestamp());
        return range;
    }

    private BrokerException Missing(Reading reading) => new(FormattableString.Invariant(
        $"{_connection.Settings.DisplayName}: {reading.Partition} has no message at offset {reading.Next}: ")
        + FormattableString.Invariant($"it holds those from {reading.Range!.Value.Begin} to {reading.Range.Value.End - 1}."));

    // Where a partition is read.
    private sealed class Reading(TopicPartition partition)
    {
        public TopicPartition Partition { get; } = partition;

        public long? Next { get; set; }

        public bool IsPlaced { get; set; }

        public RabbitMqReader? Reader { get; set; }

        /// <summary>What the partition held when that was asked.</summary>
        public OffsetRange? Range { get; set; }

        public long Asked { get; set; }

        public async ValueTask CloseAsync()
        {
            if (Reader is { } reader)
                await reader.DisposeAsync().ConfigureAwait(false);
            Reader = null;
        }
    }
}
