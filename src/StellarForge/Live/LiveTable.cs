using StellarForge.Schema;

namespace StellarForge.Live;

/// <summary>A streamed root table: which live row is which shard's, and when it comes.</summary>
internal sealed class LiveTable(LiveRows live, TableSchema root, int index)
{
    private readonly StreamKey _phases = live.World.Key(root.ClassName, "", "live");

    public TableSchema Root => root;

    public LiveRows Live => live;

    public int Shards => live.Shards;

    /// <summary>The filled rows: indices from here on are live.</summary>
    public long Filled { get; } = live.World.RootRows(root);

    /// <summary>The end of the rows that can be made.</summary>
    public long Limit { get; private set; } = long.MaxValue;

    public int ShardOf(long row) => (int)((row - Filled) % Shards);

    public long RowOf(int shard, long local) => Filled + local * Shards + shard;

    public long TimeOf(long row) => live.Shard(ShardOf(row)).TimeOf(index, (row - Filled) / Shards);

    public long CountBefore(int shard, long time) => live.Shard(shard).CountBefore(index, time);

    /// <summary>Where between two whole numbers a row's place is: what keeps rows from coming like clockwork.</summary>
    public double Phase(int shard, long local) => _phases.At(RowOf(shard, local)).NextDouble();

    public void LimitTo(long rows) => Limit = Math.Min(Limit, rows);
}
