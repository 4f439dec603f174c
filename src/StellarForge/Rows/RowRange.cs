namespace StellarForge;

/// <summary>A range of a table's generated rows.</summary>
/// <param name="rows">The table's rows in a world.</param>
/// <param name="from">The first row index.</param>
/// <param name="to">The row index after the last.</param>
internal sealed class RowRange<TRows>(TRows rows, long from, long to) : RowSource
    where TRows : struct, ITableRows<TRows>
{
    private readonly TRows _rows = rows;
    private long _next = from;

    public override TableSchema Schema => TRows.Schema;

    public override bool WriteTo<TSink>(ref TSink sink)
    {
        if (_next < to)
        {
            var start = _next;
            _next = _rows.WriteRange(start, to, ref sink);
            RowsWritten += _rows.Count(start, _next);
        }

        return _next < to;
    }
}
