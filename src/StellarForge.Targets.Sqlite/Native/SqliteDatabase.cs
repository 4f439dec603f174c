using System.Runtime.InteropServices;
using System.Text;
using static StellarForge.Targets.Sqlite.Native.SqliteApi;

namespace StellarForge.Targets.Sqlite.Native;

/// <summary>A connection to a database file; for one thread at a time. Closing it rolls back what was not committed.</summary>
internal sealed unsafe class SqliteDatabase : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> _statements = [];
    private nint _handle;

    private SqliteDatabase(nint handle) => _handle = handle;

    public nint Handle => _handle;

    /// <summary>Opens a file, or makes it.</summary>
    public static SqliteDatabase Open(string file, bool create)
    {
        var code = SqliteApi.Open(file, out var handle, OpenReadWrite | OpenNoMutex | (create ? OpenCreate : 0), 0);
        var database = new SqliteDatabase(handle);
        if (code == Ok)
            return database;

        using (database)
            throw database.Error();
    }

    /// <summary>Waits this long for a lock in the hands of others.</summary>
    public void WaitForLocks(TimeSpan timeout) => _ = BusyTimeout(_handle, (int)timeout.TotalMilliseconds);

    /// <summary>A statement, prepared once for each text.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var known))
            return known;

        var utf8 = Encoding.UTF8.GetBytes(sql);
        fixed (byte* text = utf8)
        {
            Check(SqliteApi.Prepare(_handle, text, utf8.Length, out var handle, out _));
            return _statements[sql] = new SqliteStatement(this, handle);
        }
    }

    /// <summary>Runs a statement.</summary>
    public void Execute(string sql, params ReadOnlySpan<object?> values)
    {
        var statement = Prepare(sql).Bind(values);
        while (statement.Read())
        {
        }
    }

    /// <summary>The first value of a query's first row, as a number; 0 without one.</summary>
    public long Scalar(string sql, params ReadOnlySpan<object?> values)
    {
        var statement = Prepare(sql).Bind(values);
        var value = statement.Read() ? statement.Int64(0) : 0;
        statement.Reset();
        return value;
    }

    /// <summary>Forgets statements of tables that are no more.</summary>
    public void ForgetStatements()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _statements.Clear();
    }

    public void Check(int code)
    {
        if (code != Ok)
            throw Error();
    }

    /// <summary>What went wrong last.</summary>
    public SqliteException Error() => _handle == 0
        ? new SqliteException(7, "out of memory")
        : new SqliteException(ErrorCode(_handle), Marshal.PtrToStringUTF8((nint)ErrorMessage(_handle)) ?? "unknown error");

    public void Dispose()
    {
        ForgetStatements();
        if (_handle != 0)
            _ = Close(_handle);
        _handle = 0;
    }
}
