using System.Text.RegularExpressions;
using StellarForge.Ddl;
using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Schema;

namespace StellarForge.Targets.MySql;

/// <summary>What the database itself says of its tables.</summary>
/// <param name="connection">An open connection.</param>
internal sealed partial class MySqlCatalog(RelationalConnection connection) : IRelationalCatalog
{
    private static readonly SqlDialect Sql = MySqlDialect.Instance;

    /// <summary>Whether a table is there.</summary>
    public async Task<bool> ExistsAsync(TableSchema table, CancellationToken cancellationToken) =>
        Sql.CanName(table.Name) && await connection.QueryBooleanAsync(
        "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = @p0", cancellationToken, table.Name);

    /// <summary>Whether a table holds any row.</summary>
    public Task<bool> HoldsRowsAsync(TableSchema table, CancellationToken cancellationToken) =>
        connection.QueryBooleanAsync($"SELECT 1 FROM {Sql.QuoteTable(table)} LIMIT 1", cancellationToken);

    /// <summary>The number of a table's rows.</summary>
    public async Task<long> CountRowsAsync(TableSchema table, CancellationToken cancellationToken) =>
        (await connection.QueryAsync($"SELECT COUNT(*) FROM {Sql.QuoteTable(table)}", row => row.GetInt64(0), cancellationToken)).Single();

    /// <summary>Refuses a table whose columns do not take the model's values, or whose engine keeps no transactions.</summary>
    /// <exception cref="FillRefusedException">They do not; the message lists each difference.</exception>
    public async Task CompareAsync(TableSchema table, CancellationToken cancellationToken)
    {
        FillRefusedException.ThrowIfOtherColumns(
            table, await ColumnsAsync(Sql.QuoteTable(table), cancellationToken), await ExpectedColumnsAsync(table, cancellationToken));
        var engines = await connection.QueryAsync(
            """
            SELECT e.engine FROM information_schema.tables t JOIN information_schema.engines e ON e.engine = t.engine
            WHERE t.table_schema = DATABASE() AND t.table_name = @p0 AND e.transactions <> 'YES'
            """,
            row => row.GetString(0), cancellationToken, table.Name);
        if (engines is [var engine])
        {
            throw new FillRefusedException(
                $"Table {table} is kept by the engine {engine}, which has no transactions: rows of a load that is cut short would stay, and come again. " +
                    $"Change it by ALTER TABLE {Sql.QuoteTable(table)} ENGINE = InnoDB.");
        }
    }

