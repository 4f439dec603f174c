using System.ComponentModel;
using System.Runtime.CompilerServices;
using StellarForge.Live;
using StellarForge.Schema;

namespace StellarForge.Generated;

/// <summary>
/// Draws root rows of a parent table: uniformly, or by a zipf law over ranks, which a permutation keyed on the parent table spreads
/// over its rows, so that all children share the same favourites.
/// </summary>
/// <remarks>
/// A live row draws from the filled rows and from its shard's own, which are as likely on average. The favourites among the filled rows stay as they are.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ParentDraw
{
    private const long MostSkewed = 1L << 53;

    private readonly bool _skewed;
    private readonly long _lastFilled;
    private readonly ZipfDistribution _ranks;
    private readonly Permutation _favourites;
    private readonly LiveParents? _live;

    /// <summary>Draws from the rows of a table's root owner in a world.</summary>
    /// <param name="world">The world.</param>
    /// <param name="table">The table whose rows refer to them.</param>
    /// <param name="skew">The exponent of the zipf law; 0 is uniform.</param>
    /// <param name="parents">The table that they, or rows that they own, are referred to of, and others of whose rows they have to have theirs.</param>
    public ParentDraw(World world, TableSchema table, double skew, params TableSchema[] parents)
    {
        var root = parents[0].Root;
        var favourites = world.Key(root.ClassName, "", "favourites");
        Count = world.RootRows(root);
        _live = LiveParents.Of(world, table, parents, skew, favourites);
        _lastFilled = _live?.LastFilledChild ?? long.MaxValue;
        _skewed = skew != 0;
        if (!_skewed)
            return;
        if (Count > MostSkewed)
        {
            throw new InvalidOperationException(
                $"Table {root} has {Count} rows, and a skewed reference picks among {MostSkewed} at most. Lower the scale, or leave out Skew.");
        }

        _ranks = new ZipfDistribution(skew, Count);
        _favourites = new Permutation(favourites.Subkey(0), Count);
    }

    /// <summary>Whether some rows are favoured.</summary>
    public bool IsSkewed => _skewed;

    /// <summary>The number of filled rows.</summary>
    public long Count { get; }

    /// <summary>Whether a row that refers to others may refer to live ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsLive(long row) => row > _lastFilled;

    /// <summary>The number of rows that a row may refer to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long CountFor(long row) => IsLive(row) ? Count + _live!.CountFor(row) : Count;

    /// <summary>The number of them that come before a row of the parent's own table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long CountBefore(long row) => IsLive(row) ? CountFor(row) : row;

    /// <summary>The index of one of the rows that a row may refer to; the live ones come last, in their order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long RowAt(long row, long place) => place < Count ? place : _live!.RowOf(row, place - Count);

    /// <summary>A row index of the parent.</summary>
    /// <param name="row">The row that refers to it.</param>
    /// <param name="random">The reference's random stream.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next(long row, ref RowRandom random)
    {
        if (!_skewed && !IsLive(row))
            return random.NextInt64(0, Count - 1);

        // A copy, so that the caller's stays in registers where nothing is favoured.
        var copy = random;
        var parent = IsLive(row) ? NextLive(row, ref copy) : NextFavourite(ref copy);
        random = copy;
        return parent;
    }

    private long NextFavourite(ref RowRandom random) => _favourites.Map(_ranks.NextScaled(ref random, 1) - 1);

    private long NextLive(long row, ref RowRandom random)
    {
        var own = _live!.CountFor(row);
        if (_skewed)
            own = LiveParents.Round(own);
        var place = random.NextInt64(0, Count + own - 1);
        if (!_skewed)
            return RowAt(row, place);
        return place < Count ? NextFavourite(ref random) : _live.NextFavourite(row, own, ref random);
    }
}
