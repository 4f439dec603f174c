using StellarForge.Sinks;

namespace StellarForge.Engine.Streams;

/// <summary>The rows of one table that a shard sends, in the order of their time.</summary>
internal sealed class TableEvents
{
    private readonly TableRows _rows;
    private readonly TableTimes _times;
    private readonly Table _table;
    private readonly int _index;
    private readonly long _fanout;
    private readonly int _shards;

    private long _root;
    private long _rootTime;
    private long _next;
    private long _end;
    private long _before;

    /// <summary>Stands before the first row of a shard whose time is not below a bound.</summary>
    public TableEvents(StreamPlan plan, EventTimes times, int table, int shard, long bound)
    {
        _table = plan.Tables[table].Table;
        _rows = _table.Rows(times.World);
        _times = times.Of(_table, shard);
        (_index, _fanout, _shards) = (table, _table.Schema.Fanout, plan.Shards);
        Row = new StagedRow(_table.Schema);
        Probe = new ColumnProbe(_table.Schema, _times.TimeColumn);
        _root = _times.First(bound) - _shards;
    }

    /// <summary>The row in hand.</summary>
    public StagedRow Row { get; }

    /// <summary>Its key and time.</summary>
    public ColumnProbe Probe { get; }

    /// <summary>Its place in the order.</summary>
    public EventPlace Place { get; private set; }

    /// <summary>When it is due: not before its place.</summary>
    public long Due { get; private set; }

    /// <summary>Whether there is a row in hand.</summary>
    public bool HasRow { get; private set; }

    /// <summary>Whether there will never be another.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>When the stream ends with it.</summary>
    public long StreamEnd { get; private set; } = long.MaxValue;

    /// <summary>Goes on to the next row.</summary>
    /// <param name="horizon">Nothing that happens then or later is looked at: what it will be may not be decided yet.</param>
    /// <returns>Whether there is one before that.</returns>
    public bool MoveNext(long horizon)
    {
        HasRow = false;
        while (!TryRead())
        {
            var next = _root + _shards;
            if (horizon != long.MaxValue && _times.Of(next) >= horizon)
                return false;
            if (next >= _times.End)
            {
                (HasEnded, StreamEnd) = (true, _times.EndsStream ? _times.Of(next) : long.MaxValue);
                return false;
            }

            Begin(next);
        }

        var time = _times is { TimeColumn: >= 0, IsDue: false } ? Probe.Time!.Value : _rootTime;
        Place = new EventPlace(time, _index, (_root * _fanout) + _before, EventCopy.Row);
        Due = _times.IsDue && Probe.Time is { } due ? Math.Clamp(due, _rootTime, _rootTime + _times.LongestDelay) : Place.SendTime;
        _before++;
        return HasRow = true;
    }

    /// <summary>Goes to a row by its place; <see cref="MoveNext"/> goes on from there.</summary>
    public void MoveTo(long row)
    {
        Begin(row / _fanout);
        for (var left = row % _fanout; left >= 0; left--)
        {
            if (!TryRead())
                throw new InvalidOperationException($"{_table} has no row at place {row}.");
            _before++;
        }
    }

    private void Begin(long root)
    {
        (_root, _before) = (root, 0);
        (_next, _end) = (root * _fanout, (root + 1) * _fanout);
        if (_times.TimeColumn < 0 || _times.IsDue)
            _rootTime = _times.Of(root);
    }

    private bool TryRead()
    {
        if (_next >= _end)
            return false;
        Row.Clear();
        var staging = Row.Sink;
        _next = _rows.Write(_next, _end, ref staging);
        if (!Row.HasRow)
            return false;
        var probe = Probe.Begin();
        Row.WriteTo(ref probe);
        return true;
    }
}
