using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using StellarForge.Ddl;
using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Schema;

namespace StellarForge.Targets.Sqlite;

/// <summary>What the file itself says of its tables.</summary>
/// <param name="connection">An open connection.</param>
internal sealed partial class SqliteCatalog(RelationalConnection connection) : IRelationalCatalog
{
    private static readonly SqlDialect Sql = SqliteDialect.Instance;

    /// <summary>Whether a table is there.</summary>
    /// <exception cref="FillRefusedException">A view has its name.</exception>
    public async Task<bool> ExistsAsync(TableSchema table, CancellationToken cancellationToken)
    {
        var types = await TypesAsync(table, cancellationToken);
        return types is ["view"]
            ? throw new FillRefusedException($"{table} is a view, and rows go into tables. Rename or drop the view, or give the table another name by [Table].")
            : types.Count > 0;
    }

    /// <summary>Whether a table or a view is there.</summary>
    public async Task<bool> IsReadableAsync(TableSchema table, CancellationToken cancellationToken) =>
        (await TypesAsync(table, cancellationToken)).Count > 0;

    public Task<bool> HoldsRowsAsync(TableSchema table, CancellationToken cancellationToken) =>
        connection.QueryBooleanAsync($"SELECT EXISTS (SELECT 1 FROM {Sql.QuoteTable(table)})", cancellationToken);

    /// <summary>The number of a table's rows.</summary>
    public async Task<long> CountRowsAsync(TableSchema table, CancellationToken cancellationToken) =>
        (await connection.QueryAsync($"SELECT count(*) FROM {Sql.QuoteTable(table)}", row => row.GetInt64(0), cancellationToken)).Single();

    /// <summary>Refuses a table whose columns do not take the model's values.</summary>
    /// <exception cref="FillRefusedException">They do not; the message lists each difference.</exception>
    public async Task CompareAsync(TableSchema table, CancellationToken cancellationToken)
    {
        await using var scratch = await RelationalConnection.OpenAsync(
            new SqliteConnection("Data Source=:memory:"), [Sql.CreateTable(table, constraints: true)], cancellationToken);
        var (existing, expected) = (await ColumnsAsync(connection, table, cancellationToken), await ColumnsAsync(scratch, table, cancellationToken));
        FillRefusedException.ThrowIfOtherColumns(table, existing, expected, KeyDifference(expected.Values, existing.Values));

        // A row that another replaces is deleted, and no count of SQLite's says so. Rows that are ignored are counted.
        var declared = await connection.QueryAsync(
            "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = @p0 COLLATE NOCASE", row => row.GetString(0), cancellationToken, table.Name);
        if (ReplacingConstraint().Matches(declared.Single()).Any(match => match.Groups["found"].Success))
        {
            throw new FillRefusedException(
                $"Table {table} has a constraint that replaces rows (ON CONFLICT REPLACE): rows of a fill could be gone without an error. "
                + "Declare it without that.");
        }
    }

    public Task<bool> HasKeyAsync(TableSchema table, CancellationToken cancellationToken) => connection.QueryBooleanAsync(
        """
        SELECT @p1 = (SELECT group_concat(name, char(1)) FROM (SELECT name FROM pragma_table_info(@p0) WHERE pk > 0 ORDER BY name))
            OR EXISTS (
                SELECT 1 FROM pragma_index_list(@p0) AS i
                WHERE i."unique" AND NOT i.partial
                  AND @p1 = (SELECT group_concat(name, char(1)) FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY name)))
        """,
        cancellationToken, table.Name,
        string.Join('\u0001', table.Key.Select(key => table.Columns[key].Name).Order(StringComparer.Ordinal)));

