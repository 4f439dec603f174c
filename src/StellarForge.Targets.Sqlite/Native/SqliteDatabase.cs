using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Data.Sqlite;
using static StellarForge.Targets.Sqlite.Native.SqliteApi;

namespace StellarForge.Targets.Sqlite.Native;

/// <summary>The C interface of a connection that ADO.NET has opened and closes; for one thread at a time. Disposed of before the connection.</summary>
/// <param name="handle">The connection's handle.</param>
internal sealed unsafe class SqliteDatabase(nint handle) : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> _statements = [];

    /// <summary>Whether no transaction is open.</summary>
    public bool IsAutoCommit => GetAutoCommit(handle) != 0;

    /// <summary>
    /// The rows that the last statement itself changed: none where a trigger has it ignored (<see href="https://www.sqlite.org/c3ref/changes.html"/>).
    /// </summary>
    public int Changes => SqliteApi.Changes(handle);

    /// <summary>Takes the connection's mutex for many calls.</summary>
    public SqliteMutex Hold() => new(handle);

    /// <summary>A statement, prepared once for each text.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var known))
            return known;

        var utf8 = Encoding.UTF8.GetBytes(sql);
        fixed (byte* text = utf8)
        {
            Check(SqliteApi.Prepare(handle, text, utf8.Length, out var statement, out _));
            return _statements[sql] = new SqliteStatement(this, statement);
        }
    }

    /// <summary>Asks once for the write lock: SQLite's own waiting looks ever more seldom, and would rarely get a turn.</summary>
    public bool TryBeginImmediate()
    {
        var statement = Prepare("BEGIN IMMEDIATE");
        var code = Step(statement.Handle);
        var error = (code & 0xFF) is Done or Busy ? null : Error();
        statement.Reset();
        return error is null ? code == Done : throw error;
    }

    /// <summary>Rolls the open transaction back.</summary>
    public void Rollback()
    {
        var statement = Prepare("ROLLBACK");
        statement.Read();
        statement.Reset();
    }

    /// <summary>Another number after every commit of another connection; <see langword="null"/> while one is being committed.</summary>
    public long? TryDataVersion()
    {
        var statement = Prepare("PRAGMA data_version");
        var code = Step(statement.Handle);
        var error = (code & 0xFF) is Row or Busy ? null : Error();
        long? version = code == Row ? statement.Int64(0) : null;
        statement.Reset();
        return error is null ? version : throw error;
    }

    public void Check(int code)
    {
        if (code != Ok)
            throw Error();
    }

    /// <summary>What went wrong last.</summary>
    public SqliteException Error()
    {
        var code = ErrorCode(handle);
        return new SqliteException(Marshal.PtrToStringUTF8((nint)ErrorMessage(handle)) ?? "unknown error", code & 0xFF, code);
    }

    /// <summary>Somebody else holds the file's lock.</summary>
    public static SqliteException Locked() => new("database is locked", Busy);

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _statements.Clear();
    }
}
