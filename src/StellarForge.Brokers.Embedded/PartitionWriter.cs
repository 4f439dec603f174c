using Microsoft.Win32.SafeHandles;

namespace StellarForge.Brokers.Embedded;

/// <summary>
/// Appends batches of records to a partition. Several processes may append to one: each append takes the partition's lock, which the system drops with its
/// process. What <see cref="Append"/> returned from is on disk; of an append that was cut off, nothing is ever read.
/// </summary>
/// <remarks>For one thread at a time.</remarks>
public sealed class PartitionWriter : IDisposable
{
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(1);

    private readonly string _folder;
    private readonly PartitionSettings _settings;
    private readonly TimeProvider _clock;
    private LogSegment? _segment;
    private SafeFileHandle? _file;
    private long _end;
    private long _nextOffset;

    /// <summary>Opens a partition, and makes its folder where there is none.</summary>
    /// <param name="folder">The partition's folder.</param>
    /// <param name="settings">How much is kept.</param>
    /// <param name="clock">The clock of retention.</param>
    public PartitionWriter(string folder, PartitionSettings? settings = null, TimeProvider? clock = null)
    {
        (_folder, _settings, _clock) = (folder, settings ?? new PartitionSettings(), clock ?? TimeProvider.System);
        Directory.CreateDirectory(folder);
    }

    /// <summary>Appends a batch, and returns once it is on disk.</summary>
    /// <param name="batch">The records; at least one.</param>
    /// <param name="cancellationToken">Ends the wait for another process's append.</param>
    /// <returns>The offset of the first record.</returns>
    /// <exception cref="LogDamagedException">The end of the log can't be found.</exception>
    /// <exception cref="IOException">The disk is full, or can't be written. Nothing of the batch is read later.</exception>
    public long Append(RecordBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfZero(batch.Count, nameof(batch));
        using var held = Lock(cancellationToken);
        FindEnd();
        if (_end >= _settings.SegmentBytes)
            Roll();

        var offset = _nextOffset;
        var bytes = batch.Seal(offset, Now());
        try
        {
            RandomAccess.Write(_file!, bytes.Span, _end);
            RandomAccess.FlushToDisk(_file!);
        }
        catch
        {
            // Whatever was written of it is beyond the end that is known, and is cut off by the next append.
            Close();
            throw;
        }

        (_end, _nextOffset) = (_end + bytes.Length, offset + batch.Count);
        return offset;
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private FileStream Lock(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(Path.Combine(_folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException error) when (error.GetType() == typeof(IOException) && !Directory.Exists(Path.Combine(_folder, "lock")))
            {
                // Held by another append, which takes milliseconds.
                Thread.Sleep(LockPause);
            }
        }
    }

    // Another process may have appended or begun a new file since; or died amid its append, and left a part of it, which is cut off.
    private void FindEnd()
    {
        var last = LogSegment.All(_folder).LastOrDefault();
        if (last is null || last != _segment)
        {
            Close();
            Open(last ?? LogSegment.In(_folder, 0));
        }

        var length = RandomAccess.GetLength(_file!);
        if (length < _end)
        {
            throw new LogDamagedException(
                $"{_segment!.Path} is {_end - length} bytes shorter than when it was last appended to: somebody cut it. "
                + "Restore it, or begin with a new log.");
        }

        (_end, _nextOffset) = BatchScan.End(_file!, _segment!, _end, _nextOffset);
        if (length > _end)
            RandomAccess.SetLength(_file!, _end);
    }

    private void Roll()
    {
        Close();
        Open(LogSegment.In(_folder, _nextOffset));
        Retain();
    }

    private void Open(LogSegment segment)
    {
        _file = File.OpenHandle(segment.Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        (_segment, _end, _nextOffset) = (segment, 0, segment.BaseOffset);
    }

    // The file that is appended to always stays: its name holds the next offset.
    private void Retain()
    {
        var segments = LogSegment.All(_folder);
        var bytes = segments.Sum(segment => new FileInfo(segment.Path).Length);
        foreach (var segment in segments[..^1])
        {
            var file = new FileInfo(segment.Path);
            var isTooMuch = bytes > _settings.RetentionBytes;
            var isTooOld = _clock.GetUtcNow() - file.LastWriteTimeUtc > _settings.RetentionTime;
            if (!isTooMuch && !isTooOld)
                return;
            bytes -= file.Length;
            file.Delete();
        }
    }

    private long Now() => (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private void Close()
    {
        _file?.Dispose();
        (_file, _segment, _end) = (null, null, 0);
    }
}
