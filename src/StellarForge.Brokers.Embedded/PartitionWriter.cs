using StellarForge.Engine;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Embedded;

/// <summary>
/// Appends to a partition that other processes append to as well. Each append takes the partition's lock (<see cref="TryTake"/>), writes, flushes, and says
/// where the partition ends now (<see cref="Publish"/>), which readers wait for; of an append that was cut off before, nothing was read. For one thread at a
/// time.
/// </summary>
internal sealed class PartitionWriter(PartitionFolder folder, TimeProvider clock) : IDisposable
{
    private FileLock? _lock;
    private Segment? _segment;

    // What readers may read; and while something is written behind it, where that ends.
    private PartitionEnd _end;
    private PartitionEnd _written;
    private bool _isWriting;

    /// <summary>
    /// Takes the lock, and finds the end: another process may have appended since, or died amid its append, of which whole batches are kept, and the rest is
    /// cut off.
    /// </summary>
    /// <param name="patience">How long the lock is waited for.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether the lock could be had.</returns>
    /// <exception cref="BrokerException">The end can't be found, as something is damaged; or the topic is another.</exception>
    public bool TryTake(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder.Path))
            throw folder.Missing(folder.Path);
        _lock = TurnLock.TryTake(folder.EndPath, folder.TurnPath, patience, cancellationToken);
        if (_lock is null)
            return false;
        var known = PartitionEnd.Read(_lock.Handle);
        if (known is null)
            folder.CheckTopic();
        else if (known.Value.Topic != folder.Topic.Id)
            throw folder.Replaced();

        if (known is { } end && end.Segment == _segment?.BaseOffset)
            _end = end;
        else
            Begin(known);
        Recover(isKnown: known is not null);
        if (known?.Offset > _end.Offset)
            throw folder.Missing(folder.SegmentPath(_end.Offset));
        return true;
    }

    /// <summary>Writes messages, in one segment.</summary>
    public void Write(RecordBuffer messages)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (_end.Offset > _segment!.BaseOffset && (_end.Position >= folder.Topic.SegmentBytes || now - _segment.Created > Retention))
            Roll(now);
        var bytes = messages.Seal(_end.Offset, _segment.Salt, out var next);
        _isWriting = true;
        try
        {
            RandomAccess.Write(_segment.Handle, bytes, _end.Position);
        }
        catch (ArgumentOutOfRangeException error)
        {
            // .NET's word for a file that may not grow.
            throw new IOException($"{_segment.Path} can't be longer than {_end.Position} bytes here.", error);
        }

        _written = _end with { Position = _end.Position + bytes.Length, Offset = next };
    }

    /// <summary>Flushes what was written.</summary>
    public void Flush() => Disk.Flush(_segment!.Handle, _segment.Path);

    /// <summary>Lets readers have what was written.</summary>
    public void Publish()
    {
        // Whoever deleted the topic since deleted this as well: a moment later it would be the same.
        _written.Write(_lock!.Handle);
        _end = _written;
        _isWriting = false;
    }

    /// <summary>Ends an append: what was written and not published is cut off, and others may go on.</summary>
    public void Release()
    {
        try
        {
            if (_isWriting)
                RandomAccess.SetLength(_segment!.Handle, _end.Position);
        }
        catch (IOException)
        {
            // Nobody was told that it arrived. Whoever appends next cuts it off, or keeps what is whole.
        }
        finally
        {
            _isWriting = false;
            _lock?.Dispose();
            _lock = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        _segment?.Dispose();
    }

    private TimeSpan Retention => folder.Topic.RetentionSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;

    private void Begin(PartitionEnd? known)
    {
        _segment?.Dispose();
        _segment = null;
        if (known is { } end && Segment.TryOpen(folder, end.Segment, FileAccess.ReadWrite) is { } last)
            (_segment, _end) = (last, end);
        else
            Open(folder.Segments()[0]);
    }

    private void Open(long baseOffset)
    {
        _segment?.Dispose();
        _segment = Segment.TryOpen(folder, baseOffset, FileAccess.ReadWrite) ?? throw folder.Missing(folder.SegmentPath(baseOffset));
        _end = new PartitionEnd(folder.Topic.Id, baseOffset, Segment.HeaderSize, baseOffset);
    }

    // From the end that is known to that of the files. It is nearly always the same.
    private void Recover(bool isKnown)
    {
        var before = _end;
        while (true)
        {
            var length = RandomAccess.GetLength(_segment!.Handle);
            if (length < _end.Position)
                throw _segment.Damaged(length, _end.Offset, $"it is {_end.Position - length} bytes shorter than what was appended");
            if (length > _end.Position)
                BatchScan.Run(_segment, length, ref _end);
            var isLast = _end.Offset == _segment.BaseOffset || !File.Exists(folder.SegmentPath(_end.Offset));
            if (length > _end.Position && folder.Segments()[^1] != _segment.BaseOffset)
                throw _segment.Damaged(_end.Position, _end.Offset, "a batch is cut off amid the log");
            if (length > _end.Position && !isKnown && PartitionEnd.IsDamaged(_lock!.Handle))
            {
                throw _segment.Damaged(
                    _end.Position, _end.Offset,
                    $"no whole batch follows, and {folder.EndPath}, which says what was acknowledged, is damaged as well. "
                    + "To cut the log off here, delete that one");
            }

            if (length > _end.Position)
                RandomAccess.SetLength(_segment.Handle, _end.Position);
            if (_end != before || length > _end.Position)
                Flush();
            if (isLast)
                break;
            Open(_end.Offset);
        }

        if (_end != before || !isKnown)
            _end.Write(_lock!.Handle);
    }

    private void Roll(DateTime now)
    {
        Segment.Create(folder, _end.Offset, now);
        Open(_end.Offset);
        _end.Write(_lock!.Handle);
        Retain(now);
    }

    // The segment that is appended to always stays.
    private void Retain(DateTime now)
    {
        if (folder.Topic is { RetentionSeconds: null, RetentionBytes: null })
            return;
        var segments = folder.Segments();
        var bytes = segments.Sum(offset => new FileInfo(folder.SegmentPath(offset)).Length);
        for (var index = 0; index < segments.Count - 1; index++)
        {
            var path = folder.SegmentPath(segments[index]);
            var length = new FileInfo(path).Length;
            if (!(bytes - length >= folder.Topic.RetentionBytes) && !IsOlder(segments[index + 1], now))
                break;
            File.Delete(path);
            bytes -= length;
        }
    }

    private bool IsOlder(long next, DateTime now)
    {
        using var segment = Segment.TryOpen(folder, next, FileAccess.Read) ?? throw folder.Missing(folder.SegmentPath(next));
        return now - segment.Created > Retention;
    }
}
