using StellarForge.Ddl;
using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Schema;

namespace StellarForge.Targets.PostgreSql;

/// <summary>What the database itself says of its tables.</summary>
/// <param name="connection">An open connection.</param>
internal sealed class PostgreSqlCatalog(RelationalConnection connection) : IRelationalCatalog
{
    private static readonly SqlDialect Sql = PostgreSqlDialect.Instance;

    /// <summary>Whether a table is there.</summary>
    public Task<bool> ExistsAsync(TableSchema table, CancellationToken cancellationToken) =>
        connection.QueryBooleanAsync("SELECT to_regclass(@p0) IS NOT NULL", cancellationToken, Sql.QuoteTable(table));

    /// <summary>Whether a table holds any row.</summary>
    public Task<bool> HoldsRowsAsync(TableSchema table, CancellationToken cancellationToken) =>
        connection.QueryBooleanAsync($"SELECT EXISTS (SELECT FROM {Sql.QuoteTable(table)})", cancellationToken);

    /// <summary>The number of a table's rows.</summary>
    public async Task<long> CountRowsAsync(TableSchema table, CancellationToken cancellationToken) =>
        (await connection.QueryAsync($"SELECT count(*) FROM {Sql.QuoteTable(table)}", row => row.GetInt64(0), cancellationToken)).Single();

    /// <summary>Refuses a table whose columns do not take the model's values.</summary>
    /// <exception cref="FillRefusedException">They do not; the message lists each difference.</exception>
    public async Task CompareAsync(TableSchema table, CancellationToken cancellationToken)
    {
        var quoted = Sql.QuoteTable(table);
        FillRefusedException.ThrowIfOtherColumns(table, await ColumnsAsync(quoted, cancellationToken), await ExpectedColumnsAsync(table, cancellationToken));

        // A server that crashes empties such a table, or such partitions of a table, and not the ledger.
        var unlogged = await connection.QueryAsync(
            """
            SELECT oid::regclass::text FROM pg_class
            WHERE relpersistence = 'u' AND (oid = to_regclass(@p0) OR oid IN (SELECT relid FROM pg_partition_tree(to_regclass(@p0)))) ORDER BY 1 LIMIT 1
            """,
            row => row.GetString(0), cancellationToken, quoted);
        if (unlogged is [var name])
        {
            throw new FillRefusedException(
                $"Table {table} is UNLOGGED: a crash of the server would empty it, although its rows were loaded. Change it by ALTER TABLE {name} SET LOGGED.");
        }
    }

