using System.Globalization;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Parquet;

/// <summary>Writes a file's footer: its schema, and where each column chunk lies (parquet.thrift, <c>FileMetaData</c>).</summary>
/// <remarks>
/// The format has checksums of pages, and none of the footer. Ours stands among the key-value metadata, which other readers pass over: the CRC-32 of the
/// footer's bytes before that field, in eight hexadecimal digits.
/// </remarks>
internal static class ParquetFooter
{
    /// <summary>The key of the footer's checksum.</summary>
    public const string ChecksumKey = "stellarforge.footer.crc32";

    private const string ChecksumFormat = "x8";
    private const int ChecksumLength = 8;

    /// <summary>Who wrote a file that has checksums of its pages and of its footer; files of version 1 said "StellarForge" alone, and have none.</summary>
    public const string CreatedBy = "StellarForge version 2";

    /// <summary>Writes a whole footer.</summary>
    /// <param name="schema">The table.</param>
    /// <param name="rows">The rows of the file.</param>
    /// <param name="groups">The number of row groups.</param>
    /// <param name="written">The row groups, as the other methods wrote them.</param>
    /// <param name="output">Appended to.</param>
    public static void Write(TableSchema schema, long rows, int groups, ReadOnlySpan<byte> written, RowBuffer output)
    {
        var start = output.Length;
        var footer = new ThriftCompactWriter(output);
        footer.BeginStruct();
        footer.Int32(1, 2);
        footer.BeginList(2, ThriftType.Struct, schema.Columns.Length + 1);
        footer.BeginStruct();
        footer.Text(4, schema.Name);
        footer.Int32(5, schema.Columns.Length);
        footer.EndStruct();
        foreach (var column in schema.Columns)
            WriteColumn(ref footer, column);

        footer.Int64(3, rows);
        footer.BeginList(4, ThriftType.Struct, groups);
        output.Append(written);

        Span<byte> checksum = stackalloc byte[ChecksumLength];
        Crc32.Of(output.WrittenSpan[start..]).TryFormat(checksum, out _, ChecksumFormat, CultureInfo.InvariantCulture);
        footer.BeginList(5, ThriftType.Struct, 1);
        footer.BeginStruct();
        footer.Text(1, ChecksumKey);
        footer.Binary(2, checksum);
        footer.EndStruct();
        footer.Text(6, CreatedBy);

        // Without column orders, readers must not trust the bounds of the statistics.
        footer.BeginList(7, ThriftType.Struct, schema.Columns.Length);
        for (var i = 0; i < schema.Columns.Length; i++)
        {
            footer.BeginStruct();
            footer.Empty(1);
            footer.EndStruct();
        }

        footer.EndStruct();
    }

    /// <summary>The checksum of a footer's bytes before the field that it stands in.</summary>
    public static string Checksum(ReadOnlySpan<byte> footer) => Crc32.Of(footer).ToString(ChecksumFormat, CultureInfo.InvariantCulture);

    /// <summary>Writes what is said of a column.</summary>
    public static void WriteColumn(ref ThriftCompactWriter footer, ColumnSchema column)
    {
        var type = ParquetType.Of(column);
        footer.BeginStruct();
        footer.Int32(1, (int)type.Physical);
        if (type.Physical == PhysicalType.FixedLengthByteArray)
            footer.Int32(2, type.Width);
        footer.Int32(3, column.IsNullable ? 1 : 0);
        footer.Text(4, column.Name);
        if (ConvertedType(column) is { } converted)
            footer.Int32(6, converted);
        if (column.Type == ColumnType.Decimal)
        {
            footer.Int32(7, column.Scale);
            footer.Int32(8, column.Precision);
        }

        WriteLogicalType(ref footer, column);
        footer.EndStruct();
    }

    // What readers from before logical types go by.
    private static int? ConvertedType(ColumnSchema column) => column.Type switch
    {
        ColumnType.Text => 0,
        ColumnType.Decimal => 5,
        ColumnType.Date => 6,
        ColumnType.Timestamp or ColumnType.TimestampOffset => 10,
        ColumnType.Byte => 11,
        ColumnType.UInt16 => 12,
        ColumnType.UInt32 => 13,
        ColumnType.UInt64 => 14,
        ColumnType.SByte => 15,
        ColumnType.Int16 => 16,
        _ => null,
    };

