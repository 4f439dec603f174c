using System.Buffers;
using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Embedded;

/// <summary>Reads the messages of a partition in their order, up to its <see cref="PartitionEnd"/>, while others append. For one thread at a time.</summary>
internal sealed class PartitionReader(PartitionFolder folder, TimeProvider clock) : IDisposable
{
    private const int BufferLength = 1 << 18;

    // How soon it is noticed that the topic was deleted, or made anew.
    private static readonly TimeSpan LookAnew = TimeSpan.FromSeconds(1);

    // How long an append in progress is waited for where the end may be an old one.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private SafeFileHandle? _endFile;
    private PartitionEnd _end;
    private long _looked;

    private Segment? _segment;
    private long _position;
    private long _nextBatch;
    private byte[] _buffer = [];
    private int _start;
    private int _filled;

    // Of the batch in hand, the messages that were not read yet.
    private int _record;
    private int _recordsEnd;
    private long _offset;

    /// <summary>Whether it is to be read: it was sought, and is not paused.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Reads from an offset on.</summary>
    public void Seek(long offset)
    {
        (_offset, _record, _recordsEnd, IsActive) = (offset, 0, 0, true);
        _segment?.Dispose();
        _segment = null;
    }

    /// <summary>Reads nothing until it is sought.</summary>
    public void Pause() => IsActive = false;

    /// <summary>The offsets that are there now.</summary>
    public OffsetRange Range()
    {
        // The end first: so it is never before the beginning.
        Look();
        return new OffsetRange(folder.Segments()[0], _end.Offset);
    }

    /// <summary>Appends messages to a batch until it is full, or there are no more.</summary>
    /// <exception cref="BrokerException">The offset is not there, or the log is damaged.</exception>
    public void Read(MessageBatch batch)
    {
        while (!batch.IsFull && (_record < _recordsEnd || TryNextBatch()))
        {
            batch.Add(RecordLayout.Read(_buffer.AsSpan(_record, _recordsEnd - _record), folder.Partition, _offset, out var length));
            _record += length;
            _offset++;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _endFile?.Dispose();
        _segment?.Dispose();
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _endFile, _segment) = ([], null, null);
    }

    private bool TryNextBatch()
    {
        if (_segment is null)
            Begin();
        while (true)
        {
            var isLast = _end.Segment == _segment!.BaseOffset;
            var left = (isLast ? _end.Position : RandomAccess.GetLength(_segment.Handle)) - _position;
            if (left == 0)
            {
                if (!isLast)
                    Open(_nextBatch, Segment.HeaderSize);
                else if (!HasMore())
                    return false;
                continue;
            }

            var header = ReadHeader(left);
            var length = BatchHeader.Size + header.Length;
            if (header.NextOffset > _offset)
            {
                Fill(length);
                if (Checksum.Of(_buffer.AsSpan(_start + BatchHeader.Size, header.Length)) != header.RecordsChecksum)
                    throw _segment.Damaged(_position, _nextBatch, "a batch's messages are not as they were written");
                (_record, _recordsEnd) = (_start + BatchHeader.Size, _start + length);
            }

            _start = Math.Min(_start + length, _filled);
            _position += length;
            _nextBatch = header.NextOffset;
            if (_recordsEnd > _record)
            {
                SkipTo(header.BaseOffset);
                return true;
            }
        }
    }

    private BatchHeader ReadHeader(long left)
    {
        if (left < BatchHeader.Size || Fill(BatchHeader.Size) < BatchHeader.Size)
            throw _segment!.Damaged(_position, _nextBatch, "it ends amid a batch");
        if (!BatchHeader.TryRead(_buffer.AsSpan(_start), _segment!.Salt, out var header) || header.BaseOffset != _nextBatch)
            throw _segment.Damaged(_position, _nextBatch, "a batch's header is not as it was written");
        return BatchHeader.Size + header.Length <= left ? header : throw _segment.Damaged(_position, _nextBatch, "it ends amid a batch");
    }

