using System.ComponentModel;

namespace StellarForge.Generated;

/// <summary>A table of a model, with its types.</summary>
/// <typeparam name="TRow">The annotated class.</typeparam>
/// <typeparam name="TRows">Its generated rows.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class Table<TRow, TRows>() : Table(TRows.Schema, typeof(TRow))
    where TRows : struct, ITableRows<TRows>
{
    /// <inheritdoc/>
    public override TableRows Rows(World world) => new TableRows<TRows>(TRows.In(world));
}