    /// <summary>The foreign keys between tables that have one of the given tables at either end.</summary>
    public async Task<IReadOnlyList<StoredForeignKey>> ForeignKeysAsync(
        IEnumerable<TableSchema> all, IEnumerable<TableSchema> tables, CancellationToken cancellationToken)
    {
        return await connection.QueryAsync(
            """
            WITH model AS (SELECT name, to_regclass(quoted) AS oid FROM unnest(@p0, @p1) AS t (name, quoted))
            SELECT child.name, parent.name, conname, pg_get_constraintdef(c.oid)
            FROM pg_constraint c JOIN model child ON child.oid = conrelid JOIN model parent ON parent.oid = confrelid
            WHERE contype = 'f' AND (child.name = ANY (@p2) OR parent.name = ANY (@p2))
            ORDER BY 1, 3
            """,
            row => new StoredForeignKey(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3)),
            cancellationToken,
            all.Select(table => table.QualifiedName).ToArray(),
            all.Select(Sql.QuoteTable).ToArray(),
            tables.Select(table => table.QualifiedName).ToArray());
    }

    /// <summary>Whether a table has the foreign key of a reference, under whatever name.</summary>
    public Task<bool> HasForeignKeyAsync(TableSchema table, ReferenceSchema reference, TableSchema parent, CancellationToken cancellationToken) =>
        connection.QueryBooleanAsync(
            """
            SELECT EXISTS (
                SELECT FROM pg_constraint c
                WHERE contype = 'f' AND conrelid = to_regclass(@p0) AND confrelid = to_regclass(@p2)
                  AND (SELECT array_agg(attname::text ORDER BY position)
                       FROM unnest(conkey) WITH ORDINALITY AS k (attnum, position) JOIN pg_attribute a USING (attnum) WHERE attrelid = conrelid) = @p1
                  AND (SELECT array_agg(attname::text ORDER BY position)
                       FROM unnest(confkey) WITH ORDINALITY AS k (attnum, position) JOIN pg_attribute a USING (attnum) WHERE attrelid = confrelid) = @p3)
            """,
            cancellationToken,
            Sql.QuoteTable(table), reference.Columns.Select(column => table.Columns[column].Name).ToArray(),
            Sql.QuoteTable(parent), reference.ParentColumns.ToArray());

    /// <summary>The foreign keys of tables that were added without looking at the rows.</summary>
    public async Task<IReadOnlyList<(string Table, string Name)>> NotValidatedAsync(IEnumerable<TableSchema> tables, CancellationToken cancellationToken) =>
        await connection.QueryAsync(
            """
            SELECT quoted, conname FROM pg_constraint JOIN unnest(@p0) AS t (quoted) ON conrelid = to_regclass(quoted)
            WHERE contype = 'f' AND NOT convalidated ORDER BY 1, 2
            """,
            row => (row.GetString(0), row.GetString(1)),
            cancellationToken, [tables.Select(Sql.QuoteTable).ToArray()]);

    public Task<bool> HasKeyAsync(TableSchema table, CancellationToken cancellationToken) =>
        connection.QueryBooleanAsync(
            """
            SELECT EXISTS (
                SELECT FROM pg_index
                WHERE indrelid = to_regclass(@p0) AND indisunique AND indimmediate AND indisvalid AND indpred IS NULL AND indexprs IS NULL
                  AND (SELECT array_agg(attname::text ORDER BY attname::text)
                       FROM unnest(indkey::int2[]) WITH ORDINALITY AS k (attnum, position) JOIN pg_attribute a USING (attnum)
                       WHERE attrelid = indrelid AND position <= indnkeyatts) = (SELECT array_agg(name ORDER BY name) FROM unnest(@p1) AS key (name)))
            """,
            cancellationToken, Sql.QuoteTable(table), table.Key.Select(key => table.Columns[key].Name).ToArray());

    /// <summary>Whether a table has a primary key.</summary>
    public Task<bool> HasPrimaryKeyAsync(TableSchema table, CancellationToken cancellationToken) =>
        connection.QueryBooleanAsync(
            "SELECT EXISTS (SELECT FROM pg_constraint WHERE contype = 'p' AND conrelid = to_regclass(@p0))", cancellationToken, Sql.QuoteTable(table));

    /// <summary>Whether a table has a plain index of some columns, as unique as asked for, under whatever name.</summary>
    public Task<bool> HasIndexAsync(TableSchema table, IndexSchema index, CancellationToken cancellationToken) =>
        connection.QueryBooleanAsync(
            """
            SELECT EXISTS (
                SELECT FROM pg_index i
                WHERE indrelid = to_regclass(@p0) AND indisvalid AND indpred IS NULL AND indexprs IS NULL
                  AND (indisunique OR NOT @p2) AND indnkeyatts = cardinality(@p1)
                  AND (SELECT array_agg(attname::text ORDER BY position)
                       FROM unnest(indkey::int2[]) WITH ORDINALITY AS k (attnum, position) JOIN pg_attribute a USING (attnum)
                       WHERE attrelid = indrelid AND position <= cardinality(@p1)) = @p1)
            """,
            cancellationToken, Sql.QuoteTable(table), index.Columns.Select(column => table.Columns[column].Name).ToArray(), index.IsUnique);

    /// <summary>The columns of a table: the names of their types, without a length, by their own.</summary>
    public async Task<IReadOnlyDictionary<string, string>> TypesAsync(TableSchema table, CancellationToken cancellationToken) =>
        (await ColumnsAsync(Sql.QuoteTable(table), cancellationToken)).ToDictionary(column => column.Key, column => column.Value.TypeName);

    private async Task<Dictionary<string, Column>> ColumnsAsync(string quotedTable, CancellationToken cancellationToken)
    {
        var columns = await connection.QueryAsync(
            """
            SELECT attname::text, typname::text, format_type(atttypid, atttypmod), atttypmod, attnotnull, atthasdef OR attidentity <> ''
            FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
            WHERE attrelid = to_regclass(@p0) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
            """,
            row => new Column(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt32(3), !row.GetBoolean(4), row.GetBoolean(5)),
            cancellationToken, quotedTable);
        return columns.ToDictionary(column => column.Name);
    }

    // The server says itself what the dialect's names mean: int8 is bigint, varchar(9) is character varying(9).
    private async Task<Dictionary<string, Column>> ExpectedColumnsAsync(TableSchema table, CancellationToken cancellationToken)
    {
        const string Twin = "stellarforge_expected";
        var columns = table.Columns.Select((column, ordinal) =>
            $"{Sql.Quote(column.Name)} {Sql.TypeOf(table, column)}{(column.IsNullable && !table.Key.Contains(ordinal) ? "" : " NOT NULL")}");
        await connection.ExecuteAsync($"CREATE TEMPORARY TABLE {Twin} ({string.Join(", ", columns)})", cancellationToken);
        var expected = await ColumnsAsync($"pg_temp.{Twin}", cancellationToken);
        await connection.ExecuteAsync($"DROP TABLE pg_temp.{Twin}", cancellationToken);
        return expected;
    }

    private sealed record Column(string Name, string TypeName, string Type, int Modifier, bool IsNullable, bool HasDefault) : IStoredColumn<Column>
    {
        // In its own binary form, that is.
        public bool CanHold(Column other) => (TypeName, other.TypeName) switch
        {
            ("text" or "varchar", "text" or "varchar") => Modifier == -1 || (other.Modifier != -1 && other.Modifier <= Modifier),
            ("timestamp" or "timestamptz", "timestamp" or "timestamptz") => Modifier == -1 || Modifier == other.Modifier, // UTC in both.
            _ => TypeName == other.TypeName && (Modifier == -1 || Modifier == other.Modifier),
        };

        public override string ToString() => Type + (IsNullable ? " null" : " not null");
    }
}
