using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Parquet;

/// <summary>
/// What a footer says of a column (parquet.thrift, <c>SchemaElement</c>), in words that are equal where its values mean the same:
/// <c>price:Int64 Decimal(2)?</c>. Writers say it by a logical type, by the converted type of older readers, or by both; the plain integers by neither.
/// </summary>
internal static class ParquetSchemaElement
{
    /// <summary>The columns of a footer.</summary>
    public static List<string> ReadColumns(ref ThriftCompactReader reader)
    {
        // The first element is the root.
        var columns = new List<string>();
        for (var (i, count) = (0, reader.List().Count); i < count; i++)
        {
            var column = Read(ref reader);
            if (i > 0)
                columns.Add(column);
        }

        return columns;
    }

    /// <summary>What our own footer says of a column.</summary>
    public static string Describe(ColumnSchema column)
    {
        using var buffer = new RowBuffer();
        var footer = new ThriftCompactWriter(buffer);
        ParquetFooter.WriteColumn(ref footer, column);
        var reader = new ThriftCompactReader(buffer.WrittenSpan);
        return Read(ref reader);
    }

    private static string Read(ref ThriftCompactReader reader)
    {
        var (name, physical, nullable) = ("", default(PhysicalType), false);
        var (converted, logical, scale) = (-1, "", 0);
        short field = 0;
        while (reader.NextField(ref field, out var type))
        {
            switch (field)
            {
                case 1: physical = (PhysicalType)reader.Count(); break;
                case 3: nullable = reader.Integer() != 0; break;
                case 4: name = reader.Text(); break;
                case 6: converted = reader.Count(); break;
                case 7: scale = reader.Count(); break;
                case 10 when type == ThriftType.Struct: logical = ReadLogicalType(ref reader); break;
                default: reader.Skip(type); break;
            }
        }

        var meaning = logical.Length > 0 ? logical : OfConvertedType(converted, scale);
        return $"{name}:{physical}{(meaning.Length == 0 || meaning == physical.ToString() ? "" : " " + meaning)}{(nullable ? "?" : "")}";
    }

    private static string OfConvertedType(int converted, int scale) => converted switch
    {
        -1 => "",
        0 => "String",
        5 => Decimal(scale),
        6 => "Date",
        7 or 8 => Time("Time", converted - 6),
        9 or 10 => Time("Timestamp", converted - 8),
        >= 11 and <= 14 => Integer(8 << (converted - 11), isSigned: false),
        >= 15 and <= 18 => Integer(8 << (converted - 15), isSigned: true),
        _ => $"ConvertedType({converted})",
    };

    // A union: the member that it has says the type.
    private static string ReadLogicalType(ref ThriftCompactReader reader)
    {
        var (meaning, scale, unit, bits, isSigned) = ("", 0, 0, 0, false);
        short member = 0;
        while (reader.NextField(ref member, out var memberType))
        {
            if (memberType != ThriftType.Struct)
            {
                reader.Skip(memberType);
                continue;
            }

            short field = 0;
            while (reader.NextField(ref field, out var type))
            {
                switch (member, field)
                {
                    case (5, 1): scale = reader.Count(); break;
                    case (7 or 8, 2) when type == ThriftType.Struct: unit = ReadUnit(ref reader); break;
                    case (10, 1): bits = reader.Int8(); break;
                    case (10, 2): isSigned = type == ThriftType.True; break;
                    default: reader.Skip(type); break;
                }
            }

            meaning = member switch
            {
                1 => "String",
                5 => Decimal(scale),
                6 => "Date",
                7 => Time("Time", unit),
                8 => Time("Timestamp", unit),
                10 => Integer(bits, isSigned),
                14 => "Uuid",
                _ => $"LogicalType({member})",
            };
        }

        return meaning;
    }

    private static int ReadUnit(ref ThriftCompactReader reader)
    {
        var unit = 0;
        short field = 0;
        while (reader.NextField(ref field, out var type))
        {
            unit = field;
            reader.Skip(type);
        }

        return unit;
    }

    private static string Decimal(int scale) => $"Decimal({scale})";

    private static string Integer(int bits, bool isSigned) => $"{(isSigned ? "Int" : "UInt")}{bits}";

    private static string Time(string name, int unit) => $"{name}({unit switch { 1 => "ms", 2 => "us", 3 => "ns", _ => "?" }})";
}
