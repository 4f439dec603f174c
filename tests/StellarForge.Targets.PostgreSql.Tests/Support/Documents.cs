using System.Text;
using StellarForge.Generated;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Targets.PostgreSql.Tests.Support;

/// <summary>Columns whose TypeName asks for another type than their own.</summary>
public sealed class Documents
{
    public static readonly Model Model = new("documents", [new Table<Documents, Rows>()]);

    public readonly struct Rows : ITableRows<Rows>
    {
        public static TableSchema Schema { get; } = new()
        {
            Name = "documents",
            ClassName = nameof(Documents),
            Rows = 1_000,
            Key = [21],
            Columns =
            [
                Column("jsonb", ColumnType.Text, "jsonb"),
                Column("json", ColumnType.Text, "json"),
                Column("char", ColumnType.Text, "char(8)"),
                Column("uuid", ColumnType.Text, "uuid"),
                Column("wide", ColumnType.Int32, "bigint"),
                Column("flag", ColumnType.Int16, "boolean"),
                Column("number", ColumnType.Int64, "numeric(20,4)"),
                Column("digits", ColumnType.Int64, "text"),
                Column("price", ColumnType.Decimal, "text"),
                Column("ratio", ColumnType.Double, "numeric"),
                Column("written", ColumnType.Double, "text"),
                Column("unsigned", ColumnType.UInt64, "text"),
                Column("day", ColumnType.Date, "timestamp"),
                Column("daytext", ColumnType.Date, "text"),
                Column("clock", ColumnType.Time, "interval"),
                Column("clocktext", ColumnType.Time, "text"),
                Column("ticks", ColumnType.Duration, "bigint"),
                Column("span", ColumnType.Duration, "text"),
                Column("at", ColumnType.Timestamp, "text"),
                Column("offset", ColumnType.TimestampOffset, "timestamptz"),
                Column("guid", ColumnType.Uuid, "text"),
                Column("id", ColumnType.Int64, "integer"),
            ],
        };

        public static Rows In(World world) => default;

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
            var random = new Random((int)row);
            Span<byte> bytes = stackalloc byte[16];
            random.NextBytes(bytes);
            var json = Encoding.UTF8.GetBytes($$"""{"z": {{row}}, "a": [1.50, true, null, "\u00e9 😀 \"q\""],  "bb": {"x":1e2}, "a b": ""}""");
            var at = random.NextInt64(-60_000_000_000_000_000, 250_000_000_000_000_000);
            sink.BeginRow();
            sink.Utf8(0, json);
            sink.Utf8(1, json);
            sink.Utf8(2, Encoding.UTF8.GetBytes($"é{row}"));
            sink.Utf8(3, Encoding.UTF8.GetBytes($"{new Guid(bytes):D}"));
            sink.Int32(4, random.Next());
            sink.Int16(5, (short)(row % 2));
            sink.Int64(6, random.NextInt64(-1_000_000_000_000, 1_000_000_000_000));
            sink.Int64(7, random.NextInt64());
            sink.Decimal(8, random.NextInt64(-100_000, 100_000), 2);
            sink.Double(9, Math.Round(random.NextDouble() * 1_000, 6));
            sink.Double(10, random.NextDouble() * Math.Pow(10, (row % 600) - 300));
            sink.UInt64(11, ulong.MaxValue - (ulong)row);
            sink.Date(12, random.Next(-700_000, 2_900_000));
            sink.Date(13, random.Next(-700_000, 2_900_000));
            sink.Time(14, random.NextInt64(86_400_000_000));
            sink.Time(15, random.NextInt64(86_400_000_000));
            sink.Duration(16, random.NextInt64());
            sink.Duration(17, random.NextInt64(-900_000_000_000_000, 900_000_000_000_000));
            sink.Timestamp(18, at);
            sink.Timestamp(19, at);
            sink.Uuid(20, new Guid(bytes));
            sink.Int64(21, row);
            sink.EndRow();
        }

        private static ColumnSchema Column(string name, ColumnType type, string typeName) =>
            new() { Name = name, Property = name, Type = type, TypeName = typeName };
    }
}
