using System.Collections.Frozen;
using System.Globalization;
using StellarForge.Ddl;
using StellarForge.Schema;

namespace StellarForge.Targets.MySql;

/// <summary>The SQL of MySQL 8 and MariaDB 10.6 and later.</summary>
public class MySqlDialect : SqlDialect
{
    /// <summary>The dialect.</summary>
    public static MySqlDialect Instance { get; } = new();

    // An index takes 3,072 bytes, and a character up to four of them.
    private const int LongestIndexedText = 255;
    private const int LongestIndexedBinary = 255;

    // All varchars of a row share 65,535 bytes.
    private const int LongestVarchar = 4_000;

    private static readonly FrozenSet<string> Native = FrozenSet.Create(
        StringComparer.Ordinal,
        "bool", "boolean", "tinyint", "smallint", "mediumint", "int", "integer", "bigint", "decimal", "numeric", "dec", "double", "double precision",
        "tinytext", "mediumtext", "longtext", "text", "varchar", "char", "json", "date", "tinyblob", "blob", "mediumblob", "longblob", "binary", "varbinary");

    /// <inheritdoc/>
    public override string Name => "mysql";

    /// <inheritdoc/>
    protected override bool HasSchemas => false;

    // InnoDB keeps its rows in the primary key: adding it later copies the table.
    /// <inheritdoc/>
    protected override bool RequiresInlineKeys => true;

    // Whatever the server's default is: without transactions a chunk that is cut short would stay, and come again.
    /// <inheritdoc/>
    protected override string TableOptions => " ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4";

    // Names of tables and columns are counted in characters, of which those beyond U+FFFF have no place in them
    // (https://dev.mysql.com/doc/refman/8.4/en/identifiers.html).
    /// <inheritdoc/>
    public override bool CanName(string identifier) => identifier.Length <= LongestName && !identifier.Any(char.IsSurrogate);

    /// <inheritdoc/>
    protected override int LongestName => 64;

    /// <inheritdoc/>
    public override string Quote(string identifier) => $"`{identifier.Replace("`", "``", StringComparison.Ordinal)}`";

    /// <inheritdoc/>
    protected override string MapType(ColumnSchema column, bool isIndexed) => column.Type switch
    {
        ColumnType.Boolean => "tinyint(1)",
        ColumnType.SByte => "tinyint",
        ColumnType.Byte => "tinyint unsigned",
        ColumnType.Int16 => "smallint",
        ColumnType.UInt16 => "smallint unsigned",
        ColumnType.Int32 => "int",
        ColumnType.UInt32 => "int unsigned",
        ColumnType.Int64 => "bigint",
        ColumnType.UInt64 => "bigint unsigned",

        // FLOAT is printed with six digits, which does not give every binary32 back.
        ColumnType.Single or ColumnType.Double => "double",
        ColumnType.Decimal => Decimal("decimal", column),
        ColumnType.Text => Text(column.MaxLength, isIndexed),
        ColumnType.Date => "date",
        ColumnType.Time or ColumnType.Duration => "time(6)",
        ColumnType.Timestamp or ColumnType.TimestampOffset => "datetime(6)",
        ColumnType.Uuid => "char(36) CHARACTER SET ascii COLLATE ascii_bin",
        _ => Binary(column.MaxLength, isIndexed),
    };

    /// <inheritdoc/>
    protected override string MapTypeName(StoreType type, string typeName, ColumnSchema column, bool isIndexed) => type.Kind switch
    {
        StoreKind.Text or StoreKind.Char when isIndexed && type.Length is null => Text(column.MaxLength, isIndexed),
        StoreKind.Text or StoreKind.Char when Native.Contains(type.Name) => Collated(typeName, isIndexed),
        StoreKind.Text when type.Name is "varchar2" or "nvarchar" or "character varying" => Text(type.Length ?? column.MaxLength, isIndexed),
        StoreKind.Binary when type.Length is null && type.Name is "varbinary" or "binary" => Binary(column.MaxLength, isIndexed),
        _ when Native.Contains(type.Name) => typeName,
        StoreKind.Boolean => "tinyint(1)",
        StoreKind.Int8 => "tinyint",
        StoreKind.Int16 => "smallint",
        StoreKind.Int32 => "int",
        StoreKind.Int64 => "bigint",
        StoreKind.Decimal => "decimal(19,4)",
        StoreKind.Single or StoreKind.Double => "double",
        StoreKind.Text => Text(null, isIndexed),
        StoreKind.Char => Collated(Sized("char", type), isIndexed),
        StoreKind.Json or StoreKind.Jsonb => "json",
        StoreKind.Xml => "longtext",
        StoreKind.Time or StoreKind.Interval => Precise("time", type),
        StoreKind.Timestamp or StoreKind.TimestampOffset => Precise("datetime", type),
        StoreKind.Uuid => "char(36) CHARACTER SET ascii COLLATE ascii_bin",
        StoreKind.Binary => Binary(column.MaxLength, isIndexed),
        _ => typeName,
    };

    /// <inheritdoc/>
    protected override string ColumnOptions(TableSchema table, ColumnSchema column) =>
        column.IsSequence && table.Key is [var key] && table.Columns[key] == column
            && TypeOf(table, column) is "tinyint" or "smallint" or "int" or "bigint"
                or "tinyint unsigned" or "smallint unsigned" or "int unsigned" or "bigint unsigned"
            ? " AUTO_INCREMENT"
            : "";

    private static string Text(int? length, bool isIndexed) => length switch
    {
        null when isIndexed => Collated($"varchar({LongestIndexedText})", isIndexed),
        { } known when known <= LongestVarchar => Collated(string.Create(CultureInfo.InvariantCulture, $"varchar({known})"), isIndexed),
        _ => "longtext",
    };

    private static string Binary(int? length, bool isIndexed) => length switch
    {
        null when isIndexed => $"varbinary({LongestIndexedBinary})",
        { } known when known <= LongestVarchar => string.Create(CultureInfo.InvariantCulture, $"varbinary({known})"),
        _ => "longblob",
    };

    private static string Collated(string type, bool isIndexed) => isIndexed ? $"{type} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin" : type;

    // Without a number MySQL keeps whole seconds.
    private static string Precise(string name, StoreType type) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}({Math.Min(type.Length ?? 6, 6)})");
}
