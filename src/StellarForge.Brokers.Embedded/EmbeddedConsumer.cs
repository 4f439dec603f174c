using System.Diagnostics;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Embedded;

/// <summary>
/// Reads partitions, in turn. It reads files without leaving its caller's thread, as they are nearly always in memory; at their end it looks again after a
/// pause that grows to a few milliseconds.
/// </summary>
internal sealed class EmbeddedConsumer : IBrokerConsumer
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(8);

    private readonly TopicStore _topics;
    private readonly GroupMember? _member;
    private readonly Dictionary<TopicPartition, PartitionFolder> _folders;
    private readonly Dictionary<TopicPartition, PartitionReader> _readers = [];
    private readonly List<PartitionReader> _order = [];
    private int _turn;
    private bool _isDisposed;

    /// <summary>A consumer of given partitions, or of those that a group leaves to a member of it.</summary>
    public EmbeddedConsumer(TopicStore topics, IEnumerable<PartitionFolder> folders, GroupMember? member)
    {
        (_topics, _member) = (topics, member);
        _folders = folders.ToDictionary(folder => folder.Partition);
        if (member is null)
            Add(_folders.Keys);
    }

    /// <inheritdoc/>
    public async ValueTask<AssignmentChange?> ReadAsync(MessageBatch batch, TimeSpan wait, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var started = Stopwatch.GetTimestamp();
        for (var pause = ShortestPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryRead(batch, out var change))
                return change;
            var left = wait - Stopwatch.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
                return null;
            await Task.Delay(pause < left ? pause : left, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Seek(TopicPartition partition, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        Reader(partition).Seek(offset);
    }

    /// <inheritdoc/>
    public void Pause(TopicPartition partition) => Reader(partition).Pause();

    /// <inheritdoc/>
    public Task<OffsetRange> OffsetsAsync(TopicPartition partition, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return Task.Run(() => EmbeddedErrors.Translated(() => Range(partition)), cancellationToken);
    }

    /// <inheritdoc/>
    public Task CommitAsync(TopicPartition partition, long offset, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _member?.Commit(partition, offset);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _isDisposed = true;
        foreach (var reader in _order)
            reader.Dispose();
        _order.Clear();
        _readers.Clear();
        _member?.Dispose();
        return ValueTask.CompletedTask;
    }

    private bool TryRead(MessageBatch batch, out AssignmentChange? change)
    {
        change = null;
        try
        {
            change = _member?.Look();
            if (change is not null)
            {
                Remove(change.Revoked);
                Add(change.Assigned);
                return true;
            }

            var count = batch.Count;
            for (var number = 0; number < _order.Count && !batch.IsFull; number++)
            {
                _turn = (_turn + 1) % _order.Count;
                if (_order[_turn].IsActive)
                    _order[_turn].Read(batch);
            }

            return batch.Count > count || batch.IsFull;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw EmbeddedErrors.Translate(error);
        }
    }

    private void Add(IEnumerable<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            var reader = new PartitionReader(_folders[partition], _topics.Clock);
            _readers.Add(partition, reader);
            _order.Add(reader);
        }
    }

    private void Remove(IReadOnlyList<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            _readers.Remove(partition, out var reader);
            _order.Remove(reader!);
            reader!.Dispose();
        }

        _turn = 0;
    }

    private OffsetRange Range(TopicPartition partition)
    {
        // A reader of its own: looking brings it nearer to the end than it has read.
        using var reader = new PartitionReader(_topics.Open(partition), _topics.Clock);
        return reader.Range();
    }

    private PartitionReader Reader(TopicPartition partition)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _readers.TryGetValue(partition, out var reader)
            ? reader
            : throw new ArgumentException($"{partition} is not assigned to this consumer.", nameof(partition));
    }
}