    /// <summary>None: a connection that loads has its checks off.</summary>
    public Task<IReadOnlyList<StoredForeignKey>> ForeignKeysAsync(
        IEnumerable<TableSchema> all, IEnumerable<TableSchema> tables, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredForeignKey>>([]);

    /// <summary>Whether a table has an index of these columns, as unique as asked for, under whatever name.</summary>
    public Task<bool> HasIndexAsync(TableSchema table, IndexSchema index, CancellationToken cancellationToken) => connection.QueryBooleanAsync(
        """
        SELECT EXISTS (
            SELECT 1 FROM pragma_index_list(@p0) AS i
            WHERE (i."unique" OR NOT @p1) AND NOT i.partial
              AND (SELECT group_concat(name, char(1)) FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) = @p2)
        """,
        cancellationToken, table.Name, index.IsUnique ? 1 : 0, string.Join('\u0001', index.Columns.Select(column => table.Columns[column].Name)));

    /// <summary>
    /// Whether a column, alone the primary key, is another name for the row id
    /// (<see href="https://www.sqlite.org/lang_createtable.html#rowid"/>): no index holds the key then.
    /// </summary>
    public async Task<bool> IsRowIdAsync(TableSchema table, string column, CancellationToken cancellationToken) =>
        (await ColumnsAsync(connection, table, cancellationToken)).Values.Where(other => other.KeyPart > 0).ToList() is [var key]
        && key.Name.Equals(column, StringComparison.OrdinalIgnoreCase)
        && !await connection.QueryBooleanAsync("SELECT count(*) FROM pragma_index_list(@p0) WHERE origin = 'pk'", cancellationToken, table.Name);

    private Task<List<string>> TypesAsync(TableSchema table, CancellationToken cancellationToken) => connection.QueryAsync(
        "SELECT type FROM sqlite_schema WHERE type IN ('table', 'view') AND name = @p0 COLLATE NOCASE", row => row.GetString(0), cancellationToken, table.Name);

    private static async Task<Dictionary<string, Column>> ColumnsAsync(RelationalConnection database, TableSchema table, CancellationToken cancellationToken) =>
        (await database.QueryAsync(
            """SELECT name, type, "notnull", dflt_value IS NOT NULL, pk FROM pragma_table_info(@p0)""",
            row => new Column(row.GetString(0), row.GetString(1), row.GetInt64(2) != 0, row.GetInt64(3) != 0, row.GetInt64(4)),
            cancellationToken, table.Name)).ToDictionary(column => column.Name, StringComparer.OrdinalIgnoreCase);

    // Strings, quoted names and comments are matched whole, so that nothing is found in them. Comments may stand between the words, too.
    [GeneratedRegex(
        """
        '[^']*' | "[^"]*" | `[^`]*` | \[[^\]]*\] | --[^\n]* | /\*.*?\*/
        | (?<found> \bON (?:\s | --[^\n]* | /\*.*?\*/)+ CONFLICT (?:\s | --[^\n]* | /\*.*?\*/)+ REPLACE\b )
        """, RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex ReplacingConstraint();

    // SQLite adds no key to a table that is there.
    private static string? KeyDifference(IEnumerable<Column> expected, IEnumerable<Column> existing)
    {
        var (wanted, there) = (Key(expected), Key(existing));
        return wanted.Equals(there, StringComparison.OrdinalIgnoreCase) ? null : $"the primary key is ({there}), the model has ({wanted})";

        static string Key(IEnumerable<Column> columns) =>
            string.Join(", ", columns.Where(column => column.KeyPart > 0).OrderBy(column => column.KeyPart).Select(column => column.Name));
    }

    private sealed record Column(string Name, string Type, bool IsDeclaredNotNull, bool HasDefault, long KeyPart) : IStoredColumn<Column>
    {
        // A part of a key that an application declared without NOT NULL.
        public bool IsNullable => !IsDeclaredNotNull && KeyPart == 0;

        // https://www.sqlite.org/datatype3.html#determination_of_column_affinity
        private string Affinity =>
            Has("INT") ? "INTEGER"
            : Has("CHAR") || Has("CLOB") || Has("TEXT") ? "TEXT"
            : Has("BLOB") || Type.Length == 0 ? "BLOB"
            : Has("REAL") || Has("FLOA") || Has("DOUB") ? "REAL"
            : "NUMERIC";

        /// <summary>Whether every value of the other column's affinity comes back unchanged from this one.</summary>
        public bool CanHold(Column other) => (Affinity, other.Affinity) switch
        {
            var (mine, others) when mine == others => true,
            ("NUMERIC", "INTEGER") or ("INTEGER", "NUMERIC") => true,
            ("TEXT", "INTEGER" or "NUMERIC") => true,
            ("BLOB", _) => true,
            _ => false,
        };

        public override string ToString() => $"{(Type.Length == 0 ? "without a type" : Type)} {(IsNullable ? "null" : "not null")}";

        private bool Has(string part) => Type.Contains(part, StringComparison.OrdinalIgnoreCase);
    }
}
