using StellarForge.Ddl;
using StellarForge.Engine.Relational;
using StellarForge.Engine.Streams;
using StellarForge.Schema;

namespace StellarForge.Targets.SqlServer;

/// <summary>A table of a pipeline with the staging table through which its rows go: the statements of both.</summary>
/// <remarks>
/// No MERGE, which has more rules than these need. Under READ COMMITTED another client may insert a key between two of them.
/// </remarks>
internal sealed class StagedTable
{
    private static readonly SqlDialect Sql = SqlServerDialect.Instance;

    private readonly PipelineTable _table;
    private readonly string? _identity;
    private readonly string _name;
    private readonly string _staging;
    private readonly string _columns;

    /// <param name="table">The table.</param>
    /// <param name="number">Its number in the session.</param>
    /// <param name="identity">The column that the database numbers by itself, or <see langword="null"/>.</param>
    public StagedTable(PipelineTable table, int number, string? identity)
    {
        _table = table;
        _identity = identity;
        Schema = NumberedRows.WithNumber(table.Schema) with { Schema = null, Name = $"#stellarforge_staging_{number}" };
        _name = Sql.QuoteTable(table.Schema);
        _staging = Sql.QuoteTable(Schema);
        _columns = List(Names, name => name);
    }

    /// <summary>The staging table.</summary>
    public TableSchema Schema { get; }

    /// <summary>
    /// Makes the staging table, with the types and collations that the table itself has; the join is there so that no column is numbered by the database.
    /// </summary>
    public string Create =>
        $"SELECT TOP (0) {List(Names, name => $"source.{name}")}, 0 AS {NumberedRows.NumberColumn} INTO {_staging} "
        + $"FROM {_name} AS source LEFT JOIN {_name} AS nothing ON 1 = 0";

    /// <summary>Empties the staging table.</summary>
    public string Empty => $"TRUNCATE TABLE {_staging}";

    /// <summary>
    /// Selects the numbers of the staged rows whose keys are there: keys of the table, or of earlier rows; <see langword="null"/> where nobody asks.
    /// </summary>
    public string? Refused => _table.Mode != WriteMode.Append || Key.Length == 0 ? null :
        $"""
        {Ranked}
        SELECT ranked.{NumberedRows.NumberColumn} FROM ranked
        WHERE ranked.stellarforge_place > 1 OR EXISTS ({There}) ORDER BY ranked.{NumberedRows.NumberColumn}
        """;

    /// <summary>Replaces the rows of the table whose keys are staged; <see langword="null"/> where none is replaced.</summary>
    public string? Replace => _table.Mode != WriteMode.Upsert || Others.Length == 0 ? null :
        $"""
        {Ranked}
        UPDATE target SET {List(Others, name => $"target.{name} = ranked.{name}")}
        FROM {_name} AS target JOIN ranked ON {SameKey("target")}
        WHERE ranked.stellarforge_place = 1{IfNotOlder}
        """;

    /// <summary>Inserts of each staged key that is not there one row: the first, or the last of an upsert. Without a key, all rows.</summary>
    public string Insert => WithIdentity(Key.Length == 0
        ? $"INSERT INTO {_name} ({_columns}) SELECT {_columns} FROM {_staging}"
        : $"""
          {Ranked}
          INSERT INTO {_name} ({_columns})
          SELECT {List(Names, name => $"ranked.{name}")} FROM ranked WHERE ranked.stellarforge_place = 1 AND NOT EXISTS ({There})
          """);

    /// <summary>Counts the staged keys that are not there, once they should be: a trigger left them out.</summary>
    public string? CountMissing => Key.Length == 0 ? null :
        $"{Ranked}\nSELECT COUNT(*) FROM ranked WHERE ranked.stellarforge_place = 1 AND NOT EXISTS ({There})";

    // Names of tables' own columns may be any, but hardly this one.
    private string Ranked =>
        $"""
        WITH ranked AS (
            SELECT {_columns}, {NumberedRows.NumberColumn}, ROW_NUMBER() OVER (PARTITION BY {List(Key, name => name)} ORDER BY {Order})
                AS stellarforge_place
            FROM {_staging})
        """;

    private string There => $"SELECT * FROM {_name} AS there WHERE {SameKey("there")}";

    // One without a version is older than any that has one: of nulls SQL Server says that they are the smallest.
    private string Order => _table.Mode != WriteMode.Upsert ? NumberedRows.NumberColumn
        : $"{(Version is { } version ? $"{version} DESC, " : "")}{NumberedRows.NumberColumn} DESC";

    private string[] Names => [.. _table.Schema.Columns.Select(column => Sql.Quote(column.Name))];

    private string[] Key => [.. _table.Schema.Key.Select(ordinal => Names[ordinal])];

    private string[] Others => [.. Names.Except(Key)];

    private string? Version => _table.Version is { } ordinal ? Names[ordinal] : null;

    private string IfNotOlder => Version is { } version ? $" AND (target.{version} IS NULL OR ranked.{version} >= target.{version})" : "";

    private string SameKey(string table) => List(Key, name => $"{table}.{name} = ranked.{name}", " AND ");

    // Of one table in a session it may be on. The CTE's statement begins after a semicolon.
    private string WithIdentity(string insert) => _identity is { } column && _table.Schema.Columns.Any(known => known.Name == column)
        ? $"SET IDENTITY_INSERT {_name} ON;\n{insert};\nSET IDENTITY_INSERT {_name} OFF"
        : insert;

    private static string List(IEnumerable<string> names, Func<string, string> each, string separator = ", ") => string.Join(separator, names.Select(each));
}
