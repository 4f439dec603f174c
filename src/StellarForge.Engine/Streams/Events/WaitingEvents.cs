using System.Runtime.InteropServices;

namespace StellarForge.Engine.Streams;

/// <summary>
/// The places of events that wait for their time, in order. Those that are due within the next stretch of time are in memory; later ones lie in a file for
/// each stretch, as they may be many. They are thrown away at the end: whoever goes on computes them again.
/// </summary>
/// <param name="folder">Where the files go.</param>
/// <param name="longest">The longest time that an event may wait, in microseconds.</param>
internal sealed class WaitingEvents(ScratchFolder? folder, long longest) : IDisposable
{
    private const int Stretches = 128;

    // So many of a stretch are kept in memory before they are appended to its file.
    private const int Buffered = 128;

    private readonly long _length = Math.Max(longest / Stretches, TimeSpan.MicrosecondsPerSecond);
    private readonly PriorityQueue<EventPlace, EventPlace> _near = new();
    private readonly SortedDictionary<long, Stretch> _far = [];
    private long _nearest = long.MinValue;

    /// <summary>How many wait.</summary>
    public long Count { get; private set; }

    /// <summary>Whether none waits.</summary>
    public bool IsEmpty => _near.Count == 0 && _far.Count == 0;

    /// <summary>Adds an event.</summary>
    public void Enqueue(EventPlace place)
    {
        Count++;
        var stretch = folder is null ? long.MinValue : place.SendTime / _length;
        if (stretch <= _nearest)
        {
            _near.Enqueue(place, place);
            return;
        }

        if (!_far.TryGetValue(stretch, out var later))
            _far.Add(stretch, later = new Stretch());
        later.Add(place, folder!);
    }

    /// <summary>The earliest event, unless none waits.</summary>
    public bool TryPeek(out EventPlace place)
    {
        if (_near.Count == 0 && _far.Count > 0)
        {
            (_nearest, var next) = _far.First();
            _far.Remove(_nearest);
            next.MoveTo(_near);
        }

        return _near.TryPeek(out place, out _);
    }

    /// <summary>Takes the earliest event out.</summary>
    public void Dequeue()
    {
        _near.Dequeue();
        Count--;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var later in _far.Values)
            later.Delete();
        _far.Clear();
    }

    private sealed class Stretch
    {
        private readonly List<EventPlace> _places = [];
        private string? _file;

        public void Add(EventPlace place, ScratchFolder folder)
        {
            _places.Add(place);
            if (_places.Count < Buffered)
                return;
            _file ??= folder.NewFile();
            using (var file = new FileStream(_file, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0))
                file.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_places)));
            _places.Clear();
        }

        public void MoveTo(PriorityQueue<EventPlace, EventPlace> near)
        {
            if (_file is not null)
            {
                Span<EventPlace> read = stackalloc EventPlace[Buffered];
                using (var file = new FileStream(_file, FileMode.Open, FileAccess.Read, FileShare.None, 1 << 16, FileOptions.SequentialScan))
                {
                    while (file.Position < file.Length)
                    {
                        file.ReadExactly(MemoryMarshal.AsBytes(read));
                        foreach (var place in read)
                            near.Enqueue(place, place);
                    }
                }

                Delete();
            }

            foreach (var place in _places)
                near.Enqueue(place, place);
        }

        public void Delete()
        {
            if (_file is not null)
                File.Delete(_file);
        }
    }
}
