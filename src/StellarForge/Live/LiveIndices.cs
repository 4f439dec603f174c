using StellarForge.Schema;

namespace StellarForge.Live;

/// <summary>Which rows of a table, root or owned, are live.</summary>
internal readonly struct LiveIndices
{
    private readonly LiveTable? _root;
    private readonly long _fanout;

    public LiveIndices(World world, TableSchema table)
    {
        _root = world.Live?.Find(table.Root);
        _fanout = table.Fanout;
        LastFilled = _root is null ? long.MaxValue : world.EndRow(table) - 1;
    }

    private LiveIndices(long lastFilled) => LastFilled = lastFilled;

    /// <summary>Of a table without live rows.</summary>
    public static LiveIndices None { get; } = new(long.MaxValue);

    /// <summary>The row before the live ones; <see cref="long.MaxValue"/> where there are none, so that one comparison tells.</summary>
    public long LastFilled { get; }

    public int ShardOf(long row) => _root!.ShardOf(row / _fanout);

    /// <summary>When the row's root owner comes.</summary>
    public long TimeOf(long row) => _root!.TimeOf(row / _fanout);
}
