using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace StellarForge.Targets.SqlServer.Tests.Support;

/// <summary>
/// What the fake server keeps, in a SQLite file: its ledger, which is made and changed by the target's own statements,
/// and tables with their rows as they came over the wire.
/// What is done in a transaction, whose rows are seen when, and what a rollback undoes, is so a database's answer. T-SQL alone is put into other words.
/// </summary>
internal sealed partial class FakeDatabase : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stellarforge-fake-");

    public FakeDatabase()
    {
        using var connection = Open();
        Run(
            connection,
            """
            PRAGMA stellarforge.journal_mode = WAL;
            CREATE TABLE stellarforge.made (name TEXT PRIMARY KEY, sql TEXT, type TEXT DEFAULT 'U');
            CREATE TABLE stellarforge.loaded (name TEXT, cells BLOB);
            CREATE TABLE stellarforge.permissions (permission_name TEXT);
            INSERT INTO stellarforge.permissions VALUES ('VIEW DEFINITION');
            CREATE VIEW stellarforge.user_tables AS
                SELECT trim(substr(name, 1 + instr(name, '].[')), '.[]') AS name,
                    CASE instr(name, '].[') WHEN 0 THEN 'dbo' ELSE substr(name, 2, instr(name, '].[') - 2) END AS schema_id
                FROM stellarforge.made WHERE type = 'U'
            """);
    }

    /// <summary>Held by the one transaction that is open.</summary>
    public SemaphoreSlim Writer { get; } = new(1);

    /// <summary>sp_getapplock.</summary>
    public SemaphoreSlim ApplicationLock { get; } = new(1);

    /// <summary>A connection; what it writes waits for the transactions of others.</summary>
    public SqliteConnection Open()
    {
        var connection = new SqliteConnection("Data Source=:memory:;Pooling=False;Default Timeout=60");
        connection.Open();
        Run(connection, $"ATTACH '{Path.Combine(_folder.FullName, "server.db")}' AS stellarforge; PRAGMA stellarforge.synchronous = OFF");
        connection.CreateCollation("Latin1_General_100_BIN2", string.CompareOrdinal);
        connection.CreateCollation("DATABASE_DEFAULT", (left, right) => string.Compare(left, right, StringComparison.OrdinalIgnoreCase));
        connection.CreateFunction("SYSUTCDATETIME", () => DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture));
        connection.CreateFunction("SCHEMA_NAME", () => "dbo");
        connection.CreateFunction("SCHEMA_NAME", (string id) => id);
        connection.CreateFunction("OBJECT_SCHEMA_NAME", (string? id) => id is null ? null : "dbo");
        connection.CreateFunction("CONCAT", (object?[] values) => string.Concat(values));
        connection.CreateFunction("QUOTENAME", (string name) => $"[{name}]", isDeterministic: true);
        connection.CreateFunction("OBJECT_ID", (string name, string type) =>
            First(
                connection,
                """
                SELECT name FROM stellarforge.sqlite_schema WHERE 'stellarforge.' || name = @p0
                UNION SELECT name FROM stellarforge.made WHERE name = @p0 AND type = @p1
                """,
                name, type) as string);
        return connection;
    }

    /// <summary>The first value of a query, as a test asks it.</summary>
    public object? Query(string sql)
    {
        using var connection = Open();
        return First(connection, sql);
    }

    /// <summary>Whether a statement throws where its translation, which selects the error's number and text, gives a row.</summary>
    public static bool IsThrow(string sql) => Throw().IsMatch(sql);

    /// <summary>A statement of the target as SQLite says it.</summary>
    public static string Translate(string sql)
    {
        sql = UnicodeLiteral().Replace(sql, "'").Replace("(max)", "", StringComparison.Ordinal);
        sql = sql.Replace("sys.tables", "stellarforge.user_tables", StringComparison.Ordinal);
        sql = sql.Replace("sys.fn_my_permissions(NULL, 'DATABASE')", "stellarforge.permissions", StringComparison.Ordinal);
        sql = Hint().Replace(sql, "");
        sql = Throw().Replace(sql, "SELECT $2, $3 WHERE $1");
        sql = SchemaOfReference().Replace(sql, "");
        sql = sql.Replace(" NONCLUSTERED", "", StringComparison.Ordinal).Replace("given.shard\nWHERE", "given.shard AND", StringComparison.Ordinal);
        sql = Given().Replace(sql, given =>
        {
            var columns = given.Groups[2].Value.Split(", ").Select((column, number) => $"column{number + 1} AS {column}");
            return $"(SELECT {string.Join(", ", columns)} FROM (VALUES {given.Groups[1].Value})) AS given";
        });
        sql = FirstRows().Replace(sql, "SELECT$2 LIMIT $1");
        sql = Top().Replace(sql, "SELECT$1 LIMIT 1");
        sql = Rename().Replace(sql, "ALTER TABLE $1 RENAME TO $2");
        sql = UpdateFrom().Replace(sql, "UPDATE $3 AS $1 SET $2 FROM $4 WHERE $5");
        return AddColumns().Match(sql) is { Success: true } add
            ? string.Concat(add.Groups[2].Value.Split(",\n").Select(column => $"ALTER TABLE {add.Groups[1].Value} ADD {column};"))
            : MakesSchema().Replace(sql, "SELECT 0 WHERE 0");
    }

    public static SqliteCommand Command(SqliteConnection connection, string sql, params IEnumerable<KeyValuePair<string, object>> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }

    public static int Run(SqliteConnection connection, string sql, params object[] parameters)
    {
        using var command = Command(connection, sql, Number(parameters));
        return command.ExecuteNonQuery();
    }

    public static object? First(SqliteConnection connection, string sql, params object[] parameters)
    {
        using var command = Command(connection, sql, Number(parameters));
        return command.ExecuteScalar();
    }

    public static List<T> Rows<T>(SqliteConnection connection, string sql, Func<DbDataReader, T> make, params object[] parameters)
    {
        using var command = Command(connection, sql, Number(parameters));
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(make(reader));
        return rows;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static IEnumerable<KeyValuePair<string, object>> Number(object[] parameters) =>
        parameters.Select((value, number) => KeyValuePair.Create($"@p{number}", value));

    [GeneratedRegex(@"\bN'")]
    private static partial Regex UnicodeLiteral();

    [GeneratedRegex(@"\s+(?:WITH|OPTION) \([^)]*\)")]
    private static partial Regex Hint();

    [GeneratedRegex(@" REFERENCES \S+(?=,)")]
    private static partial Regex SchemaOfReference();

    [GeneratedRegex(@"^SELECT TOP \(1\)(.*)$", RegexOptions.Singleline)]
    private static partial Regex Top();

    [GeneratedRegex(@"^SELECT TOP \((@p\d+)\)(.*)$", RegexOptions.Singleline)]
    private static partial Regex FirstRows();

    [GeneratedRegex(@"\(VALUES (.+?)\) AS given \(([^)]*)\)", RegexOptions.Singleline)]
    private static partial Regex Given();

    [GeneratedRegex(@"^EXEC sp_rename '(.*)', '(.*)'$")]
    private static partial Regex Rename();

    [GeneratedRegex(@"^UPDATE (\w+) SET (.*)\nFROM (\S+) AS \1\nJOIN (.*) ON (.*)$", RegexOptions.Singleline)]
    private static partial Regex UpdateFrom();

    [GeneratedRegex(@"^ALTER TABLE (\S+) ADD\s+(.*)$", RegexOptions.Singleline)]
    private static partial Regex AddColumns();

    [GeneratedRegex(@"^IF (.*)\s+THROW (\d+), N?('.*'), 1$", RegexOptions.Singleline)]
    private static partial Regex Throw();

    [GeneratedRegex(@"^IF SCHEMA_ID\(.*$")]
    private static partial Regex MakesSchema();
}
