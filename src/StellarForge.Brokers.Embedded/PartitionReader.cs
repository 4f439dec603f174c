using Microsoft.Win32.SafeHandles;

namespace StellarForge.Brokers.Embedded;

/// <summary>Reads the records of a partition in their order, while others may append. For one thread at a time.</summary>
public sealed class PartitionReader : IDisposable
{
    private readonly string _folder;
    private byte[] _batch = new byte[1 << 16];
    private LogSegment? _segment;
    private SafeFileHandle? _file;
    private long _position;
    private long _nextBatch;

    // Of the batch in hand: the records that were not read yet, and when they were appended.
    private int _start;
    private int _end;
    private long _time;

    /// <summary>Begins at an offset.</summary>
    /// <param name="folder">The partition's folder.</param>
    /// <param name="offset">The first record's; the end of the partition is one, too.</param>
    /// <exception cref="OffsetOutOfRangeException">The partition does not have it.</exception>
    public PartitionReader(string folder, long offset)
    {
        _folder = folder;
        var (start, end) = Range(folder);
        if (offset < start || offset > end)
            throw new OffsetOutOfRangeException(folder, offset, start, end);
        NextOffset = offset;
    }

    /// <summary>The offset of the record that is read next.</summary>
    public long NextOffset { get; private set; }

    /// <summary>The offsets that a partition has.</summary>
    /// <param name="folder">The partition's folder, which need not be there.</param>
    /// <returns>The first, and the one after the last.</returns>
    /// <exception cref="LogDamagedException">The end of the log can't be found.</exception>
    public static (long Start, long End) Range(string folder)
    {
        var segments = Directory.Exists(folder) ? LogSegment.All(folder) : [];
        if (segments.Count == 0)
            return (0, 0);
        using var file = Handle(segments[^1]);
        return (segments[0].BaseOffset, BatchScan.End(file, segments[^1], 0, segments[^1].BaseOffset).NextOffset);
    }

    /// <summary>The next record.</summary>
    /// <param name="record">The record, whose bytes last until the next call.</param>
    /// <returns>Whether there is one yet.</returns>
    /// <exception cref="OffsetOutOfRangeException">It was deleted before it was read.</exception>
    /// <exception cref="LogDamagedException">The log is damaged here.</exception>
    public bool TryRead(out LogRecord record)
    {
        if (_start == _end && !TryNextBatch())
        {
            record = default;
            return false;
        }

        var bytes = (ReadOnlySpan<byte>)_batch.AsSpan(_start, _end - _start);
        record = new LogRecord
        {
            Offset = NextOffset,
            Time = _time,
            Key = LogRecord.Take(ref bytes),
            Value = LogRecord.Take(ref bytes),
            Headers = LogRecord.Take(ref bytes),
        };
        _start = _end - bytes.Length;
        NextOffset++;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private bool TryNextBatch()
    {
        if (_file is null && !TryFindSegment())
            return false;
        for (var isFinished = false; ;)
        {
            if (TryReadBatch(out var header))
            {
                (_position, _nextBatch) = (_position + BatchHeader.Size + header.Length, header.NextOffset);
                if (header.NextOffset <= NextOffset)
                    continue;
                (_start, _end, _time) = (BatchHeader.Size, BatchHeader.Size + header.Length, header.Time);
                SkipTo(header.BaseOffset);
                return true;
            }

            if (isFinished)
            {
                OpenNext();
                isFinished = false;
                continue;
            }

            // A file that others follow is appended to no more: what it lacks after that was seen, it lacks for ever.
            isFinished = LogSegment.All(_folder) is [.., var last] && last.BaseOffset > _segment!.BaseOffset;
            if (!isFinished)
            {
                // What is there may be being written, unless more is behind it.
                BatchScan.End(_file!, _segment!, _position, _nextBatch);
                return false;
            }
        }
    }

    private bool TryReadBatch(out BatchHeader header)
    {
        header = default;
        var count = RandomAccess.Read(_file!, _batch.AsSpan(0, BatchHeader.Size), _position);
        if (!BatchHeader.TryRead(_batch.AsSpan(0, count), out header) || header.BaseOffset != _nextBatch)
            return false;
        var size = BatchHeader.Size + header.Length;
        if (RandomAccess.GetLength(_file!) - _position < size)
            return false;
        if (_batch.Length < size)
            Array.Resize(ref _batch, Math.Max(size, 2 * _batch.Length));
        return RandomAccess.Read(_file!, _batch.AsSpan(0, size), _position) == size && BatchHeader.IsWhole(_batch.AsSpan(0, size));
    }

    private void SkipTo(long baseOffset)
    {
        for (var offset = baseOffset; offset < NextOffset; offset++)
        {
            var bytes = (ReadOnlySpan<byte>)_batch.AsSpan(_start, _end - _start);
            LogRecord.Take(ref bytes);
            LogRecord.Take(ref bytes);
            LogRecord.Take(ref bytes);
            _start = _end - bytes.Length;
        }
    }

    private bool TryFindSegment()
    {
        var segments = Directory.Exists(_folder) ? LogSegment.All(_folder) : [];
        if (segments.Count == 0)
            return false;
        Open(LogSegment.Find(segments, NextOffset) ?? throw new OffsetOutOfRangeException(_folder, NextOffset, segments[0].BaseOffset, Range(_folder).End));
        return true;
    }

    private void OpenNext()
    {
        var segments = LogSegment.All(_folder);
        if (segments.Count > 0 && segments[0].BaseOffset > NextOffset)
            throw new OffsetOutOfRangeException(_folder, NextOffset, segments[0].BaseOffset, Range(_folder).End);
        var next = segments.Find(segment => segment.BaseOffset == _nextBatch)
            ?? throw new LogDamagedException($"{_segment!.Path} is damaged at byte {_position} (offset {_nextBatch}). Restore it, or begin with a new log.");
        Open(next);
    }

    private void Open(LogSegment segment)
    {
        _file?.Dispose();
        (_segment, _file, _position, _nextBatch) = (segment, Handle(segment), 0, segment.BaseOffset);
    }

    private static SafeFileHandle Handle(LogSegment segment) =>
        File.OpenHandle(segment.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
