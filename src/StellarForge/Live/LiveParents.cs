using System.Numerics;
using System.Runtime.CompilerServices;
using StellarForge.Generated;
using StellarForge.Schema;

namespace StellarForge.Live;

/// <summary>Which live rows of a streamed table the live rows of another can refer to: those of their own shard that are older than the grace.</summary>
internal sealed class LiveParents
{
    // Rounded numbers are four for each number of bits that are dropped.
    private const int RoundedNumbers = 4 * 64;

    private readonly LiveIndices _children;
    private readonly LiveTable _root;
    private readonly long _age;
    private readonly double _skew;
    private readonly StreamKey _favourites;
    private readonly StrongBox<ZipfDistribution>?[] _ranks = new StrongBox<ZipfDistribution>?[RoundedNumbers];

    private LiveParents(LiveIndices children, LiveTable root, long age, double skew, StreamKey favourites) =>
        (_children, _root, _age, _skew, _favourites) = (children, root, age, skew, favourites);

    /// <summary>The rows behind this one may refer to live ones.</summary>
    public long LastFilledChild => _children.LastFilled;

    /// <summary>Those that have rows of all these tables, or <see langword="null"/> where a table has no live rows.</summary>
    public static LiveParents? Of(World world, TableSchema table, TableSchema[] parents, double skew, StreamKey favourites)
    {
        var children = new LiveIndices(world, table);
        return children.LastFilled < long.MaxValue && parents.All(world.Live!.IsSent) && world.Live.Find(parents[0].Root) is { } root
            ? new LiveParents(children, root, world.Live.Grace + parents.Max(parent => parent.LongestDelay), skew, favourites)
            : null;
    }

    /// <summary>How many of them a live row can refer to.</summary>
    public long CountFor(long row) => _root.CountBefore(_children.ShardOf(row), _children.TimeOf(row) - _age);

    /// <summary>The row index of one of them.</summary>
    public long RowOf(long row, long local) => _root.RowOf(_children.ShardOf(row), local);

    /// <summary>A number rounded down to three significant bits, so that the favourites among so many rows stay the same for a while.</summary>
    public static long Round(long count)
    {
        var dropped = DroppedBits(count);
        return count >> dropped << dropped;
    }

    /// <summary>One of so many, by a zipf law.</summary>
    /// <param name="row">The row that refers to it.</param>
    /// <param name="count">A rounded number.</param>
    /// <param name="random">The reference's random stream.</param>
    public long NextFavourite(long row, long count, ref RowRandom random)
    {
        var shard = _children.ShardOf(row);
        var dropped = DroppedBits(count);

        // Made for a number when it first comes up: threads that do so at once make the same.
        ref var ranks = ref _ranks[4 * dropped + (int)(count >> dropped)];
        ranks ??= new StrongBox<ZipfDistribution>(new ZipfDistribution(_skew, count));
        var rank = ranks.Value.NextScaled(ref random, 1) - 1;
        return _root.RowOf(shard, new Permutation(_favourites.Subkey(1 + shard), count).Map(rank));
    }

    private static int DroppedBits(long count) => Math.Max(0, 61 - BitOperations.LeadingZeroCount((ulong)count));
}
