using System.Collections.Concurrent;
using System.Collections.Immutable;
using StellarForge.Schema;

namespace StellarForge.Live;

/// <summary>
/// Rows beyond those of a fill, which come as time goes by: root tables that go on in independent shards, with all that their rows own. Shard s of n has the
/// rows R + k·n + s of a table with R filled rows.
/// </summary>
/// <remarks>
/// A live row's <c>[Timeline]</c> columns have its time, and its references go to filled rows, or to rows of its own shard that are older than a grace.
/// Segments may be begun in one shard while rows of others are made.
/// </remarks>
public sealed class LiveRows
{
    private readonly ConcurrentDictionary<(TrafficPattern, int), LiveCurve> _curves = [];
    private readonly ImmutableArray<LiveTable> _tables;
    private readonly LiveShard[] _shards;
    private readonly ImmutableArray<TableSchema> _sent;

    /// <summary>Makes the live rows of some tables.</summary>
    /// <param name="filled">The world of the filled rows.</param>
    /// <param name="roots">The tables that go on, none of which another owns.</param>
    /// <param name="shards">The number of shards; above 0.</param>
    /// <param name="grace">How old, in microseconds, the rows of streamed tables have to be that a row refers to; 0 or more.</param>
    /// <param name="sent">The tables whose live rows are sent, and may be referred to; by default those that go on, and all that they own.</param>
    /// <exception cref="ArgumentException">A table is owned by another, a number is out of range.</exception>
    public LiveRows(World filled, ImmutableArray<TableSchema> roots, int shards, long grace, ImmutableArray<TableSchema> sent = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shards);
        ArgumentOutOfRangeException.ThrowIfNegative(grace);
        if (roots.FirstOrDefault(root => root.Owner is not null) is { } owned)
            throw new ArgumentException($"Table {owned} is streamed with {owned.Root}, which owns it; give that.", nameof(roots));

        (Shards, Grace, _sent) = (shards, grace, sent);
        World = new World(filled, this);
        _tables = [.. roots.Select((root, index) => new LiveTable(this, root, index))];
        _shards = [.. Enumerable.Range(0, shards).Select(shard => new LiveShard(shard, _tables))];
    }

    /// <summary>The world in which rows beyond the filled ones are made. Filled rows are in it as they are in a fill.</summary>
    public World World { get; }

    /// <summary>The number of shards.</summary>
    public int Shards { get; }

    /// <summary>How old rows of streamed tables have to be that others refer to, in microseconds.</summary>
    public long Grace { get; }

    /// <summary>Appends a segment to a shard: its rows from the segment's start on come at these rates. Rows before keep their times.</summary>
    /// <param name="shard">The shard. No other thread may use it meanwhile.</param>
    /// <param name="segment">The segment. The rates are in the order of the tables that the live rows were made with.</param>
    /// <exception cref="ArgumentException">It begins before the shard's last, or its rates are not one number from 0 on for each table.</exception>
    public void Begin(int shard, LiveSegment segment)
    {
        if (segment.Rates.Length != _tables.Length)
            throw new ArgumentException($"The segment has {segment.Rates.Length} rates for {_tables.Length} tables.", nameof(segment));
        if (segment.Rates.FirstOrDefault(rate => !(rate >= 0 && double.IsFinite(rate))) is var wrong and not 0)
            throw new ArgumentException($"A rate of {wrong} rows a second is none: give a number from 0 on.", nameof(segment));

        var day = _shards[shard].FirstDay(segment);
        _shards[shard].Begin(segment, _curves.GetOrAdd((segment.Pattern, day), key => new LiveCurve(key.Item1, key.Item2)));
    }

    /// <summary>The row index of a shard's local row.</summary>
    /// <param name="root">A streamed root table.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="local">The number of the row within the shard, from 0.</param>
    public long RowOf(TableSchema root, int shard, long local) => TableOf(root).RowOf(shard, local);

    /// <summary>When a live row comes.</summary>
    /// <param name="root">A streamed root table.</param>
    /// <param name="row">The row's index: from the number of filled rows on.</param>
    /// <returns>Microseconds since 1970 UTC; <see cref="long.MaxValue"/> where no segment brings it. Within a shard they never fall.</returns>
    public long TimeOf(TableSchema root, long row) => TableOf(root).TimeOf(row);

    /// <summary>The first local row of a shard that does not come before a time.</summary>
    /// <param name="root">A streamed root table.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="time">Microseconds since 1970 UTC.</param>
    public long FirstLocal(TableSchema root, int shard, long time) => TableOf(root).CountBefore(shard, time);

    /// <summary>
    /// The end of the local rows of a shard that a table's rows can be made of: where unique values or a key's type come to an end, so does the stream.
    /// </summary>
    /// <param name="table">A table that is streamed, or that a streamed one owns.</param>
    /// <param name="shard">The shard.</param>
    /// <exception cref="InvalidOperationException">The filled rows alone are too many.</exception>
    public long EndLocal(Table table, int shard)
    {
        // Binding a table limits it, and all whose rows its own are made from.
        var live = TableOf(table.Schema.Root);
        table.Rows(World);
        foreach (var column in table.Schema.Columns)
            live.LimitTo(column.Capacity / table.Schema.Fanout);
        var rows = Math.Min(live.Limit, long.MaxValue / table.Schema.Fanout) - live.Filled - shard;
        return rows <= 0 ? 0 : (rows - 1) / Shards + 1;
    }

    internal LiveTable? Find(TableSchema root)
    {
        foreach (var table in _tables)
        {
            if (ReferenceEquals(table.Root, root))
                return table;
        }

        return null;
    }

    internal bool IsSent(TableSchema table) => _sent.IsDefault || _sent.Any(other => ReferenceEquals(other, table));

    internal LiveShard Shard(int shard) => _shards[shard];

    private LiveTable TableOf(TableSchema root) => Find(root) ?? throw new ArgumentException($"Table {root} is not among the streamed ones.", nameof(root));
}
