using StellarForge.Live;
using StellarForge.Schema;

namespace StellarForge.Engine.Streams;

/// <summary>
/// When live rows happen: a root row at the time that its shard's segments give it; a row that it owns at the time of its first <c>[After]</c> column, and
/// with the root row where it has none.
/// </summary>
internal sealed class LiveTimes : EventTimes
{
    private readonly LiveRows _rows;
    private readonly Dictionary<(TableSchema Root, int Shard), long> _ends = [];
    private readonly IReadOnlyList<ShardSegment>[] _segments;

    public LiveTimes(StreamPlan plan)
    {
        _rows = new LiveRows(
            plan.World, LivePlan.Roots(plan.Tables), plan.Shards, StreamFaults.Units(plan.Live!.Grace), [.. plan.Tables.Select(table => table.Table.Schema)]);
        _segments = new IReadOnlyList<ShardSegment>[plan.Shards];
        Array.Fill(_segments, []);

        // A root row ends with the first of the tables that its rows go into.
        foreach (var (table, shard) in plan.Tables.SelectMany(table => Enumerable.Range(0, plan.Shards).Select(shard => (table.Table, shard))))
        {
            var place = (table.Schema.Root, shard);
            var countable = ((long.MaxValue - plan.World.RootRows(table.Schema.Root)) / plan.Shards) - 1;
            _ends[place] = Math.Min(_ends.GetValueOrDefault(place, countable), _rows.EndLocal(table, shard));
        }

        Waiting = new ScratchFolder(plan.Live.Folder ?? Path.GetTempPath());
        LongestDelay = plan.Tables.Max(table => table.Table.Schema.Columns.Max(column => column.LongestDelay)) ?? 0;
    }

    public override ScratchFolder Waiting { get; }

    public override World World => _rows.World;

    public override long LongestDelay { get; }

    /// <summary>Begins those of a shard's segments that are new. Safe while other threads make rows of other shards.</summary>
    public void Begin(int shard, IReadOnlyList<ShardSegment> segments)
    {
        foreach (var segment in segments.Skip(_segments[shard].Count))
            _rows.Begin(shard, segment.Rows);
        _segments[shard] = segments;
    }

    public override long LongestFault(int shard) => _segments[shard].Select(segment => segment.Faults.LongestDelay).DefaultIfEmpty().Max();

    public override StreamFaults FaultsAt(TableSchema root, long row, int shard)
    {
        var time = _rows.TimeOf(root, row);
        var segments = _segments[shard];
        var (low, high) = (1, segments.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (segments[middle].Rows.Start <= time)
                low = middle + 1;
            else
                high = middle;
        }

        return segments[low - 1].Faults;
    }

    public override TableTimes Of(Table table, int shard) => new Times(_rows, table, shard, _ends[(table.Schema.Root, shard)]);

    /// <summary>The root table with which a shard ends, where it does, and its last row's index.</summary>
    public (TableSchema Table, long Rows)? EndOf(int shard)
    {
        var first = _ends.Where(end => end.Key.Shard == shard).Select(end => (Table: end.Key.Root, Row: _rows.RowOf(end.Key.Root, shard, end.Value)))
            .MinBy(end => _rows.TimeOf(end.Table, end.Row));
        return _rows.TimeOf(first.Table, first.Row) == long.MaxValue ? null : first;
    }

    private sealed class Times : TableTimes
    {
        private readonly LiveRows _rows;
        private readonly TableSchema _root;
        private readonly int _shard;

        public Times(LiveRows rows, Table table, int shard, long end)
        {
            (_rows, _root, _shard) = (rows, table.Schema.Root, shard);
            End = rows.RowOf(_root, shard, end);
            EndsStream = true;
            if (table.Schema.Columns.FirstOrDefault(column => column.LongestDelay is not null) is not { } due)
                return;
            (TimeColumn, LongestDelay) = (table.Schema.Columns.IndexOf(due), due.LongestDelay!.Value);
            IsDue = true;
        }

        public override long End { get; }

        public override long Of(long root) => _rows.TimeOf(_root, root);

        public override long First(long bound) => _rows.RowOf(_root, _shard, bound == long.MinValue ? 0 : _rows.FirstLocal(_root, _shard, bound));
    }
}
