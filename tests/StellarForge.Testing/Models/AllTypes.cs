using System.Text;
using StellarForge.Generated;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Testing.Models;

/// <summary>A table with a column of each type: the smallest values in row 0, the largest in row 1, nulls in row 2, all sorts after.</summary>
public sealed class AllTypes
{
    public static readonly Model Model = new("all", [new Table<AllTypes, Rows<AnySpan>>()]);

    /// <summary>For stores whose spans of time end at MySQL's 838:59:59.</summary>
    public static readonly Model OfShortSpans = new("all", [new Table<AllTypes, Rows<ShortSpan>>()]);

    private static readonly string[] Texts =
        ["", "naïve 😀 𝄞 中文", "tab\t, line\nfeed, \\N, \\., \"quoted\", 'single', {braces}", new('x', 3_000), "\uFFFD\u200D👩‍👩‍👧‍👦"];

    /// <summary>The longest span of time, in microseconds.</summary>
    public interface ILongestSpan
    {
        static abstract long Microseconds { get; }
    }

    public readonly struct AnySpan : ILongestSpan
    {
        public static long Microseconds => 922_337_203_685_477_580;
    }

    public readonly struct ShortSpan : ILongestSpan
    {
        public static long Microseconds => ((838L * 3_600) + 3_599) * 1_000_000;
    }

#pragma warning disable CA1000 // Asked for by ITableRows.
    public readonly struct Rows<TSpan> : ITableRows<Rows<TSpan>>
        where TSpan : ILongestSpan
    {
        public static TableSchema Schema { get; } = new()
        {
            Name = "all_types",
            Schema = "odd \"names\"",
            ClassName = nameof(AllTypes),
            Rows = 500,
            Key = [0],
            Columns =
            [
                new() { Name = "id", Property = "Id", Type = ColumnType.Int64, IsSequence = true },
                Column("Order", ColumnType.Boolean),
                Column("sbyte", ColumnType.SByte),
                Column("byte", ColumnType.Byte),
                Column("int16", ColumnType.Int16),
                Column("uint16", ColumnType.UInt16),
                Column("int32", ColumnType.Int32),
                Column("uint32", ColumnType.UInt32),
                Column("int64", ColumnType.Int64),
                Column("uint64", ColumnType.UInt64),
                Column("single", ColumnType.Single),
                Column("double", ColumnType.Double),
                Column("money", ColumnType.Decimal),
                Column("wide", ColumnType.Decimal) with { Precision = 38, Scale = 10 },
                Column("text", ColumnType.Text),
                Column("date", ColumnType.Date),
                Column("time", ColumnType.Time),
                Column("duration", ColumnType.Duration),
                Column("timestamp", ColumnType.Timestamp),
                Column("offset", ColumnType.TimestampOffset),
                Column("uuid", ColumnType.Uuid),
                Column("binary", ColumnType.Binary),
            ],
        };

        public static Rows<TSpan> In(World world) => default;

        public long Count(long from, long to) => to - from;

        public long WriteRange<TSink>(long from, long to, ref TSink sink)
            where TSink : struct, IRowSink, allows ref struct
        {
            for (; from < to && !sink.IsFull; from++)
                Write(from, ref sink);
            return from;
        }

        public void Write<TSink>(long row, ref TSink sink)
            where TSink : struct, IRowSink, allows ref struct
        {
            sink.BeginRow();
            sink.Int64(0, row + 1);
            if (row == 2)
            {
                for (var ordinal = 1; ordinal < Schema.Columns.Length; ordinal++)
                    sink.Null(ordinal);
            }
            else
            {
                // Pseudo-random, but for the first two rows.
                var random = new Random((int)row);
                Int128 Pick(Int128 min, Int128 max) => row switch { 0 => min, 1 => max, _ => min + (Int128)(random.NextDouble() * (double)(max - min)) };
                var widest = Int128.Parse(new string('9', 38));
                sink.Boolean(1, row % 2 == 1);
                sink.Int16(2, (short)Pick(sbyte.MinValue, sbyte.MaxValue));
                sink.Int16(3, (short)Pick(byte.MinValue, byte.MaxValue));
                sink.Int16(4, (short)Pick(short.MinValue, short.MaxValue));
                sink.Int32(5, (int)Pick(ushort.MinValue, ushort.MaxValue));
                sink.Int32(6, (int)Pick(int.MinValue, int.MaxValue));
                sink.Int64(7, (long)Pick(uint.MinValue, uint.MaxValue));
                sink.Int64(8, (long)Pick(long.MinValue, long.MaxValue));
                sink.UInt64(9, (ulong)Pick(ulong.MinValue, ulong.MaxValue));
                sink.Single(10, row switch { 0 => float.MinValue, 1 => float.MaxValue, 3 => float.Epsilon, _ => random.NextSingle() });
                sink.Double(11, row switch { 0 => double.MinValue, 1 => double.MaxValue, 3 => double.Epsilon, _ => random.NextDouble() });
                sink.Decimal(12, Pick(-999_999_999_999_999_999, 999_999_999_999_999_999), 2);
                sink.Decimal(
                    13,
                    row switch
                    {
                        0 => -widest,
                        1 => widest,
                        3 => 1,
                        4 => 0,
                        5 => 10_000_000_000,
                        _ => Pick(-widest / 4, widest / 4) >> (int)(row % 100),
                    },
                    10);
                sink.Utf8(14, Encoding.UTF8.GetBytes(Texts[row % Texts.Length]));
                sink.Date(15, (int)Pick(Canonical.FromDate(DateOnly.MinValue), Canonical.FromDate(DateOnly.MaxValue)));
                sink.Time(16, (long)Pick(0, Canonical.FromTime(TimeOnly.MaxValue)));
                sink.Duration(17, (long)Pick(-TSpan.Microseconds, TSpan.Microseconds));
                sink.Timestamp(18, (long)Pick(Canonical.FromDateTime(DateTime.MinValue), Canonical.FromDateTime(DateTime.MaxValue)));
                sink.Timestamp(19, (long)Pick(Canonical.FromDateTime(DateTime.MinValue), Canonical.FromDateTime(DateTime.MaxValue)));
                Span<byte> bytes = stackalloc byte[16];
                random.NextBytes(bytes);
                sink.Uuid(20, row switch { 0 => Guid.Empty, 1 => Guid.AllBitsSet, _ => new Guid(bytes) });
                sink.Binary(21, row == 0 ? [] : bytes);
            }

            sink.EndRow();
        }

        private static ColumnSchema Column(string name, ColumnType type) => new() { Name = name, Property = name, Type = type, IsNullable = true };
    }
}
