using StellarForge.Generated;
using StellarForge.Schema;
using StellarForge.Sinks;

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
    private long _counted = from;
    private long _count;

    public override TableSchema Schema => TRows.Schema;

    // Worked out when it is asked for: those of an owned table are counted owner by owner.
    public override long RowsWritten
    {
        get
        {
            _count += _rows.Count(_counted, _next);
            _counted = _next;
            return _count;
        }
    }

    public override bool WriteTo<TSink>(ref TSink sink)
    {
        if (_next < to)
            _next = RowFault.WriteRange(_rows, _next, to, ref sink);
        return _next < to;
    }
}
