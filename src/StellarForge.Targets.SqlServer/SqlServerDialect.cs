using System.Collections.Frozen;
using System.Globalization;
using StellarForge.Ddl;
using StellarForge.Schema;

namespace StellarForge.Targets.SqlServer;

/// <summary>The SQL of SQL Server 2019 and later, Azure SQL.</summary>
public class SqlServerDialect : SqlDialect
{
    /// <summary>The dialect.</summary>
    public static SqlServerDialect Instance { get; } = new();

    // A clustered index takes 900 bytes, and a UTF-16 unit two of them.
    private const int LongestIndexedText = 450;
    private const int LongestIndexedBinary = 900;
    private const int LongestNvarchar = 4_000;
    private const int LongestVarbinary = 8_000;

    private static readonly FrozenSet<string> Native = FrozenSet.Create(
        StringComparer.Ordinal,
        "bit", "tinyint", "smallint", "int", "integer", "bigint", "decimal", "numeric", "dec", "money", "smallmoney", "real", "float", "double precision",
        "varchar", "nvarchar", "char", "nchar", "xml", "date", "datetime2", "datetimeoffset", "uniqueidentifier", "binary", "varbinary");

    /// <inheritdoc/>
    public override string Name => "sqlserver";

    // Names of tables and columns are counted in characters.
    /// <inheritdoc/>
    public override bool CanName(string identifier) => identifier.Length <= LongestName;

    /// <inheritdoc/>
    protected override int LongestName => 128;

    /// <inheritdoc/>
    public override string Quote(string identifier) => $"[{identifier.Replace("]", "]]", StringComparison.Ordinal)}]";

    // CREATE SCHEMA must be alone in its batch.
    /// <inheritdoc/>
    public override string? CreateSchema(TableSchema table) => table.Schema is { } name
        ? $"IF SCHEMA_ID({Literal(name)}) IS NULL EXEC({Literal($"CREATE SCHEMA {Quote(name)}")})"
        : null;

    /// <inheritdoc/>
    protected override string MapType(ColumnSchema column, bool isIndexed) => column.Type switch
    {
        ColumnType.Boolean => "bit",
        ColumnType.Byte => "tinyint",
        ColumnType.SByte or ColumnType.Int16 => "smallint",
        ColumnType.UInt16 or ColumnType.Int32 => "int",
        ColumnType.UInt32 or ColumnType.Int64 => "bigint",
        ColumnType.UInt64 => "decimal(20,0)",
        ColumnType.Single => "real",
        ColumnType.Double => "float",
        ColumnType.Decimal => Decimal("decimal", column),
        ColumnType.Text => Text(column.MaxLength, isIndexed),
        ColumnType.Date => "date",
        ColumnType.Time => "time(6)",

        // Microseconds: time ends at 24 hours.
        ColumnType.Duration => "bigint",
        ColumnType.Timestamp => "datetime2(6)",
        ColumnType.TimestampOffset => "datetimeoffset(6)",
        ColumnType.Uuid => "uniqueidentifier",
        _ => Binary(column.MaxLength, isIndexed),
    };

    /// <inheritdoc/>
    protected override string MapTypeName(StoreType type, string typeName, ColumnSchema column, bool isIndexed) => type.Kind switch
    {
        StoreKind.Text or StoreKind.Char when isIndexed && type.Length is null => Text(column.MaxLength, isIndexed),
        StoreKind.Text or StoreKind.Char when Native.Contains(type.Name) => Collated(typeName, isIndexed),
        StoreKind.Boolean => "bit",
        _ when Native.Contains(type.Name) => typeName,
        StoreKind.Int16 => "smallint",
        StoreKind.Int32 => "int",
        StoreKind.Int64 => "bigint",
        StoreKind.Decimal => Sized("decimal", type),
        StoreKind.Single => "real",
        StoreKind.Double => "float",
        StoreKind.Text or StoreKind.Json or StoreKind.Jsonb => Text(type.Length, isIndexed),
        StoreKind.Char => Collated(Sized("nchar", type), isIndexed),
        StoreKind.Time => Precise("time", type),

        // In these columns rowversion (timestamp) and 1/300 s (datetime) can't be meant.
        StoreKind.Timestamp => Precise("datetime2", type),
        StoreKind.TimestampOffset => Precise("datetimeoffset", type),
        StoreKind.Interval => "bigint",
        StoreKind.Uuid => "uniqueidentifier",
        StoreKind.Binary => Binary(type.Length ?? column.MaxLength, isIndexed),
        _ => typeName,
    };

    /// <inheritdoc/>
    protected override string ColumnOptions(TableSchema table, ColumnSchema column) =>
        column.IsSequence && table.Key is [var key] && table.Columns[key] == column && TypeOf(table, column) is "tinyint" or "smallint" or "int" or "bigint"
            ? " IDENTITY"
            : "";

    /// <inheritdoc/>
    protected override string IndexFilter(TableSchema table, IndexSchema index) => FilterOf(table, index) is { Length: > 0 } filter ? $" WHERE {filter}" : "";

    // A unique index takes one null here, and any number elsewhere.
    internal static string FilterOf(TableSchema table, IndexSchema index)
    {
        var nullable = index.Columns.Select(ordinal => table.Columns[ordinal])
            .Where(column => column.IsNullable)
            .Select(column => $"{Instance.Quote(column.Name)} IS NOT NULL")
            .ToList();
        return index.IsUnique ? string.Join(" AND ", nullable) : "";
    }

    private static string Text(int? length, bool isIndexed) => length switch
    {
        null when isIndexed => Collated($"nvarchar({LongestIndexedText})", isIndexed),
        { } known when known <= LongestNvarchar => Collated(string.Create(CultureInfo.InvariantCulture, $"nvarchar({known})"), isIndexed),
        _ => "nvarchar(max)",
    };

    private static string Binary(int? length, bool isIndexed) => length switch
    {
        null when isIndexed => $"varbinary({LongestIndexedBinary})",
        { } known when known <= LongestVarbinary => string.Create(CultureInfo.InvariantCulture, $"varbinary({known})"),
        _ => "varbinary(max)",
    };

    private static string Collated(string type, bool isIndexed) => isIndexed ? $"{type} COLLATE Latin1_General_100_BIN2" : type;

    private static string Precise(string name, StoreType type) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}({Math.Min(type.Length ?? 6, 7)})");

    private static string Literal(string text) => $"N'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
