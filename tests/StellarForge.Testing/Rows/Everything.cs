using System.Text;
using StellarForge.Generated;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Testing.Rows;

/// <summary>
/// A table with a column of every type, whose rows are plain functions of the row index: the smallest values, the largest, nulls, then ordinary ones.
/// </summary>
public readonly struct Everything : ITableRows<Everything>
{
    public static TableSchema Schema { get; } = new()
    {
        Name = "everything",
        ClassName = "Everything",
        Key = [0],
        Rows = 1_000,
        Columns =
        [
            Column("id", ColumnType.Int64) with { IsNullable = false, IsSequence = true },
            Column("flag", ColumnType.Boolean), Column("tiny", ColumnType.SByte), Column("octet", ColumnType.Byte),
            Column("short", ColumnType.Int16), Column("ushort", ColumnType.UInt16), Column("int", ColumnType.Int32), Column("uint", ColumnType.UInt32),
            Column("long", ColumnType.Int64), Column("ulong", ColumnType.UInt64), Column("single", ColumnType.Single), Column("double", ColumnType.Double),
            Column("money", ColumnType.Decimal) with { Precision = 15, Scale = 2 }, Column("wide", ColumnType.Decimal) with { Precision = 28, Scale = 10 },
            Column("text", ColumnType.Text) with { MaxLength = 100 }, Column("date", ColumnType.Date), Column("time", ColumnType.Time),
            Column("duration", ColumnType.Duration), Column("timestamp", ColumnType.Timestamp), Column("offset", ColumnType.TimestampOffset),
            Column("uuid", ColumnType.Uuid), Column("binary", ColumnType.Binary),
        ],
    };

    public static Table Table { get; } = new Table<Everything, Everything>();

    public static string[] Texts { get; } =
    [
        "", "a,b;\"c\"\r\nd\\\t", " ", "naïve 😀 𝄞 中文", "x", "\u0001\u001f", "two words",
        "a longer text, of more than two vectors: \"quoted\" near its end",
    ];

    public static Everything In(World world) => default;

    public static Int128 Wide(long row) => row switch
    {
        0 => -Int128.Parse("9999999999999999999999999999", null),
        1 => Int128.Parse("9999999999999999999999999999", null),
        _ => (Int128)row * 123_456_789_012_345_678,
    };

    public static string Text(long row) => Texts[row % Texts.Length];

    public static Guid Uuid(long row) => new((int)row, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

    public long WriteRange<TSink>(long from, long to, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        for (var row = from; row < to; row++)
        {
            if (sink.IsFull)
                return row;
            Write(row, ref sink);
        }

        return to;
    }

    public long Count(long from, long to) => to - from;

    public void Write<TSink>(long row, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        sink.BeginRow();
        sink.Int64(0, row + 1);
        if (row % 16 == 2)
        {
            for (var ordinal = 1; ordinal < Schema.Columns.Length; ordinal++)
                sink.Null(ordinal);
        }
        else
        {
            WriteValues(row, ref sink);
        }

        sink.EndRow();
    }

    private static void WriteValues<TSink>(long row, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        sink.Boolean(1, row % 2 == 1);
        sink.Int16(2, row == 0 ? sbyte.MinValue : row == 1 ? sbyte.MaxValue : (short)(row % 100));
        sink.Int16(3, row == 0 ? byte.MinValue : row == 1 ? byte.MaxValue : (short)(row % 200));
        sink.Int16(4, row == 0 ? short.MinValue : row == 1 ? short.MaxValue : (short)row);
        sink.Int32(5, row == 0 ? ushort.MinValue : row == 1 ? ushort.MaxValue : (int)row);
        sink.Int32(6, row == 0 ? int.MinValue : row == 1 ? int.MaxValue : (int)(row * 1_000_003));
        sink.Int64(7, row == 0 ? uint.MinValue : row == 1 ? uint.MaxValue : row * 1_000);
        sink.Int64(8, row == 0 ? long.MinValue : row == 1 ? long.MaxValue : -row * 1_000_000_007);
        sink.UInt64(9, row == 0 ? ulong.MinValue : row == 1 ? ulong.MaxValue : (ulong)row);
        sink.Single(10, row == 0 ? float.MinValue : row == 1 ? float.Epsilon : row / 7f);
        sink.Double(11, row == 0 ? double.MinValue : row == 1 ? double.Epsilon : row / 7.0);
        sink.Decimal(12, row == 0 ? -999_999_999_999_999 : row == 1 ? 5 : row * 1_234, 2);
        sink.Decimal(13, Wide(row), 10);
        Span<byte> text = stackalloc byte[256];
        sink.Utf8(14, text[..Encoding.UTF8.GetBytes(Text(row), text)]);
        sink.Date(15, row == 0 ? -719_162 : row == 1 ? 2_932_896 : (int)row * 37);
        sink.Time(16, row == 0 ? 0 : row == 1 ? 86_399_999_999 : row * 1_000_001);
        sink.Duration(17, row == 0 ? -100_000_000_001 : row == 1 ? 100_000_000_000 : row * 1_000_000);
        sink.Timestamp(18, row == 0 ? -62_135_596_800_000_000 : row == 1 ? 253_402_300_799_999_999 : row * 1_000_000_000_007);
        sink.Timestamp(19, row == 0 ? -1 : row == 1 ? 1 : row * 3_600_000_000);
        sink.Uuid(20, Uuid(row));
        sink.Binary(21, row == 0 ? [] : text[..(int)(row % 20)]);
    }

    private static ColumnSchema Column(string name, ColumnType type) => new() { Name = name, Property = name, Type = type, IsNullable = true };
}
