using StellarForge.Ddl;

namespace StellarForge.Sinks;

/// <summary>The wire type that a column's type name asks for, where it is not the column's own.</summary>
internal enum CopyConversion : byte
{
    None, Boolean, Int16, Int32, Int64, Numeric, Single, Double, Text, Jsonb, Date, Time, Timestamp, Interval, Uuid,
}

internal static class CopyConversions
{
    /// <summary>The conversion of a column; refuses what has none.</summary>
    public static CopyConversion Of(TableSchema table, ColumnSchema column)
    {
        if (column.TypeName is not { } typeName)
            return CopyConversion.None;

        var (own, possible) = OwnAndPossible(column.Type);
        var wanted = Wanted(StoreType.Parse(typeName));
        if (wanted == CopyConversion.None || wanted == own)
            return CopyConversion.None;

        return possible.Contains(wanted) ? wanted : throw new NotSupportedException(
            $"Column {table.QualifiedName}.{column.Name}: a {column.Type} value can't be written as {typeName}. Change the property's type, or TypeName in its [Column].");
    }

    // A name that is no common type's is taken to be the column's own: an enum, a domain, citext.
    private static CopyConversion Wanted(StoreType type) => type.Kind switch
    {
        StoreKind.Boolean => CopyConversion.Boolean,
        StoreKind.Int8 or StoreKind.Int16 => CopyConversion.Int16,
        StoreKind.Int32 => CopyConversion.Int32,
        StoreKind.Int64 => CopyConversion.Int64,
        StoreKind.Decimal => CopyConversion.Numeric,
        StoreKind.Single => CopyConversion.Single,
        StoreKind.Double => CopyConversion.Double,
        StoreKind.Text or StoreKind.Char or StoreKind.Json or StoreKind.Xml => CopyConversion.Text,
        StoreKind.Jsonb => CopyConversion.Jsonb,
        StoreKind.Date => CopyConversion.Date,
        StoreKind.Time => CopyConversion.Time,
        StoreKind.Timestamp or StoreKind.TimestampOffset => CopyConversion.Timestamp,
        StoreKind.Interval => CopyConversion.Interval,
        StoreKind.Uuid => CopyConversion.Uuid,
        _ => CopyConversion.None,
    };

    private static (CopyConversion Own, CopyConversion[] Possible) OwnAndPossible(ColumnType type)
    {
        CopyConversion[] numbers =
        [
            CopyConversion.Boolean, CopyConversion.Int16, CopyConversion.Int32, CopyConversion.Int64, CopyConversion.Numeric,
            CopyConversion.Single, CopyConversion.Double, CopyConversion.Text,
        ];
        return type switch
        {
            ColumnType.Boolean => (CopyConversion.Boolean, numbers),
            ColumnType.SByte or ColumnType.Byte or ColumnType.Int16 => (CopyConversion.Int16, numbers),
            ColumnType.UInt16 or ColumnType.Int32 => (CopyConversion.Int32, numbers),
            ColumnType.UInt32 or ColumnType.Int64 => (CopyConversion.Int64, numbers),
            ColumnType.UInt64 or ColumnType.Decimal => (CopyConversion.Numeric, numbers[1..]),
            ColumnType.Single => (CopyConversion.Single, numbers[4..]),
            ColumnType.Double => (CopyConversion.Double, numbers[4..]),
            ColumnType.Text => (CopyConversion.Text, [CopyConversion.Jsonb, CopyConversion.Uuid]),
            ColumnType.Date => (CopyConversion.Date, [CopyConversion.Timestamp, CopyConversion.Text]),
            ColumnType.Time => (CopyConversion.Time, [CopyConversion.Interval, CopyConversion.Text]),
            ColumnType.Duration => (CopyConversion.Interval, [CopyConversion.Time, CopyConversion.Int64, CopyConversion.Text]),
            ColumnType.Timestamp or ColumnType.TimestampOffset => (CopyConversion.Timestamp, [CopyConversion.Date, CopyConversion.Text]),
            ColumnType.Uuid => (CopyConversion.Uuid, [CopyConversion.Text]),
            _ => (CopyConversion.None, []),
        };
    }
}
