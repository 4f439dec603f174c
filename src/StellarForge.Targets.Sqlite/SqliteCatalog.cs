using StellarForge.Ddl;
using StellarForge.Engine;
using StellarForge.Targets.Sqlite.Native;

namespace StellarForge.Targets.Sqlite;

/// <summary>What the file itself says of its tables.</summary>
internal sealed class SqliteCatalog(SqliteDatabase database)
{
    private static readonly SqlDialect Sql = SqliteDialect.Instance;

    public bool Exists(TableSchema table) =>
        database.Scalar("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE", table.Name) > 0;

    public bool HoldsRows(TableSchema table) => database.Scalar($"SELECT EXISTS (SELECT 1 FROM {Sql.QuoteTable(table)})") != 0;

    /// <summary>Refuses a table whose columns do not take the model's values.</summary>
    /// <exception cref="FillRefusedException">They do not; the message lists each difference.</exception>
    public void Compare(TableSchema table)
    {
        var (existing, expected) = (Columns(database, table), Expected(table));
        FillRefusedException.ThrowIfOtherColumns(table, existing, expected, KeyDifference(expected.Values, existing.Values));
    }

    /// <summary>Whether a table has an index of these columns, as unique as asked for, under whatever name.</summary>
    public bool HasIndex(TableSchema table, IndexSchema index) => database.Scalar(
        """
        SELECT EXISTS (
            SELECT 1 FROM pragma_index_list(?1) AS i
            WHERE (i."unique" OR NOT ?2) AND NOT i.partial
              AND (SELECT group_concat(name, char(0)) FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) = ?3)
        """,
        table.Name, index.IsUnique ? 1 : 0, string.Join('\0', index.Columns.Select(column => table.Columns[column].Name))) != 0;

    /// <summary>Whether a column, alone the primary key, is another name for the row id (<see href="https://www.sqlite.org/lang_createtable.html#rowid"/>): no index holds the key then.</summary>
    public bool IsRowId(TableSchema table, string column) =>
        Columns(database, table).Values.Where(other => other.KeyPart > 0).ToList() is [var key] && key.Name.Equals(column, StringComparison.OrdinalIgnoreCase)
        && database.Scalar("SELECT count(*) FROM pragma_index_list(?) WHERE origin = 'pk'", table.Name) == 0;

    private static Dictionary<string, Column> Expected(TableSchema table)
    {
        using var scratch = SqliteDatabase.Open(":memory:", create: true);
        scratch.Execute(Sql.CreateTable(table, constraints: true));
        return Columns(scratch, table);
    }

    private static Dictionary<string, Column> Columns(SqliteDatabase database, TableSchema table)
    {
        var columns = new Dictionary<string, Column>(StringComparer.OrdinalIgnoreCase);
        var rows = database.Prepare("""SELECT name, type, "notnull", dflt_value IS NOT NULL, pk FROM pragma_table_info(?)""").Bind(table.Name);
        while (rows.Read())
        {
            var name = rows.Text(0);
            columns.Add(name, new Column(name, rows.Text(1), rows.Int64(2) != 0, rows.Int64(3) != 0, rows.Int64(4)));
        }

        return columns;
    }

    // SQLite adds no key to a table that is there.
    private static string? KeyDifference(IEnumerable<Column> expected, IEnumerable<Column> existing)
    {
        var (wanted, there) = (Key(expected), Key(existing));
        return wanted.Equals(there, StringComparison.OrdinalIgnoreCase) ? null : $"the primary key is ({there}), the model has ({wanted})";

        static string Key(IEnumerable<Column> columns) =>
            string.Join(", ", columns.Where(column => column.KeyPart > 0).OrderBy(column => column.KeyPart).Select(column => column.Name));
    }

    private sealed record Column(string Name, string Type, bool DeclaredNotNull, bool HasDefault, long KeyPart) : IStoredColumn<Column>
    {
        // A part of a key that an application declared without NOT NULL.
        public bool NotNull => DeclaredNotNull || KeyPart > 0;

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

        public override string ToString() => $"{(Type.Length == 0 ? "without a type" : Type)} {(NotNull ? "not null" : "null")}";

        private bool Has(string part) => Type.Contains(part, StringComparison.OrdinalIgnoreCase);
    }
}
