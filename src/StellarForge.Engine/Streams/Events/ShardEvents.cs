namespace StellarForge.Engine.Streams;

/// <summary>
/// The events of one shard in their send order: the rows of its tables by time, and those that are sent later than their time, with their copies, where they
/// belong. What waits for its time is a place, not bytes: the row is made once more when it is due.
/// </summary>
internal sealed class ShardEvents
{
    private readonly TableEvents?[] _heads;
    private readonly TableEvents[] _again;
    private readonly FaultDraws[] _faults;
    private readonly PriorityQueue<EventPlace, EventPlace> _waiting = new();
    private TableEvents? _used;

    /// <summary>Stands before the first event after a place.</summary>
    /// <param name="plan">The stream.</param>
    /// <param name="times">Its times.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="after">The last event that was sent, or <see cref="EventPlace.None"/>.</param>
    public ShardEvents(StreamPlan plan, EventTimes times, int shard, EventPlace after)
    {
        // A row that is sent after that place is at most the longest delay older.
        var bound = after == EventPlace.None ? long.MinValue : after.SendTime - plan.Faults.LongestDelay;
        _heads = new TableEvents[plan.Tables.Count];
        _again = new TableEvents[plan.Tables.Count];
        _faults = new FaultDraws[plan.Tables.Count];
        for (var table = 0; table < plan.Tables.Count; table++)
        {
            _faults[table] = new FaultDraws(plan.Faults, plan.World.Seed, plan.Tables[table].Table.Schema.ClassName);
            _again[table] = new TableEvents(plan, times, table, shard, long.MinValue);
            var head = new TableEvents(plan, times, table, shard, bound);
            _heads[table] = head.MoveNext() ? head : null;
        }

        Current = EventPlace.None;
        HasNext = MoveNext();
        while (HasNext && Current.CompareTo(after) <= 0)
            HasNext = MoveNext();
    }

    /// <summary>Whether there is an event in hand.</summary>
    public bool HasNext { get; private set; }

    /// <summary>The event in hand.</summary>
    public EventPlace Current { get; private set; }

    /// <summary>The faults of its row.</summary>
    public RowFaults Faults => _faults[Current.Table].At(Current.Row);

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
    public void Advance() => HasNext = MoveNext();

    private bool MoveNext()
    {
        if (_used is { } used)
        {
            _used = null;
            if (!used.MoveNext())
                _heads[used.Place.Table] = null;
        }

        while (true)
        {
            var head = Earliest();
            if (_waiting.TryPeek(out var waiting, out _) && (head is null || waiting.CompareTo(head.Place) < 0))
            {
                Current = _waiting.Dequeue();
                return true;
            }

            if (head is null)
                return false;
            var place = head.Place;
            var faults = _faults[place.Table].At(place.Row);
            var sent = place with { SendTime = place.SendTime + faults.Delay };
            if (faults.Duplicate >= 0)
                Wait(sent with { SendTime = sent.SendTime + faults.Duplicate, Copy = EventCopy.Duplicate });
            if (faults.Bad >= 0)
                Wait(sent with { SendTime = sent.SendTime + faults.Bad, Copy = EventCopy.Bad });
            if (faults.Delay == 0)
            {
                Current = place;
                _used = head;
                return true;
            }

            Wait(sent);
            if (!head.MoveNext())
                _heads[place.Table] = null;
        }
    }

    private void Wait(EventPlace place) => _waiting.Enqueue(place, place);

    // The tables of a stream are few: to look at all is as fast as to keep them in order.
    private TableEvents? Earliest()
    {
        TableEvents? earliest = null;
        foreach (var head in _heads)
        {
            if (head is not null && (earliest is null || head.Place.CompareTo(earliest.Place) < 0))
                earliest = head;
        }

        return earliest;
    }
}