    public async Task<bool> HasKeyAsync(TableSchema table, CancellationToken cancellationToken)
    {
        var parts = await connection.QueryAsync(
            """
            SELECT index_name, column_name, sub_part FROM information_schema.statistics
            WHERE table_schema = DATABASE() AND table_name = @p0 AND non_unique = 0
            """,
            row => (Name: row.GetString(0), Column: row.IsDBNull(1) ? "" : row.GetString(1), IsWhole: row.IsDBNull(2)), cancellationToken, table.Name);
        var key = table.Key.Select(column => table.Columns[column].Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return parts.GroupBy(part => part.Name).Any(index => index.All(part => part.IsWhole) && key.SetEquals(index.Select(part => part.Column)));
    }

    /// <summary>None: a session that loads has its checks off.</summary>
    public Task<IReadOnlyList<StoredForeignKey>> ForeignKeysAsync(
        IEnumerable<TableSchema> all, IEnumerable<TableSchema> tables, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredForeignKey>>([]);

    /// <summary>Whether a table has an index of some columns, as unique as asked for, under whatever name.</summary>
    public async Task<bool> HasIndexAsync(TableSchema table, IndexSchema index, CancellationToken cancellationToken)
    {
        var indexes = await connection.QueryAsync(
            """
            SELECT index_name, non_unique, column_name FROM information_schema.statistics
            WHERE table_schema = DATABASE() AND table_name = @p0 ORDER BY index_name, seq_in_index
            """,
            row => (Name: row.GetString(0), Unique: row.GetInt64(1) == 0, Column: row.IsDBNull(2) ? "" : row.GetString(2)),
            cancellationToken, table.Name);
        var columns = index.Columns.Select(column => table.Columns[column].Name).ToList();
        return indexes.GroupBy(part => (part.Name, part.Unique))
            .Any(there => (there.Key.Unique || !index.IsUnique) && there.Select(part => part.Column).SequenceEqual(columns, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Whether a table has the foreign key of a reference, under whatever name.</summary>
    public async Task<bool> HasForeignKeyAsync(TableSchema table, ReferenceSchema reference, TableSchema parent, CancellationToken cancellationToken)
    {
        var keys = await connection.QueryAsync(
            """
            SELECT constraint_name, column_name, referenced_column_name FROM information_schema.key_column_usage
            WHERE table_schema = DATABASE() AND table_name = @p0 AND referenced_table_schema = DATABASE() AND referenced_table_name = @p1
            ORDER BY constraint_name, ordinal_position
            """,
            row => (Name: row.GetString(0), Column: row.GetString(1), ParentColumn: row.GetString(2)),
            cancellationToken, table.Name, parent.Name);
        var columns = reference.Columns.Select(column => table.Columns[column].Name).Zip(reference.ParentColumns).ToList();
        return keys.GroupBy(part => part.Name).Any(key => key.Select(part => (part.Column, part.ParentColumn)).SequenceEqual(columns));
    }

    private async Task<Dictionary<string, Column>> ColumnsAsync(string quotedTable, CancellationToken cancellationToken)
    {
        var columns = await connection.QueryAsync(
            $"SHOW COLUMNS FROM {quotedTable}",
            row => new Column(
                row.GetString(0), DisplayWidth().Replace(row.GetString(1), "$1"), row.GetString(2) != "NO",
                !row.IsDBNull(4) || row.GetString(5).Length > 0),
            cancellationToken);
        return columns.ToDictionary(column => column.Name, StringComparer.OrdinalIgnoreCase);
    }

    // The server says itself what the dialect's names mean: json is longtext in MariaDB, boolean is tinyint(1).
    private async Task<Dictionary<string, Column>> ExpectedColumnsAsync(TableSchema table, CancellationToken cancellationToken)
    {
        const string Twin = "_stellarforge_expected";
        var columns = table.Columns.Select((column, ordinal) =>
            $"{Sql.Quote(column.Name)} {Sql.TypeOf(table, column)}{(column.IsNullable && !table.Key.Contains(ordinal) ? "" : " NOT NULL")}");
        await connection.ExecuteAsync($"CREATE TEMPORARY TABLE {Twin} ({string.Join(", ", columns)}) DEFAULT CHARACTER SET utf8mb4", cancellationToken);
        var expected = await ColumnsAsync(Twin, cancellationToken);
        await connection.ExecuteAsync($"DROP TEMPORARY TABLE {Twin}", cancellationToken);
        return expected;
    }

    // int(11) is int: MySQL 8 left the width away, which never meant anything. tinyint(1) says boolean in both.
    [GeneratedRegex(@"^((?:small|medium|big)?int|tinyint(?!\(1\)))\(\d+\)")]
    private static partial Regex DisplayWidth();

    private sealed record Column(string Name, string Type, bool IsNullable, bool HasDefault) : IStoredColumn<Column>
    {
        public bool CanHold(Column other) => Type == other.Type || (Room is { } room && other.Room is { } needed && Binary == other.Binary && room >= needed);

        public override string ToString() => Type + (IsNullable ? " null" : " not null");

        private bool Binary => Type.Contains("blob", StringComparison.Ordinal) || Type.StartsWith("varbinary", StringComparison.Ordinal);

        // Of text and binary types, the characters or bytes that fit.
        private long? Room => Type switch
        {
            "longtext" or "longblob" => uint.MaxValue,
            "mediumtext" or "mediumblob" => (1 << 24) - 1,
            "text" or "blob" => ushort.MaxValue,
            _ when Sized().Match(Type) is { Success: true } sized => long.Parse(sized.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture),
            _ => null,
        };
    }

    [GeneratedRegex(@"^var(?:char|binary)\((\d+)\)$")]
    private static partial Regex Sized();
}
