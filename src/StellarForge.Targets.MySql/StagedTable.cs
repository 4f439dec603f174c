using StellarForge.Ddl;
using StellarForge.Engine.Relational;
using StellarForge.Engine.Streams;
using StellarForge.Schema;

namespace StellarForge.Targets.MySql;

/// <summary>A table of a pipeline with the staging table through which rows go that may have keys that are there already: the statements of both.</summary>
/// <remarks>No INSERT IGNORE and no ON DUPLICATE KEY: they pass over other errors, and take any unique index for the key. MySQL opens a temporary table
/// once in a statement.</remarks>
internal sealed class StagedTable
{
    private static readonly SqlDialect Sql = MySqlDialect.Instance;

    private readonly PipelineTable _table;
    private readonly string _name;
    private readonly string _staging;
    private readonly string _columns;

    /// <param name="table">A table with a key.</param>
    /// <param name="number">Its number in the session.</param>
    public StagedTable(PipelineTable table, int number)
    {
        _table = table;
        Schema = NumberedRows.WithNumber(table.Schema) with { Name = $"stellarforge_staging_{number}" };
        _name = Sql.QuoteTable(table.Schema);
        _staging = Sql.QuoteTable(Schema);
        _columns = List(Names, name => name);
    }

    /// <summary>The staging table.</summary>
    public TableSchema Schema { get; }

    /// <summary>Which way rows go.</summary>
    public WritePath Path { get; } = new();

    /// <summary>Makes the staging table, with the types and collations that the table itself has.</summary>
    public string Create =>
        $"CREATE TEMPORARY TABLE {_staging} ENGINE = InnoDB AS SELECT {_columns}, 0 AS {NumberedRows.NumberColumn} FROM {_name} LIMIT 0";

    /// <summary>Empties the staging table outside of a transaction.</summary>
    public string Truncate => $"TRUNCATE TABLE {_staging}";

    /// <summary>Empties the staging table as part of a transaction.</summary>
    public string Empty => $"DELETE FROM {_staging}";

    /// <summary>
    /// Selects the numbers of the staged rows whose keys are there: keys of the table, or of earlier rows; <see langword="null"/> where nobody asks.
    /// </summary>
    public string? Refused => _table.Mode != WriteMode.Append ? null :
        $"SELECT {NumberedRows.NumberColumn} FROM {Ranked} WHERE place > 1 OR is_there ORDER BY {NumberedRows.NumberColumn}";

    /// <summary>Replaces the rows of the table whose keys are staged; <see langword="null"/> where none is replaced.</summary>
    public string? Replace => _table.Mode != WriteMode.Upsert || Others.Length == 0 ? null :
        $"""
        UPDATE {_name} AS target JOIN {Ranked} ON place = 1 AND is_there AND {List(Key, name => $"target.{name} = ranked.{name}", " AND ")}
        SET {List(Others, name => $"target.{name} = ranked.{name}")}{IfNotOlder}
        """;

    /// <summary>Inserts of each staged key that is not there one row: the first, or the last of an upsert.</summary>
    public string Insert => $"INSERT INTO {_name} ({_columns}) SELECT {_columns} FROM {Ranked} WHERE place = 1 AND NOT is_there";

    private string Ranked =>
        $"""
        (SELECT {List(Names, name => $"staged.{name}")}, staged.{NumberedRows.NumberColumn}, there.{Key[0]} IS NOT NULL AS is_there,
            row_number() OVER (PARTITION BY {List(Key, name => $"staged.{name}")} ORDER BY {Order}) AS place
        FROM {_staging} AS staged LEFT JOIN {_name} AS there ON {List(Key, name => $"there.{name} = staged.{name}", " AND ")}) AS ranked
        """;

    private string Order => _table.Mode != WriteMode.Upsert ? $"staged.{NumberedRows.NumberColumn}"
        : $"{(Version is { } version ? $"staged.{version} DESC, " : "")}staged.{NumberedRows.NumberColumn} DESC";

    private string[] Names => [.. _table.Schema.Columns.Select(column => Sql.Quote(column.Name))];

    private string[] Key => [.. _table.Schema.Key.Select(ordinal => Names[ordinal])];

    private string[] Others => [.. Names.Except(Key)];

    private string? Version => _table.Version is { } ordinal ? Names[ordinal] : null;

    // One without a version is older than any that has one.
    private string IfNotOlder => Version is { } version ? $" WHERE target.{version} IS NULL OR ranked.{version} >= target.{version}" : "";

    private static string List(IEnumerable<string> names, Func<string, string> each, string separator = ", ") => string.Join(separator, names.Select(each));
}
