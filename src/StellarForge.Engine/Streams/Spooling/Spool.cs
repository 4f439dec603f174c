using System.Buffers.Binary;
using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>
/// A worker's events on disk, while the broker is away: first in, first out, each batch with what is acknowledged by it.
/// For one that appends and one that reads.
/// </summary>
/// <param name="folder">Where they lie.</param>
/// <param name="meter">Told what is spooled.</param>
/// <param name="tables">The number of the stream's tables.</param>
internal sealed class Spool(SpoolFolder folder, StreamMeter meter, int tables) : IAsyncDisposable
{
    // More than a message takes on the disk beside its bytes: its lengths, its origin, its share of a batch's header.
    private const int Overhead = 96;

    // Topic and partition, which stand before the key.
    private const int PlaceLength = 2 * sizeof(int);

    // The bytes of events of which the positions are kept together: positions are in memory, and so have to be few.
    private const long MarkBytes = 1 << 20;

    // One appends or reads at a time: what is read has to be noted before.
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Queue<SpoolPart> _parts = [];
    private readonly Queue<Mark> _marks = [];
    private readonly List<string> _topics = [];
    private readonly MessageBatch _in = new();
    private readonly MessageBatch _out = new(mostMessages: SentBatch.MostMessages);
    private SpoolPart? _last;
    private Mark? _lastMark;
    private byte[] _key = new byte[256];
    private long _written;
    private long _read;
    private long _bytes;

    /// <summary>The events that are in it.</summary>
    public long Count => Volatile.Read(ref _written) - Volatile.Read(ref _read);

    /// <summary>Appends a batch.</summary>
    /// <returns>Whether there was room.</returns>
    /// <exception cref="BrokerException">It can't be written.</exception>
    /// <exception cref="IOException">The same.</exception>
    public async Task<bool> TryAppendAsync(SentBatch batch, CancellationToken cancellationToken)
    {
        var bytes = batch.Messages.Length + ((long)batch.Messages.Count * Overhead);
        if (!folder.TryReserve(bytes))
            return false;
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            var part = await PartAsync(cancellationToken);
            Wrap(batch.Messages);
            part.Bytes += bytes;
            bytes = 0;
            await part.AppendAsync(_in, cancellationToken);
            if (_lastMark is null || _lastMark.Progress.Counts.Bytes >= MarkBytes)
                _marks.Enqueue(_lastMark = new Mark(new SentProgress(tables)));
            _lastMark.Progress.Add(batch.Progress);
            Volatile.Write(ref _written, _lastMark.End = _written + batch.Messages.Count);
            if (Note(batch.Messages.Count, batch.Messages.Length) == batch.Messages.Count)
                meter.Notice($"The broker is away. Events go to the spool in {folder.Path} meanwhile.");
            return true;
        }
        finally
        {
            folder.Release(bytes);
            _turn.Release();
        }
    }

    /// <summary>Takes the next events out, into a batch that is empty. There have to be some.</summary>
    /// <exception cref="BrokerException">They can't be read.</exception>
    /// <exception cref="SpoolException">They are lost.</exception>
    public async Task TakeAsync(SentBatch batch, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            var part = _parts.Peek();
            _out.Clear();
            await part.ReadAsync(_out, cancellationToken);
            Unwrap(batch.Messages);
            Volatile.Write(ref _read, _read + _out.Count);
            while (_marks.TryPeek(out var mark) && mark.End <= _read)
                batch.Progress.Add(_marks.Dequeue().Progress);
            if (_marks.Count == 0)
                _lastMark = null;
            if (Note(-_out.Count, -batch.Messages.Length) == 0)
                meter.Notice("The broker is back, and the spool is empty again.");
            if (part.Read == part.Written)
                await DropAsync(_parts.Dequeue());
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Note(-Count, -_bytes);
        while (_parts.TryDequeue(out var part))
            await DropAsync(part);
        _in.Dispose();
        _out.Dispose();
        _turn.Dispose();
    }

    private async Task<SpoolPart> PartAsync(CancellationToken cancellationToken)
    {
        if (_last is not null && _last.Bytes < folder.PartBytes)
            return _last;
        if (_last is not null)
            await _last.EndAsync();
        var path = folder.NextPart();
        _parts.Enqueue(_last = await SpoolPart.CreateAsync(path, folder.Open(path), cancellationToken));
        return _last;
    }

    // All of it is read.
    private async Task DropAsync(SpoolPart part)
    {
        if (part == _last)
            _last = null;
        folder.Release(part.Bytes);
        await part.DisposeAsync();
    }

    // Gives what all spools have by now.
    private long Note(long events, long bytes)
    {
        _bytes += bytes;
        return meter.Spool(events, bytes);
    }

    private void Wrap(MessageBatch messages)
    {
        _in.Clear();
        for (var index = 0; index < messages.Count; index++)
        {
            var message = messages[index];
            var topic = _topics.IndexOf(message.Partition.Topic);
            if (topic < 0)
            {
                topic = _topics.Count;
                _topics.Add(message.Partition.Topic);
            }

            if (_key.Length < PlaceLength + message.Key.Length)
                _key = new byte[2 * (PlaceLength + message.Key.Length)];
            BinaryPrimitives.WriteInt32LittleEndian(_key, topic);
            BinaryPrimitives.WriteInt32LittleEndian(_key.AsSpan(sizeof(int)), message.Partition.Partition);
            message.Key.CopyTo(_key.AsSpan(PlaceLength));
            _in.Add(new Message
            {
                Partition = SpoolPart.Partition,
                Timestamp = message.Timestamp,
                Key = _key.AsSpan(0, PlaceLength + message.Key.Length),
                Value = message.Value,
                Origin = message.Origin,
                TraceParent = message.TraceParent,
            });
        }
    }

    private void Unwrap(MessageBatch messages)
    {
        for (var index = 0; index < _out.Count; index++)
        {
            var message = _out[index];
            var topic = _topics[BinaryPrimitives.ReadInt32LittleEndian(message.Key)];
            messages.Add(new Message
            {
                Partition = new TopicPartition(topic, BinaryPrimitives.ReadInt32LittleEndian(message.Key[sizeof(int)..])),
                Timestamp = message.Timestamp,
                Key = message.Key[PlaceLength..],
                Value = message.Value,
                Origin = message.Origin,
                TraceParent = message.TraceParent,
            });
        }
    }

    // What is acknowledged once all events up to the end are.
    private sealed record Mark(SentProgress Progress)
    {
        public long End { get; set; }
    }
}
