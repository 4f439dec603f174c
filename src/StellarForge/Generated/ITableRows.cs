using System.ComponentModel;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Generated;

/// <summary>The rows of one table in one world. Implemented by generated structs; made for one thread at a time.</summary>
/// <typeparam name="TSelf">The struct itself.</typeparam>
/// <remarks>
/// A row index of a root table runs from 0 to its row count − 1. That of an owned table is sparse: the owner's index × the
/// most children + ordinal − 1; an index whose ordinal is beyond the owner's count has no row.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ITableRows<TSelf>
    where TSelf : struct, ITableRows<TSelf>
{
    /// <summary>The table's schema.</summary>
    static abstract TableSchema Schema { get; }

    /// <summary>The table's rows in a world.</summary>
    static abstract TSelf In(World world);

    /// <summary>Writes one row, which must exist.</summary>
    void Write<TSink>(long row, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct;

    /// <summary>Writes the rows with indices from <paramref name="from"/> up to <paramref name="to"/> (exclusive) until the sink is full.</summary>
    /// <returns>The index to go on from; <paramref name="to"/> when all is written.</returns>
    long WriteRange<TSink>(long from, long to, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct;

    /// <summary>The number of rows with indices from <paramref name="from"/> up to <paramref name="to"/> (exclusive).</summary>
    long Count(long from, long to);
}

/// <summary>What the rows of one table share in one world: keys of random streams, corpora, tables. Made by <see cref="World.State{T}"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ITableState
{
    /// <summary>Fills the state in; the states of other tables may be asked for, but not yet used.</summary>
    void Bind(World world);
}