    private static void WriteLogicalType(ref ThriftCompactWriter footer, ColumnSchema column)
    {
        if (column.Type is ColumnType.Boolean or ColumnType.Int32 or ColumnType.Int64 or ColumnType.Single or ColumnType.Double
            or ColumnType.Duration or ColumnType.Binary)
            return;

        footer.BeginStruct(10);
        switch (column.Type)
        {
            case ColumnType.Text:
                footer.Empty(1);
                break;
            case ColumnType.Decimal:
                footer.BeginStruct(5);
                footer.Int32(1, column.Scale);
                footer.Int32(2, column.Precision);
                footer.EndStruct();
                break;
            case ColumnType.Date:
                footer.Empty(6);
                break;
            case ColumnType.Time:
                WriteMicroseconds(ref footer, field: 7, isUtc: false);
                break;
            case ColumnType.Timestamp or ColumnType.TimestampOffset:
                WriteMicroseconds(ref footer, field: 8, isUtc: true);
                break;
            case ColumnType.Uuid:
                footer.Empty(14);
                break;
            default:
                var (bits, signed) = IntegerType(column.Type);
                footer.BeginStruct(10);
                footer.Int8(1, bits);
                footer.Boolean(2, signed);
                footer.EndStruct();
                break;
        }

        footer.EndStruct();
    }

    private static (sbyte Bits, bool Signed) IntegerType(ColumnType type) => type switch
    {
        ColumnType.SByte => (8, true),
        ColumnType.Byte => (8, false),
        ColumnType.Int16 => (16, true),
        ColumnType.UInt16 => (16, false),
        ColumnType.UInt32 => (32, false),
        ColumnType.UInt64 => (64, false),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an integer type that needs an annotation."),
    };

    private static void WriteMicroseconds(ref ThriftCompactWriter footer, short field, bool isUtc)
    {
        footer.BeginStruct(field);
        footer.Boolean(1, isUtc);
        footer.BeginStruct(2);
        footer.Empty(2);
        footer.EndStruct();
        footer.EndStruct();
    }

    /// <summary>Writes what stands before the column chunks of a row group.</summary>
    public static void BeginGroup(ref ThriftCompactWriter groups, int columns)
    {
        groups.BeginStruct();
        groups.BeginList(1, ThriftType.Struct, columns);
    }

    /// <summary>Writes what stands behind the column chunks of a row group.</summary>
    public static void EndGroup(ref ThriftCompactWriter groups, long uncompressedBytes, int rows, long compressedBytes)
    {
        groups.Int64(2, uncompressedBytes);
        groups.Int64(3, rows);
        groups.Int64(6, compressedBytes);
        groups.EndStruct();
    }

    /// <summary>Writes what is said of a column chunk.</summary>
    public static void WriteChunk(ref ThriftCompactWriter groups, in ColumnChunkMetadata chunk, ParquetCompression compression)
    {
        groups.BeginStruct();
        groups.Int64(2, chunk.Offset);
        groups.BeginStruct(3);
        var hasDictionary = chunk.Encoding == ParquetEncoding.RleDictionary;
        groups.Int32(1, (int)chunk.Column.Type.Physical);
        groups.BeginList(2, ThriftType.Int32, hasDictionary ? 3 : 2);
        groups.Integer((int)ParquetEncoding.Rle);
        groups.Integer((int)ParquetEncoding.Plain);
        if (hasDictionary)
            groups.Integer((int)ParquetEncoding.RleDictionary);
        groups.BeginList(3, ThriftType.Binary, 1);
        groups.Text(chunk.Column.Schema.Name);
        groups.Int32(4, (int)compression);
        groups.Int64(5, chunk.Column.Count + chunk.Column.Nulls);
        groups.Int64(6, chunk.UncompressedBytes);
        groups.Int64(7, chunk.CompressedBytes);
        groups.Int64(9, chunk.DataOffset);
        if (hasDictionary)
            groups.Int64(11, chunk.Offset);

        groups.BeginStruct(12);
        groups.Int64(3, chunk.Column.Nulls);
        if (chunk.Statistics.HasMax)
            groups.Binary(5, chunk.Statistics.Max);
        if (chunk.Statistics.HasMin)
            groups.Binary(6, chunk.Statistics.Min);
        groups.EndStruct();
        groups.EndStruct();
        groups.EndStruct();
    }
}
