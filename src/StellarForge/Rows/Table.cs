using StellarForge.Generated;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge;

/// <summary>A table of a model, without its type: what engines work with.</summary>
public abstract class Table
{
    private protected Table(TableSchema schema, Type rowType) => (Schema, RowType) = (schema, rowType);

    /// <summary>The schema.</summary>
    public TableSchema Schema { get; }

    /// <summary>The annotated class.</summary>
    public Type RowType { get; }

    /// <summary>The rows of this table in a world, for one thread.</summary>
    public abstract TableRows Rows(World world);

    /// <inheritdoc/>
    public override string ToString() => Schema.QualifiedName;
}

/// <summary>The rows of a table in a world, without their type.</summary>
public abstract class TableRows
{
    /// <inheritdoc cref="ITableRows{TSelf}.Count"/>
    public abstract long Count(long from, long to);

    /// <summary>
    /// Writes the rows with indices from <paramref name="from"/> up to <paramref name="to"/> (exclusive) until the sink is full: for whoever picks rows here
    /// and there.
    /// </summary>
    /// <returns>The index to go on from; <paramref name="to"/> when all is written.</returns>
    /// <exception cref="RowException">A row can't be made.</exception>
    public abstract long Write<TSink>(long from, long to, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct;

    /// <summary>The rows with indices from <paramref name="from"/> up to <paramref name="to"/> (exclusive), to be written once.</summary>
    public abstract RowSource Range(long from, long to);
}

internal sealed class TableRows<TRows>(TRows rows) : TableRows
    where TRows : struct, ITableRows<TRows>
{
    private readonly TRows _rows = rows;

    public override long Count(long from, long to) => _rows.Count(from, to);

    public override long Write<TSink>(long from, long to, ref TSink sink) => RowFault.WriteRange(_rows, from, to, ref sink);

    public override RowSource Range(long from, long to) => new RowRange<TRows>(_rows, from, to);
}
