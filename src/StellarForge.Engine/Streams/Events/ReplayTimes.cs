using StellarForge.Schema;

namespace StellarForge.Engine.Streams;

/// <summary>
/// When the rows of a fill happen: at the time of their <c>[Timeline]</c> column; those of an owned table without one at the time of their root owner; and
/// where that has none either, at times that are spread evenly over the stream's whole span.
/// </summary>
internal sealed class ReplayTimes : EventTimes
{
    // Where no table of the stream has a timeline: the year that dates without an attribute are from.
    private static readonly DateTime DefaultStart = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime DefaultEnd = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly StreamPlan _plan;
    private readonly long _start;
    private readonly long _end;

    /// <exception cref="FillRefusedException">A timeline may be null.</exception>
    public ReplayTimes(StreamPlan plan)
    {
        _plan = plan;
        (_start, _end) = (long.MaxValue, long.MinValue);
        foreach (var table in plan.Tables)
        {
            if (Timed(plan.Model, table.Table) is not { } timed)
                continue;
            var reader = new RowReader(timed, plan.World);
            var last = plan.World.EndRow(timed.Schema);
            if (reader.FirstFrom(0) is { } first)
                (_start, _end) = (Math.Min(_start, first), Math.Max(_end, first));
            if (timed.Schema.Owner is null && reader.FirstFrom(last - 1) is { } end)
                _end = Math.Max(_end, end);
        }

        if (_start > _end)
            (_start, _end) = (Canonical.FromDateTime(DefaultStart), Canonical.FromDateTime(DefaultEnd));
    }

    public override World World => _plan.World;

    public override long LongestDelay => 0;

    public override long LongestFault(int shard) => _plan.Faults.LongestDelay;

    public override StreamFaults FaultsAt(TableSchema root, long row, int shard) => _plan.Faults;

    public override TableTimes Of(Table table, int shard) => new Times(this, table, shard);

    // The table whose timeline a table's rows follow.
    private static Table? Timed(Model model, Table table) =>
        HasTimeline(table.Schema) ? table
        : table.Schema.Owner is not null && HasTimeline(table.Schema.Root) ? model.Find(table.Schema.Root.QualifiedName)
        : null;

    private static bool HasTimeline(TableSchema schema)
    {
        if (schema.Columns.FirstOrDefault(column => column.IsTimeline) is not { } column)
            return false;
        return !column.IsNullable ? true : throw new FillRefusedException(
            $"Table {schema}: the timeline {column.Name} may be null, and an event without a time has no place in a stream. "
            + $"Make {column.Property} not nullable.");
    }

    private static int TimelineOf(TableSchema schema) => schema.Columns.IndexOf(schema.Columns.FirstOrDefault(column => column.IsTimeline)!);

    private sealed class Times : TableTimes
    {
        private readonly ReplayTimes _times;
        private readonly RowReader? _reader;
        private readonly long _fanout;
        private readonly int _shard;
        private readonly int _shards;

        public Times(ReplayTimes times, Table table, int shard)
        {
            (_times, _shard, _shards) = (times, shard, times._plan.Shards);
            _fanout = table.Schema.Fanout;
            End = times.World.RootRows(table.Schema.Root);
            if (Timed(times._plan.Model, table) is not { } timed)
                return;
            _reader = new RowReader(timed, times.World);
            if (timed == table)
                TimeColumn = TimelineOf(table.Schema);
        }

        public override long End { get; }

        public override long Of(long root) =>
            _reader is null ? _times._start + (long)((Int128)((2 * root) + 1) * (_times._end - _times._start) / (2 * End))
            : _reader.FirstFrom(TimeColumn >= 0 ? root * _fanout : root) ?? long.MaxValue;

        public override long First(long bound)
        {
            if (bound == long.MinValue)
                return _shard;
            var (low, high) = (0L, Math.Max(0, (End - _shard + _shards - 1) / _shards));
            while (low < high)
            {
                var middle = low + ((high - low) / 2);
                if (Of((middle * _shards) + _shard) >= bound)
                    high = middle;
                else
                    low = middle + 1;
            }

            return (low * _shards) + _shard;
        }
    }

    // Reads the time of a row and nothing else.
    private sealed class RowReader(Table table, World world)
    {
        private readonly TableRows _rows = table.Rows(world);
        private readonly ColumnProbe _probe = new(table.Schema, TimelineOf(table.Schema));
        private readonly long _end = world.EndRow(table.Schema);

        public long? FirstFrom(long row)
        {
            var sink = _probe.Begin();
            _rows.Write(row, _end, ref sink);
            return sink.IsFull ? _probe.Time : null;
        }
    }
}
