using StellarForge.Ddl;
using StellarForge.Schema;

namespace StellarForge.Targets.PostgreSql;

/// <summary>The types of binary COPY: what a field's bytes mean.</summary>
internal enum CopyWire : byte
{
    /// <summary>None of those below: of a column's type name that it is the column's own, of a type in the database that it has to be cast to text.</summary>
    Other,
    Boolean, Int16, Int32, Int64, Numeric, Single, Double, Text, Jsonb, Date, Time, Timestamp, Interval, Uuid, Binary,
}

/// <summary>Which wire type a column has.</summary>
internal static class CopyWires
{
    private static readonly CopyWire[] Numbers =
        [CopyWire.Boolean, CopyWire.Int16, CopyWire.Int32, CopyWire.Int64, CopyWire.Numeric, CopyWire.Single, CopyWire.Double, CopyWire.Text];

    /// <summary>The type of a column's fields where it has no type name.</summary>
    public static CopyWire Own(ColumnType type) => type switch
    {
        ColumnType.Boolean => CopyWire.Boolean,
        ColumnType.SByte or ColumnType.Byte or ColumnType.Int16 => CopyWire.Int16,
        ColumnType.UInt16 or ColumnType.Int32 => CopyWire.Int32,
        ColumnType.UInt32 or ColumnType.Int64 => CopyWire.Int64,
        ColumnType.UInt64 or ColumnType.Decimal => CopyWire.Numeric,
        ColumnType.Single => CopyWire.Single,
        ColumnType.Double => CopyWire.Double,
        ColumnType.Date => CopyWire.Date,
        ColumnType.Time => CopyWire.Time,
        ColumnType.Duration => CopyWire.Interval,
        ColumnType.Timestamp or ColumnType.TimestampOffset => CopyWire.Timestamp,
        ColumnType.Uuid => CopyWire.Uuid,
        ColumnType.Binary => CopyWire.Binary,
        _ => CopyWire.Text,
    };

    /// <summary>The type that a column's values are converted to, because its type name asks for it; <see cref="CopyWire.Other"/> for its own.</summary>
    /// <exception cref="NotSupportedException">The values have no such form.</exception>
    public static CopyWire Conversion(TableSchema table, ColumnSchema column)
    {
        if (column.TypeName is not { } typeName)
            return CopyWire.Other;
        var wanted = Of(StoreType.Parse(typeName));
        if (wanted == CopyWire.Other || wanted == Own(column.Type))
            return CopyWire.Other;
        return Possible(column.Type).Contains(wanted) ? wanted : throw new NotSupportedException(
            $"Column {table.QualifiedName}.{column.Name}: a {column.Type} value can't be written as {typeName}. " +
                "Change the property's type, or TypeName in its [Column].");
    }

    /// <summary>The type of a column in the database, by its name there. char(n) is cast to text, which takes the padding off.</summary>
    public static CopyWire InDatabase(string type) => type switch
    {
        "bool" => CopyWire.Boolean,
        "int2" => CopyWire.Int16,
        "int4" => CopyWire.Int32,
        "int8" => CopyWire.Int64,
        "float4" => CopyWire.Single,
        "float8" => CopyWire.Double,
        "numeric" => CopyWire.Numeric,
        "text" or "varchar" or "json" => CopyWire.Text,
        "jsonb" => CopyWire.Jsonb,
        "date" => CopyWire.Date,
        "time" => CopyWire.Time,
        "timestamp" or "timestamptz" => CopyWire.Timestamp,
        "interval" => CopyWire.Interval,
        "uuid" => CopyWire.Uuid,
        "bytea" => CopyWire.Binary,
        _ => CopyWire.Other,
    };

    // A name that is no common type's is taken to be the column's own: an enum, a domain, citext.
    private static CopyWire Of(StoreType type) => type.Kind switch
    {
        StoreKind.Boolean => CopyWire.Boolean,
        StoreKind.Int8 or StoreKind.Int16 => CopyWire.Int16,
        StoreKind.Int32 => CopyWire.Int32,
        StoreKind.Int64 => CopyWire.Int64,
        StoreKind.Decimal => CopyWire.Numeric,
        StoreKind.Single => CopyWire.Single,
        StoreKind.Double => CopyWire.Double,
        StoreKind.Text or StoreKind.Char or StoreKind.Json or StoreKind.Xml => CopyWire.Text,
        StoreKind.Jsonb => CopyWire.Jsonb,
        StoreKind.Date => CopyWire.Date,
        StoreKind.Time => CopyWire.Time,
        StoreKind.Timestamp or StoreKind.TimestampOffset => CopyWire.Timestamp,
        StoreKind.Interval => CopyWire.Interval,
        StoreKind.Uuid => CopyWire.Uuid,
        _ => CopyWire.Other,
    };

    private static CopyWire[] Possible(ColumnType type) => type switch
    {
        >= ColumnType.Boolean and < ColumnType.UInt64 => Numbers,
        ColumnType.UInt64 or ColumnType.Decimal => Numbers[1..],
        ColumnType.Single or ColumnType.Double => Numbers[4..],
        ColumnType.Text => [CopyWire.Jsonb, CopyWire.Uuid],
        ColumnType.Date => [CopyWire.Timestamp, CopyWire.Text],
        ColumnType.Time => [CopyWire.Interval, CopyWire.Text],
        ColumnType.Duration => [CopyWire.Time, CopyWire.Int64, CopyWire.Text],
        ColumnType.Timestamp or ColumnType.TimestampOffset => [CopyWire.Date, CopyWire.Text],
        ColumnType.Uuid => [CopyWire.Text],
        _ => [],
    };
}
