using StellarForge.Sinks;

namespace StellarForge.Engine.Streams;

/// <summary>The rows of one table that a shard sends, in the order of their time.</summary>
internal sealed class TableEvents
{
    private readonly TableRows _rows;
    private readonly EventTimes.TableTimes _times;
    private readonly int _table;
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
        var schema = plan.Tables[table].Table.Schema;
        _rows = plan.Tables[table].Table.Rows(plan.World);
        _times = times.Of(plan.Tables[table].Table);
        (_table, _fanout, _shards) = (table, schema.Fanout, plan.Shards);
        Row = new StagedRow(schema);
        Probe = new ColumnProbe(schema);
        _root = FirstRoot(shard, bound) - _shards;
    }

    /// <summary>The row in hand.</summary>
    public StagedRow Row { get; }

    /// <summary>Its key and time.</summary>
    public ColumnProbe Probe { get; }

    /// <summary>Its place, if it is sent in time.</summary>
    public EventPlace Place { get; private set; }

    /// <summary>Goes on to the next row.</summary>
    /// <returns>Whether there is one.</returns>
    public bool MoveNext()
    {
        while (!TryRead())
        {
            if (_root + _shards >= _times.Roots)
                return false;
            Begin(_root + _shards);
        }

        Place = new EventPlace(_times.IsOwn ? Probe.Time!.Value : _rootTime, _table, (_root * _fanout) + _before, EventCopy.Row);
        _before++;
        return true;
    }

    /// <summary>Goes to a row by its place; <see cref="MoveNext"/> goes on from there.</summary>
    public void MoveTo(long row)
    {
        Begin(row / _fanout);
        for (var left = row % _fanout; left >= 0; left--)
        {
            if (!TryRead())
                throw new InvalidOperationException($"{_times} has no row at place {row}.");
            _before++;
        }
    }

    private void Begin(long root)
    {
        (_root, _before) = (root, 0);
        (_next, _end) = (root * _fanout, (root + 1) * _fanout);
        if (!_times.IsOwn)
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

    // Times never fall from one root row to the next.
    private long FirstRoot(int shard, long bound)
    {
        var (low, high) = (0L, Math.Max(0, (_times.Roots - shard + _shards - 1) / _shards));
        if (bound == long.MinValue)
            return shard;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (_times.Of((middle * _shards) + shard) >= bound)
                high = middle;
            else
                low = middle + 1;
        }

        return (low * _shards) + shard;
    }
}
