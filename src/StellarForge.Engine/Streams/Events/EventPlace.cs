namespace StellarForge.Engine.Streams;

/// <summary>What of a row an event is.</summary>
internal enum EventCopy
{
    /// <summary>The row itself.</summary>
    Row,

    /// <summary>The row for the second time.</summary>
    Duplicate,

    /// <summary>A damaged copy of the row.</summary>
    Bad,
}

/// <summary>An event's place in its shard's send order, as pure as its row: places compare by their parts, in order.</summary>
/// <param name="SendTime">Event time and delay, in microseconds since 1970 UTC.</param>
/// <param name="Table">The table's place in the stream.</param>
/// <param name="Row">The root owner's row × the table's fanout + how many rows of that owner come before.</param>
/// <param name="Copy">What of the row it is.</param>
internal readonly record struct EventPlace(long SendTime, int Table, long Row, EventCopy Copy) : IComparable<EventPlace>
{
    /// <summary>Before all events.</summary>
    public static EventPlace None { get; } = new(long.MinValue, -1, -1, EventCopy.Row);

    public int CompareTo(EventPlace other) =>
        SendTime != other.SendTime ? SendTime.CompareTo(other.SendTime)
        : Table != other.Table ? Table.CompareTo(other.Table)
        : Row != other.Row ? Row.CompareTo(other.Row)
        : Copy.CompareTo(other.Copy);
}
