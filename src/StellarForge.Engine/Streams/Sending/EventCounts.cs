namespace StellarForge.Engine.Streams;

/// <summary>Counts of events by table and kind.</summary>
internal sealed class EventCounts(int tables)
{
    private const int Kinds = 5;

    private readonly long[] _counts = new long[tables * Kinds];

    public long Bytes { get; set; }

    public void Add(EventPlace place, in RowFaults faults)
    {
        var of = _counts.AsSpan(place.Table * Kinds, Kinds);
        switch (place.Copy)
        {
            case EventCopy.Row:
                of[0]++;
                of[1] += faults.IsLate ? 1 : 0;
                of[2] += faults.IsOutOfOrder ? 1 : 0;
                break;
            case EventCopy.Duplicate:
                of[3]++;
                break;
            default:
                of[4]++;
                break;
        }
    }

    public void Add(EventCounts other)
    {
        for (var index = 0; index < _counts.Length; index++)
            _counts[index] += other._counts[index];
        Bytes += other.Bytes;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Bytes = 0;
    }

    public TableCounts Of(int index, Table table)
    {
        var of = _counts.AsSpan(index * Kinds, Kinds);
        return new TableCounts(table, of[0], of[1], of[2], of[3], of[4]);
    }
}
