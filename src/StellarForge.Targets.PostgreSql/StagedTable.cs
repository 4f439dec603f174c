using StellarForge.Ddl;
using StellarForge.Engine.Relational;
using StellarForge.Engine.Streams;
using StellarForge.Schema;

namespace StellarForge.Targets.PostgreSql;

/// <summary>A table of a pipeline with the staging table through which rows go that may have keys that are there already: the statements of both.</summary>
internal sealed class StagedTable
{
    private static readonly SqlDialect Sql = PostgreSqlDialect.Instance;

    private readonly PipelineTable _table;
    private readonly string _name;
    private readonly string _staging;
    private readonly string _key;
    private readonly string _columns;

    /// <param name="table">A table with a key.</param>
    /// <param name="number">Its number in the session.</param>
    public StagedTable(PipelineTable table, int number)
    {
        _table = table;
        Schema = NumberedRows.WithNumber(table.Schema) with { Schema = "pg_temp", Name = $"stellarforge_staging_{number}" };
        _name = Sql.QuoteTable(table.Schema);
        _staging = Sql.QuoteTable(Schema);
        _key = Names(table.Schema.Key);
        _columns = Names(Enumerable.Range(0, table.Schema.Columns.Length));
    }

    /// <summary>The staging table.</summary>
    public TableSchema Schema { get; }

    /// <summary>Which way rows go.</summary>
    public WritePath Path { get; } = new();

    /// <summary>Makes the staging table, with the types and collations that the table itself has.</summary>
    public string Create =>
        $"CREATE TEMPORARY TABLE {Sql.Quote(Schema.Name)} ON COMMIT DELETE ROWS AS "
        + $"SELECT {_columns}, 0 AS {NumberedRows.NumberColumn} FROM {_name} WITH NO DATA";

    /// <summary>Empties the staging table.</summary>
    public string Empty => $"TRUNCATE {_staging}";

    /// <summary>
    /// Brings staged rows into the table. With <see cref="WriteMode.Append"/> it selects the numbers of the rows whose keys were there: keys of the table, or
    /// of earlier rows. No other rule of the table is passed over.
    /// </summary>
    public string Merge => _table.Mode switch
    {
        WriteMode.Append =>
            $"""
            WITH inserted AS ({Insert} RETURNING {_key})
            SELECT {NumberedRows.NumberColumn}
            FROM (
                SELECT {_key}, {NumberedRows.NumberColumn}, row_number() OVER (PARTITION BY {_key} ORDER BY {NumberedRows.NumberColumn}) AS place
                FROM {_staging}) AS staged
            LEFT JOIN (SELECT {_key}, true AS is_inserted FROM inserted) AS inserted USING ({_key})
            WHERE place > 1 OR is_inserted IS NULL ORDER BY 1
            """,
        WriteMode.Upsert when Others.Length > 0 =>
            $"""
            INSERT INTO {_name} AS target ({_columns})
            SELECT DISTINCT ON ({_key}) {_columns} FROM {_staging} ORDER BY {_key}, {Newest}{NumberedRows.NumberColumn} DESC
            ON CONFLICT ({_key}) DO UPDATE SET {string.Join(", ", Others.Select(name => $"{name} = excluded.{name}"))}{IfNotOlder}
            """,
        _ => Insert,
    };

    // Of one key, the first row in order: the one that finds none there.
    private string Insert =>
        $"INSERT INTO {_name} ({_columns}) SELECT {_columns} FROM {_staging} ORDER BY {NumberedRows.NumberColumn} ON CONFLICT ({_key}) DO NOTHING";

    private string[] Others =>
        [.. _table.Schema.Columns.Where((_, ordinal) => !_table.Schema.Key.Contains(ordinal)).Select(column => Sql.Quote(column.Name))];

    private string? Version => _table.Version is { } ordinal ? Sql.Quote(_table.Schema.Columns[ordinal].Name) : null;

    private string Newest => Version is { } version ? $"{version} DESC NULLS LAST, " : "";

    // One without a version is older than any that has one.
    private string IfNotOlder => Version is { } version ? $" WHERE target.{version} IS NULL OR excluded.{version} >= target.{version}" : "";

    private string Names(IEnumerable<int> ordinals) => string.Join(", ", ordinals.Select(ordinal => Sql.Quote(_table.Schema.Columns[ordinal].Name)));
}
