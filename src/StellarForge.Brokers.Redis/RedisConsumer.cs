using System.Diagnostics;
using System.Text;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Redis;

/// <summary>Reads by XREAD, on a connection of its own, which may wait.</summary>
internal sealed class RedisConsumer : IBrokerConsumer
{
    private const int MostOfStream = 1000;
    private const long BytesOfRead = 4 << 20;

    // So soon a cancellation is noticed; a wait that is broken off would cost the connection.
    private static readonly TimeSpan LongestBlock = TimeSpan.FromMilliseconds(250);

    private readonly RedisSettings _settings;
    private readonly RedisConnection _connection;
    private readonly RedisMember? _member;
    private readonly Dictionary<TopicPartition, Reading> _partitions = [];
    private readonly Queue<(Reading Reading, object?[] Entry)> _rest = new();
    private int _mostOfStream = 1;
    private bool _isDisposed;

    public RedisConsumer(RedisSettings settings, RedisConnection connection, IReadOnlyList<TopicPartition> partitions, RedisMember? member)
    {
        (_settings, _connection, _member) = (settings, connection, member);
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
            if (_member is not null && await _member.SpeakAsync(_connection, cancellationToken).ConfigureAwait(false) is { } change)
            {
                Apply(change);
                return change;
            }

            var before = batch.Count;
            Drain(batch);
            var left = wait - Stopwatch.GetElapsedTime(started);
            if (batch.Count > before || batch.IsFull)
                return null;
            var block = left < TimeSpan.Zero ? TimeSpan.Zero : left < LongestBlock ? left : LongestBlock;
            await FetchAsync(block, cancellationToken).ConfigureAwait(false);
            if (_rest.Count == 0 && left <= TimeSpan.Zero)
                return null;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    public void Seek(TopicPartition partition, long offset)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!_partitions.TryGetValue(partition, out var reading))
            return;
        (reading.Next, reading.IsPlaced) = (offset, false);
        Forget(reading);
    }

    /// <inheritdoc/>
    public void Pause(TopicPartition partition)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!_partitions.TryGetValue(partition, out var reading))
            return;
        reading.Next = null;
        Forget(reading);
    }

    /// <inheritdoc/>
    public async Task<OffsetRange> OffsetsAsync(TopicPartition partition, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return await RangeAsync(partition, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task CommitAsync(TopicPartition partition, long offset, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        try
        {
            if (_member is not null)
                await _member.LeaveAsync(_connection).ConfigureAwait(false);
        }
        catch (BrokerException)
        {
            // A server that is away finds out by the time-out.
        }

        _connection.Dispose();
    }

    private void Apply(AssignmentChange change)
    {
        foreach (var partition in change.Revoked)
        {
            if (_partitions.Remove(partition, out var reading))
                Forget(reading);
        }

        foreach (var partition in change.Assigned)
            _partitions.Add(partition, new Reading(partition));
    }

    private void Forget(Reading reading)
    {
        for (var count = _rest.Count; count > 0; count--)
        {
            var entry = _rest.Dequeue();
            if (entry.Reading != reading)
                _rest.Enqueue(entry);
        }
    }

    private void Drain(MessageBatch batch)
    {
        while (!batch.IsFull && _rest.TryDequeue(out var entry))
        {
            batch.Add(RedisEntry.Read(_settings, entry.Reading.Partition, entry.Entry));
        }
    }

    private async Task FetchAsync(TimeSpan block, CancellationToken cancellationToken)
    {
        var read = _partitions.Values.Where(reading => reading.Next is not null).ToList();
        foreach (var reading in read.Where(reading => !reading.IsPlaced))
            await PlaceAsync(reading, cancellationToken).ConfigureAwait(false);
        if (read.Count == 0)
        {
            await Task.Delay(block, cancellationToken).ConfigureAwait(false);
            return;
        }

        // BLOCK 0 would wait for ever.
        var blocks = block >= TimeSpan.FromMilliseconds(1);
        _connection.Begin((blocks ? 6 : 4) + (2 * read.Count));
        _connection.Add("XREAD");
        _connection.Add("COUNT");
        _connection.Add(_mostOfStream);
        if (blocks)
        {
            _connection.Add("BLOCK");
            _connection.Add((long)block.TotalMilliseconds);
        }

        _connection.Add("STREAMS");
        foreach (var reading in read)
            _connection.Add(RedisKeys.Stream(reading.Partition.Topic, reading.Partition.Partition));
        foreach (var reading in read)
            _connection.Add(FormattableString.Invariant($"{reading.Next}-0"));
        var answer = await _connection.SendAsync(cancellationToken, block).ConfigureAwait(false);
        if (answer is not object?[] streams)
        {
            // A topic that was deleted, or made anew, is silent.
            foreach (var reading in read)
                reading.IsPlaced = false;
            return;
        }

        foreach (var stream in streams)
            Keep(read, (object?[])stream!);
        _mostOfStream = MostOfNext(read.Count);
        foreach (var reading in read.Where(reading => !reading.IsPlaced))
            await PlaceAsync(reading, cancellationToken).ConfigureAwait(false);
    }

    // Redis bounds an answer by the number of messages, and not by their bytes: so many as come to few bytes if they are as long as those that just came.
    // Each time twice as many at most, from one on, as nothing is known of those that follow.
    private int MostOfNext(int streams)
    {
        var length = Math.Max(1, _connection.AnswerLength / _rest.Count);
        return (int)Math.Clamp(BytesOfRead / (length * streams), 1, Math.Min(2L * _mostOfStream, MostOfStream));
    }

    private void Keep(List<Reading> read, object?[] stream)
    {
        var name = Encoding.UTF8.GetString((byte[])stream[0]!);
        var reading = read.Single(reading => RedisKeys.Stream(reading.Partition.Topic, reading.Partition.Partition) == name);
        var entries = (object?[])stream[1]!;
        var first = RedisEntry.Offset(_settings, reading.Partition, (byte[])((object?[])entries[0]!)[0]!);
        if (first != reading.Next)
            throw Missing(reading, FormattableString.Invariant($"the first message from there on is {first}"));
        foreach (var entry in entries)
            _rest.Enqueue((reading, (object?[])entry!));
        reading.Next = RedisEntry.Offset(_settings, reading.Partition, (byte[])((object?[])entries[^1]!)[0]!) + 1;
    }

    // XREAD says nothing of an offset that is not there: it gives what comes after it.
    private async Task PlaceAsync(Reading reading, CancellationToken cancellationToken)
    {
        var range = await RangeAsync(reading.Partition, cancellationToken).ConfigureAwait(false);
        if (reading.Next < range.Begin || reading.Next > range.End)
            throw Missing(reading, FormattableString.Invariant($"it holds those from {range.Begin} to {range.End - 1}"));
        reading.IsPlaced = true;
    }

    private BrokerException Missing(Reading reading, string what) => new(
        FormattableString.Invariant($"{_settings.DisplayName}: {reading.Partition} has no message at offset {reading.Next}: {what}."));

    private async Task<OffsetRange> RangeAsync(TopicPartition partition, CancellationToken cancellationToken)
    {
        var topic = (object?[])(await _connection.CallAsync(
            cancellationToken, "HMGET", RedisKeys.Topic(partition.Topic), RedisKeys.Partitions, FormattableString.Invariant($"end:{partition.Partition}"))
            .ConfigureAwait(false))!;
        if (topic[0] is null)
            throw new BrokerException($"{_settings.DisplayName} has no topic '{partition.Topic}' any more.");
        var end = topic[1] is byte[] text
            ? RedisKeys.Number(_settings, partition.Topic, FormattableString.Invariant($"end:{partition.Partition}"), text, long.MaxValue)
            : 0;
        var first = (object?[])(await _connection.CallAsync(
            cancellationToken, "XRANGE", RedisKeys.Stream(partition.Topic, partition.Partition), "-", "+", "COUNT", "1").ConfigureAwait(false))!;
        return first is [object?[] entry, ..]
            ? new OffsetRange(RedisEntry.Offset(_settings, partition, (byte[])entry[0]!), end)
            : new OffsetRange(end, end);
    }

    // Where a partition is read.
    private sealed class Reading(TopicPartition partition)
    {
        public TopicPartition Partition { get; } = partition;

        public long? Next { get; set; }

        public bool IsPlaced { get; set; }
    }
}
