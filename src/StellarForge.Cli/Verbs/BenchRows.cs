using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Cli.Verbs;

/// <summary>A range of rows that can be written again and again, so that the measured part allocates nothing.</summary>
internal sealed class BenchRows(TableSchema schema) : RowSource
{
    private TableRows? _rows;
    private long _from;
    private long _next;
    private long _end;

    public override TableSchema Schema => schema;

    public override long RowsWritten => _rows!.Count(_from, _next);

    public void Restart(TableRows rows, long from, long to) => (_rows, _from, _next, _end) = (rows, from, from, to);

    public override bool WriteTo<TSink>(ref TSink sink)
    {
        _next = _rows!.WriteRange(_next, _end, ref sink);
        return _next < _end;
    }
}
