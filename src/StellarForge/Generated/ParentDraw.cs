using System.ComponentModel;
using System.Runtime.CompilerServices;
using StellarForge.Schema;

namespace StellarForge.Generated;

/// <summary>
/// Draws root rows of a parent table: uniformly, or by a zipf law over ranks, which a permutation keyed on the parent table spreads
/// over its rows, so that all children share the same favourites.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ParentDraw
{
    private const long MostSkewed = 1L << 53;

    private readonly bool _skewed;
    private readonly ZipfDistribution _ranks;
    private readonly Permutation _favourites;

    /// <summary>Draws from a root table's rows in a world.</summary>
    /// <param name="world">The world.</param>
    /// <param name="root">A table that nothing owns.</param>
    /// <param name="skew">The exponent of the zipf law; 0 is uniform.</param>
    public ParentDraw(World world, TableSchema root, double skew = 0)
    {
        Count = world.RootRows(root);
        _skewed = skew != 0;
        if (!_skewed)
            return;
        if (Count > MostSkewed)
        {
            throw new InvalidOperationException(
                $"Table {root} has {Count} rows, and a skewed reference picks among {MostSkewed} at most. Lower the scale, or leave out Skew.");
        }

        _ranks = new ZipfDistribution(skew, Count);
        _favourites = new Permutation(world.Key(root.ClassName, "", "favourites").Subkey(0), Count);
    }

    /// <summary>Whether some rows are favoured.</summary>
    public bool IsSkewed => _skewed;

    /// <summary>The number of rows drawn from.</summary>
    public long Count { get; }

    /// <summary>A row index of the parent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next(ref RowRandom random)
    {
        if (!_skewed)
            return random.NextInt64(0, Count - 1);

        // A copy, so that the caller's stays in registers where nothing is favoured.
        var copy = random;
        var row = NextFavourite(ref copy);
        random = copy;
        return row;
    }

    private long NextFavourite(ref RowRandom random) => _favourites.Map(_ranks.NextScaled(ref random, 1) - 1);
}
