namespace StellarForge.Engine.Streams;

/// <summary>
/// The events of one shard in their send order: the rows of its tables by time, and those that are sent later than their time, with their copies, where they
/// belong. What waits for its time is a place, not bytes: the row is made once more when it is due.
/// </summary>
internal sealed class ShardEvents : IDisposable
{
    private readonly TableEvents[] _heads;
    private readonly TableEvents[] _again;
    private readonly StreamPlan _plan;
    private readonly EventTimes _times;
    private readonly int _shard;
    private readonly FaultDraws[] _faults;
    private readonly WaitingEvents _waiting;
    private long _horizon;
    private long _end = long.MaxValue;
    private TableEvents? _used;

    /// <summary>Stands before the first event after a place.</summary>
    /// <param name="plan">The stream.</param>
    /// <param name="times">Its times.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="after">The last event that was sent, or <see cref="EventPlace.None"/>.</param>
    /// <param name="horizon">Events from then on are not looked at until it is moved: what they will be may not be decided yet.</param>
    public ShardEvents(StreamPlan plan, EventTimes times, int shard, EventPlace after, long horizon = long.MaxValue)
    {
        // A row that is sent after that place is at most the longest delay older.
        var delay = times.LongestFault(shard) + times.LongestDelay;
        var bound = after == EventPlace.None ? long.MinValue : after.SendTime - delay;
        (_plan, _times, _shard, _horizon) = (plan, times, shard, horizon);
        _waiting = new WaitingEvents(times.Waiting, delay);
        _heads = new TableEvents[plan.Tables.Count];
        _again = new TableEvents[plan.Tables.Count];
        _faults = new FaultDraws[plan.Tables.Count];
        for (var table = 0; table < plan.Tables.Count; table++)
        {
            _faults[table] = new FaultDraws(plan.World.Seed, plan.Tables[table].Table.Schema.ClassName);
            _again[table] = new TableEvents(plan, times, table, shard, long.MinValue);
            _heads[table] = new TableEvents(plan, times, table, shard, bound);
            Move(_heads[table]);
        }

        Current = EventPlace.None;
        After = after;
        MoveNext();
    }

    /// <summary>How many rows wait for their time.</summary>
    public long Waiting => _waiting.Count;

    /// <summary>Whether there is an event in hand.</summary>
    public bool HasNext { get; private set; }

    /// <summary>Whether there will never be another.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The event in hand.</summary>
    public EventPlace Current { get; private set; }

    /// <summary>The faults of its row.</summary>
    public RowFaults Faults => FaultsOf(Current);

    // The event before the first.
    private EventPlace After { get; }

    /// <summary>Its row, with key and time; valid until <see cref="Advance"/>.</summary>
    public TableEvents Row()
    {
        if (_used is { } head)
            return head;
        var again = _again[Current.Table];
        again.MoveTo(Current.Row);
        return again;
    }

    /// <summary>Goes on to the next event.</summary>
    public void Advance() => MoveNext();

    /// <summary>Moves the horizon, after which there may be an event in hand.</summary>
    public void Extend(long horizon)
    {
        _horizon = horizon;
        foreach (var head in _heads)
        {
            if (head is { HasRow: false, HasEnded: false })
                Move(head);
        }

        if (!HasNext)
            MoveNext();
    }

    /// <inheritdoc/>
    public void Dispose() => _waiting.Dispose();

    private void MoveNext()
    {
        do
        {
            HasNext = TryMove();
        }
        while (HasNext && Current.CompareTo(After) <= 0);
        HasEnded = !HasNext && _waiting.IsEmpty && (_end < _horizon || _heads.All(head => head.HasEnded));
    }

    private void Move(TableEvents head)
    {
        head.MoveNext(_horizon);
        _end = Math.Min(_end, head.StreamEnd);
    }

    private bool TryMove()
    {
        if (_used is { } used)
        {
            _used = null;
            Move(used);
        }

        while (true)
        {
            var head = Earliest();
            if (_waiting.TryPeek(out var waiting) && (head is null || waiting.CompareTo(head.Place) < 0))
            {
                if (waiting.SendTime >= _horizon)
                    return false;
                _waiting.Dequeue();
                Current = waiting;
                return true;
            }

            if (head is null)
                return false;
            var place = head.Place;
            var faults = FaultsOf(place);
            var sent = place with { SendTime = head.Due + faults.Delay };
            if (faults.Duplicate >= 0)
                _waiting.Enqueue(sent with { SendTime = sent.SendTime + faults.Duplicate, Copy = EventCopy.Duplicate });
            if (faults.Bad >= 0)
                _waiting.Enqueue(sent with { SendTime = sent.SendTime + faults.Bad, Copy = EventCopy.Bad });
            if (sent.SendTime == place.SendTime)
            {
                Current = place;
                _used = head;
                return true;
            }

            _waiting.Enqueue(sent);
            Move(head);
        }
    }

    private RowFaults FaultsOf(EventPlace place)
    {
        var schema = _plan.Tables[place.Table].Table.Schema;
        return _faults[place.Table].At(place.Row, _times.FaultsAt(schema.Root, place.Row / schema.Fanout, _shard));
    }

    // The tables of a stream are few: to look at all is as fast as to keep them in order.
    private TableEvents? Earliest()
    {
        TableEvents? earliest = null;
        foreach (var head in _heads)
        {
            if (head.HasRow && head.Place.SendTime < _end && (earliest is null || head.Place.CompareTo(earliest.Place) < 0))
                earliest = head;
        }

        return earliest;
    }
}
