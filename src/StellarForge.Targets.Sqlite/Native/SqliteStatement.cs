using static StellarForge.Targets.Sqlite.Native.SqliteApi;

namespace StellarForge.Targets.Sqlite.Native;

/// <summary>A prepared statement.</summary>
internal sealed unsafe class SqliteStatement(SqliteDatabase database, nint handle) : IDisposable
{
    private nint _handle = handle;

    public nint Handle => _handle;

    /// <summary>Goes on to the next row.</summary>
    /// <returns><see langword="false"/> after the last, with the statement reset.</returns>
    public bool Read()
    {
        switch (Step(_handle))
        {
            case Row:
                return true;
            case Done:
                Reset();
                return false;
            default:
                var error = database.Error();
                Reset();
                throw error;
        }
    }

    /// <summary>Ends a run; repeats the code of the last step, which was looked at.</summary>
    public void Reset() => _ = SqliteApi.Reset(_handle);

    public long Int64(int column) => ColumnInt64(_handle, column);

    public ReadOnlySpan<byte> Bytes(int column) => new(ColumnBlob(_handle, column), ColumnBytes(_handle, column));

    public void Dispose()
    {
        _ = SqliteApi.Finalize(_handle);
        _handle = 0;
    }
}