    private void SkipTo(long baseOffset)
    {
        for (var offset = baseOffset; offset < _offset; offset++)
        {
            RecordLayout.Read(_buffer.AsSpan(_record, _recordsEnd - _record), folder.Partition, offset, out var length);
            _record += length;
        }
    }

    // Gives how many bytes from the position on are in the buffer.
    private int Fill(int count)
    {
        if (_filled - _start >= count)
            return _filled - _start;
        if (_buffer.Length < count)
            Grow(count);
        else
            _buffer.AsSpan(_start, _filled - _start).CopyTo(_buffer);
        (_start, _filled) = (0, _filled - _start);

        // What lies behind the end may be written at this moment.
        var limit = _end.Segment == _segment!.BaseOffset ? _end.Position : long.MaxValue;
        var wanted = (int)Math.Min(_buffer.Length - _filled, limit - _position - _filled);
        _filled += _segment.Read(_buffer.AsSpan(_filled, wanted), _position + _filled);
        return _filled >= count ? _filled : throw _segment.Damaged(_position, _nextBatch, "it ends amid a batch");
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(BufferLength, count));
        _buffer.AsSpan(_start, _filled - _start).CopyTo(larger);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void Begin()
    {
        Look();
        if (_offset == _end.Offset)
        {
            Open(_end.Segment, _end.Position);
            _nextBatch = _offset;
            return;
        }

        var segments = folder.Segments();
        var index = segments.FindLastIndex(segment => segment <= _offset);
        if (index < 0 || _offset > _end.Offset)
            throw folder.OutOfRange(_offset, new OffsetRange(segments[0], _end.Offset));
        Open(segments[index], Segment.HeaderSize);
    }

    private void Open(long baseOffset, long position)
    {
        var segment = Segment.TryOpen(folder, baseOffset, FileAccess.Read);
        if (segment is null)
        {
            var begin = folder.Segments()[0];
            throw begin > baseOffset ? folder.OutOfRange(_offset, new OffsetRange(begin, _end.Offset)) : folder.Missing(folder.SegmentPath(baseOffset));
        }

        _segment?.Dispose();
        (_segment, _position, _nextBatch, _start, _filled) = (segment, position, baseOffset, 0, 0);
    }

    private bool HasMore()
    {
        var before = _end;
        if (Stopwatch.GetElapsedTime(_looked) > LookAnew)
            Look();
        else if (PartitionEnd.Read(_endFile!) is { } end)
            _end = end;
        return _end.Offset >= _offset ? _end != before : throw folder.OutOfRange(_offset, new OffsetRange(folder.Segments()[0], _end.Offset));
    }

    // Opens the end by its name; and where it may be an old one (of before the machine stopped, or of a writer that died), has it brought up to date once.
    private void Look()
    {
        var isFirst = _endFile is null;
        _endFile?.Dispose();
        _endFile = null;
        if (!Directory.Exists(folder.Path))
            throw folder.Missing(folder.Path);
        _endFile = SharedFile.Open(folder.EndPath, create: true);
        _looked = Stopwatch.GetTimestamp();
        var end = PartitionEnd.Read(_endFile);
        if (end is not { } known || (isFirst && !IsNew(known)))
        {
            using var writer = new PartitionWriter(folder, clock);

            // Whoever has the lock brought it up to date before.
            var isTaken = writer.TryTake(Patience, CancellationToken.None);
            end = PartitionEnd.Read(_endFile) ?? (isTaken ? throw folder.Missing(folder.EndPath) : throw TurnLock.Held(folder.EndPath));
        }

        if (end.Value.Topic != folder.Topic.Id)
            throw folder.Replaced();
        _end = end.Value;
    }

    private bool IsNew(in PartitionEnd end)
    {
        if (end.Topic != folder.Topic.Id)
            throw folder.Replaced();
        var segment = new FileInfo(folder.SegmentPath(end.Segment));
        return segment.Exists && segment.Length == end.Position && (end.Offset == end.Segment || !File.Exists(folder.SegmentPath(end.Offset)));
    }
}
