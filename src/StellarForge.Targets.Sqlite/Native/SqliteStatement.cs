using System.Globalization;
using System.Text;
using static StellarForge.Targets.Sqlite.Native.SqliteApi;

namespace StellarForge.Targets.Sqlite.Native;

/// <summary>A prepared statement.</summary>
internal sealed unsafe class SqliteStatement(SqliteDatabase database, nint handle) : IDisposable
{
    // SQLITE_TRANSIENT: SQLite copies the value.
    private const nint Copied = -1;

    private nint _handle = handle;

    public nint Handle => _handle;

    /// <summary>Starts over with these values for the parameters.</summary>
    public SqliteStatement Bind(params ReadOnlySpan<object?> values)
    {
        Reset();
        for (var index = 0; index < values.Length; index++)
        {
            switch (values[index])
            {
                case null:
                    database.Check(BindNull(_handle, index + 1));
                    break;
                case string text:
                    var utf8 = Encoding.UTF8.GetBytes(text);
                    fixed (byte* bytes = utf8)
                        database.Check(BindText(_handle, index + 1, bytes, utf8.Length, Copied));
                    break;
                case var number:
                    database.Check(BindInt64(_handle, index + 1, Convert.ToInt64(number, CultureInfo.InvariantCulture)));
                    break;
            }
        }

        return this;
    }

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

    public bool IsNull(int column) => ColumnType(_handle, column) is not (TypeInteger or TypeFloat or TypeText or TypeBlob);

    public ReadOnlySpan<byte> Bytes(int column) => new(ColumnBlob(_handle, column), ColumnBytes(_handle, column));

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public void Dispose()
    {
        _ = SqliteApi.Finalize(_handle);
        _handle = 0;
    }
}
