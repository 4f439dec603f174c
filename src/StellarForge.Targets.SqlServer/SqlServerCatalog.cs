using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using StellarForge.Ddl;
using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Schema;

namespace StellarForge.Targets.SqlServer;

/// <summary>What the database itself says of its tables.</summary>
/// <param name="connection">An open connection.</param>
internal sealed class SqlServerCatalog(RelationalConnection connection) : IRelationalCatalog
{
    private static readonly SqlDialect Sql = SqlServerDialect.Instance;

    /// <summary>Whether a table is there.</summary>
    public Task<bool> ExistsAsync(TableSchema table, CancellationToken cancellationToken) =>
        connection.QueryBooleanAsync(SqlServerStatements.Exists, cancellationToken, Sql.QuoteTable(table));

    /// <summary>Whether a table, a view or a synonym is there.</summary>
    public Task<bool> IsReadableAsync(TableSchema table, CancellationToken cancellationToken) =>
        connection.QueryBooleanAsync(SqlServerStatements.IsReadable, cancellationToken, Sql.QuoteTable(table));

    /// <summary>Whether a table holds any row.</summary>
    public Task<bool> HoldsRowsAsync(TableSchema table, CancellationToken cancellationToken) =>
        connection.QueryBooleanAsync(SqlServerStatements.HoldsRows(Sql.QuoteTable(table)), cancellationToken);

    /// <summary>The number of a table's rows.</summary>
    public async Task<long> CountRowsAsync(TableSchema table, CancellationToken cancellationToken) =>
        (await connection.QueryAsync(SqlServerStatements.CountRows(Sql.QuoteTable(table)), row => row.GetInt64(0), cancellationToken)).Single();

    /// <summary>Whether a table has neither a clustered nor any other index.</summary>
    public Task<bool> IsHeapAsync(TableSchema table, CancellationToken cancellationToken) =>
        connection.QueryBooleanAsync(SqlServerStatements.IsHeap, cancellationToken, Sql.QuoteTable(table));

    /// <summary>Whether the database numbers a column of a table itself.</summary>
    public Task<bool> HasIdentityAsync(TableSchema table, CancellationToken cancellationToken) =>
        connection.QueryBooleanAsync(SqlServerStatements.HasIdentity, cancellationToken, Sql.QuoteTable(table));

    /// <summary>The column that the database numbers by itself, or <see langword="null"/>.</summary>
    public async Task<string?> IdentityColumnAsync(TableSchema table, CancellationToken cancellationToken) =>
        (await connection.QueryAsync(SqlServerStatements.IdentityColumn, row => row.GetString(0), cancellationToken, Sql.QuoteTable(table))).FirstOrDefault();

    /// <summary>Refuses a table whose columns do not take the model's values.</summary>
    /// <exception cref="FillRefusedException">They do not; the message lists each difference.</exception>
    public async Task CompareAsync(TableSchema table, CancellationToken cancellationToken)
    {
        var existing = await connection.QueryAsync(SqlServerStatements.Columns, Column.Read, cancellationToken, Sql.QuoteTable(table));
        var expected = await ExpectedColumnsAsync(table, cancellationToken);
        FillRefusedException.ThrowIfOtherColumns(table, existing.ToDictionary(column => column.Name), expected.ToDictionary(column => column.Name));

        // SqlBulkCopy's own count does not know of such rows. Triggers it fires none, unless it is asked to.
        var ignoring = await connection.QueryAsync(
            SqlServerStatements.DuplicateIgnoringIndexes, row => row.GetString(0), cancellationToken, Sql.QuoteTable(table));
        if (ignoring.Count > 0)
        {
            throw new FillRefusedException(
                $"Table {table} leaves out rows without an error: its index {ignoring[0]} has IGNORE_DUP_KEY = ON. "
                + "Set it OFF by ALTER INDEX, or drop the index.");
        }
    }

