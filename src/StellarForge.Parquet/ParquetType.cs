using StellarForge.Schema;

namespace StellarForge.Parquet;

/// <summary>How the values of a column are laid out. The numbers are those of the format (parquet.thrift, <c>Type</c>).</summary>
internal enum PhysicalType
{
    Boolean = 0,
    Int32 = 1,
    Int64 = 2,
    Float = 4,
    Double = 5,
    ByteArray = 6,
    FixedLengthByteArray = 7,
}

/// <summary>How the values of a page are encoded (parquet.thrift, <c>Encoding</c>).</summary>
internal enum ParquetEncoding
{
    Plain = 0,
    PlainDictionary = 2,
    Rle = 3,
    RleDictionary = 8,
}

/// <summary>How the pages of a file are compressed (parquet.thrift, <c>CompressionCodec</c>).</summary>
public enum ParquetCompression
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>Snappy: fast, and read by everything. The default.</summary>
    Snappy = 1,

    /// <summary>gzip: smaller, and several times slower.</summary>
    Gzip = 2,
}

/// <summary>How a column is stored (<see href="https://github.com/apache/parquet-format/blob/master/LogicalTypes.md"/>).</summary>
/// <param name="Physical">The physical type.</param>
/// <param name="Width">The bytes of a value; 0 for <see cref="PhysicalType.ByteArray"/> and <see cref="PhysicalType.Boolean"/>.</param>
internal readonly record struct ParquetType(PhysicalType Physical, int Width)
{
    /// <summary>Decimals to 9 digits take 4 bytes, to 18 digits 8, more 16: the widest that C# decimals need.</summary>
    public static ParquetType Of(ColumnSchema column) => column.Type switch
    {
        ColumnType.Boolean => new(PhysicalType.Boolean, 0),
        ColumnType.SByte or ColumnType.Byte or ColumnType.Int16 or ColumnType.UInt16 or ColumnType.Int32 or ColumnType.UInt32 or ColumnType.Date
            => new(PhysicalType.Int32, 4),
        ColumnType.Int64 or ColumnType.UInt64 or ColumnType.Time or ColumnType.Duration or ColumnType.Timestamp or ColumnType.TimestampOffset
            => new(PhysicalType.Int64, 8),
        ColumnType.Single => new(PhysicalType.Float, 4),
        ColumnType.Double => new(PhysicalType.Double, 8),
        ColumnType.Decimal when column.Precision <= 9 => new(PhysicalType.Int32, 4),
        ColumnType.Decimal when column.Precision <= 18 => new(PhysicalType.Int64, 8),
        ColumnType.Decimal or ColumnType.Uuid => new(PhysicalType.FixedLengthByteArray, 16),
        ColumnType.Text or ColumnType.Binary => new(PhysicalType.ByteArray, 0),
        _ => throw new ArgumentOutOfRangeException(nameof(column), column.Type, "There is no Parquet type for this column."),
    };
}
