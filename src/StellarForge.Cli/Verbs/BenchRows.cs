namespace StellarForge.Cli.Verbs;

/// <summary>A range of rows that can be written again and again, so that the measured part allocates nothing.</summary>
internal sealed class BenchRows(TableSchema schema) : RowSource
{
    private TableRows? _rows;
    private long _next;
    private long _end;

    public override TableSchema Schema => schema;

    public void Restart(TableRows rows, long from, long to) => (_rows, _next, _end, RowsWritten) = (rows, from, to, 0);

    public override bool WriteTo<TSink>(ref TSink sink)
    {
        var start = _next;
        _next = _rows!.WriteRange(start, _end, ref sink);
        RowsWritten += _rows.Count(start, _next);
        return _next < _end;
    }
}