    /// <summary>The enabled foreign keys between tables of the model that have one of the given tables at either end.</summary>
    public async Task<IReadOnlyList<StoredForeignKey>> ForeignKeysAsync(
        IEnumerable<TableSchema> all, IEnumerable<TableSchema> tables, CancellationToken cancellationToken)
    {
        var names = tables.Select(table => table.QualifiedName).ToHashSet();
        var keys = await connection.QueryAsync(
            SqlServerStatements.ForeignKeys, row => new StoredForeignKey(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3)),
            cancellationToken, JsonSerializer.Serialize(all.Select(table => new[] { table.QualifiedName, Sql.QuoteTable(table) })));
        return keys.FindAll(key => names.Contains(key.Table) || names.Contains(key.Parent));
    }

    public Task<bool> HasKeyAsync(TableSchema table, CancellationToken cancellationToken) =>
        connection.QueryBooleanAsync(
            SqlServerStatements.HasKey, cancellationToken,
            Sql.QuoteTable(table), JsonSerializer.Serialize(table.Key.Select(key => table.Columns[key].Name)));

    /// <summary>Whether a table has the foreign key of a reference, under whatever name.</summary>
    public Task<bool> HasForeignKeyAsync(TableSchema table, ReferenceSchema reference, TableSchema parent, CancellationToken cancellationToken) =>
        connection.QueryBooleanAsync(
            SqlServerStatements.HasForeignKey, cancellationToken,
            Sql.QuoteTable(table), Sql.QuoteTable(parent),
            Columns(table, reference.Columns), string.Join(", ", reference.ParentColumns.Select(Sql.Quote)));

    /// <summary>Whether a table has a primary key.</summary>
    public Task<bool> HasPrimaryKeyAsync(TableSchema table, CancellationToken cancellationToken) =>
        connection.QueryBooleanAsync(SqlServerStatements.HasPrimaryKey, cancellationToken, Sql.QuoteTable(table));

    /// <summary>Whether a table has an index of some columns, as unique as asked for, under whatever name.</summary>
    public Task<bool> HasIndexAsync(TableSchema table, IndexSchema index, CancellationToken cancellationToken) =>
        connection.QueryBooleanAsync(
            SqlServerStatements.HasIndex, cancellationToken,
            Sql.QuoteTable(table), Columns(table, index.Columns), index.IsUnique ? 1 : 0, $"({SqlServerDialect.FilterOf(table, index)})");

    // The server says itself what the dialect's names mean: integer is int, dec(9) is decimal(9,0).
    private async Task<List<Column>> ExpectedColumnsAsync(TableSchema table, CancellationToken cancellationToken)
    {
        const string Twin = "#stellarforge_expected";
        var columns = table.Columns.Select((column, ordinal) =>
            $"{Sql.Quote(column.Name)} {Sql.TypeOf(table, column)}{(column.IsNullable && !table.Key.Contains(ordinal) ? " NULL" : " NOT NULL")}");
        await connection.ExecuteAsync($"CREATE TABLE {Twin} (\n    {string.Join(",\n    ", columns)}\n)", cancellationToken);
        var expected = await connection.QueryAsync(SqlServerStatements.ExpectedColumns, Column.Read, cancellationToken);
        await connection.ExecuteAsync($"DROP TABLE {Twin}", cancellationToken);
        return expected;
    }

    private static string Columns(TableSchema table, IEnumerable<int> ordinals) =>
        string.Join(", ", ordinals.Select(ordinal => Sql.Quote(table.Columns[ordinal].Name)));

    private sealed record Column(string Name, string Type, int Length, int Precision, int Scale, bool IsNullable, bool HasDefault) : IStoredColumn<Column>
    {
        public static Column Read(DbDataReader row) => new(
            row.GetString(0), row.GetString(1) is "numeric" ? "decimal" : row.GetString(1), row.GetInt16(2), row.GetByte(3), row.GetByte(4),
            row.GetBoolean(5), row.GetBoolean(6));

        // A length of −1 is max.
        public bool CanHold(Column other) => Type == other.Type && Type switch
        {
            "nvarchar" or "varchar" or "varbinary" => Length == -1 || (other.Length != -1 && other.Length <= Length),
            "datetime2" or "datetimeoffset" or "time" => Scale >= other.Scale,
            "decimal" => Scale == other.Scale && Precision >= other.Precision,
            _ => Length == other.Length && Precision == other.Precision && Scale == other.Scale,
        };

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Type}{Size()} {(IsNullable ? "null" : "not null")}");

        private string Size() => Type switch
        {
            "nvarchar" or "varchar" or "varbinary" or "nchar" or "char" or "binary" when Length == -1 => "(max)",
            "nvarchar" or "nchar" => string.Create(CultureInfo.InvariantCulture, $"({Length / 2})"),
            "varchar" or "varbinary" or "char" or "binary" => string.Create(CultureInfo.InvariantCulture, $"({Length})"),
            "decimal" => string.Create(CultureInfo.InvariantCulture, $"({Precision},{Scale})"),
            "datetime2" or "datetimeoffset" or "time" => string.Create(CultureInfo.InvariantCulture, $"({Scale})"),
            _ => "",
        };
    }
}
