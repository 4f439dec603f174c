using System.ComponentModel;
using System.Runtime.CompilerServices;
using StellarForge.Schema;

namespace StellarForge.Generated;

/// <summary>Distinct indices into a domain of values: a permutation of the row index, keyed by the column. Live rows take what filled ones left.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct UniqueDraw
{
    private readonly Permutation _permutation;

    /// <summary>Makes the draw of a column.</summary>
    /// <param name="world">The world.</param>
    /// <param name="table">The table.</param>
    /// <param name="property">The property.</param>
    /// <param name="domain">The number of different values.</param>
    /// <exception cref="InvalidOperationException">The table has more rows than there are values.</exception>
    public UniqueDraw(World world, TableSchema table, string property, long domain)
    {
        var rows = world.EndRow(table);
        if (domain < rows)
        {
            throw new InvalidOperationException(
                $"{table.ClassName}.{property} is unique and can have {domain:N0} values, but {table} has {rows:N0} row indices in this world. "
                + "Widen the values, or fill fewer rows.");
        }

        world.Live?.Find(table.Root)?.LimitTo(domain / table.Fanout);
        _permutation = new Permutation(world.Key(table.ClassName, property, "unique").Subkey(0), domain);
    }

    /// <summary>The index of a row's value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Map(long row) => _permutation.Map(row);
}
