using StellarForge.Schema;

namespace StellarForge.Engine.Streams;

/// <summary>
/// When rows happen: at the time of their <c>[Timeline]</c> column; those of an owned table without one at the time of their root owner; and where that has
/// none either, at times that are spread evenly over the stream's whole span. Within a table times never fall.
/// </summary>
internal sealed class EventTimes
{
    // Where no table of the stream has a timeline: the year that dates without an attribute are from.
    private static readonly DateTime DefaultStart = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime DefaultEnd = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly StreamPlan _plan;
    private readonly long _start;
    private readonly long _end;

    /// <exception cref="FillRefusedException">A timeline may be null.</exception>
    public EventTimes(StreamPlan plan)
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

    /// <summary>The times of a table's rows, for one thread.</summary>
    public TableTimes Of(Table table) => new(this, table);

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

    /// <summary>The times of one table's rows.</summary>
    internal sealed class TableTimes
    {
        private readonly EventTimes _times;
        private readonly Table _table;
        private readonly RowReader? _reader;
        private readonly long _fanout;
        private readonly long _roots;

        public TableTimes(EventTimes times, Table table)
        {
            _times = times;
            _table = table;
            _fanout = table.Schema.Fanout;
            _roots = times._plan.World.RootRows(table.Schema.Root);
            if (Timed(times._plan.Model, table) is { } timed)
            {
                _reader = new RowReader(timed, times._plan.World);
                IsOwn = timed == table;
            }
        }

        /// <summary>Whether each row has a time of its own, rather than that of its root owner.</summary>
        public bool IsOwn { get; }

        /// <summary>The number of root rows.</summary>
        public long Roots => _roots;

        /// <summary>The time of the first row that a root row or a later one has; <see cref="long.MaxValue"/> where there is none.</summary>
        public long Of(long root) =>
            _reader is null ? _times._start + (long)((Int128)((2 * root) + 1) * (_times._end - _times._start) / (2 * _roots))
            : _reader.FirstFrom(IsOwn ? root * _fanout : root) ?? long.MaxValue;

        /// <inheritdoc/>
        public override string ToString() => $"{_table}";
    }

    // Reads the time of a row and nothing else.
    private sealed class RowReader(Table table, World world)
    {
        private readonly TableRows _rows = table.Rows(world);
        private readonly ColumnProbe _probe = new(table.Schema);
        private readonly long _end = world.EndRow(table.Schema);

        public long? FirstFrom(long row)
        {
            var sink = _probe.Begin();
            _rows.Write(row, _end, ref sink);
            return sink.IsFull ? _probe.Time : null;
        }
    }
}
