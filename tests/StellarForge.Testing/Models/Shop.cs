using StellarForge.Generated;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Testing.Models;

/// <summary>Orders, the lines they own (none to three each), and visits without a key, each of them there twice.</summary>
public static class Shop
{
    public static readonly Model Model = new("shop", [new Table<Order, OrderRows>(), new Table<Line, LineRows>(), new Table<Visit, VisitRows>()]);

    public static Table Orders => Model.Tables[0];

    public static Table Lines => Model.Tables[1];

    public static Table Visits => Model.Tables[2];

    public sealed class Order;

    public sealed class Line;

    public sealed class Visit;

    public readonly struct OrderRows(World world) : ITableRows<OrderRows>
    {
        private readonly StreamKey _code = world.Key("Order", "Code");
        private readonly StreamKey _note = world.Key("Order", "Note");
        private readonly StreamKey _placed = world.Key("Order", "Placed");

        public static TableSchema Schema { get; } = new()
        {
            Name = "orders",
            Schema = "shop",
            ClassName = "Order",
            Rows = 1_000,
            Key = [0],
            Columns =
            [
                new() { Name = "code", Property = "Code", Type = ColumnType.Uuid },
                new() { Name = "note", Property = "Note", Type = ColumnType.Text, MaxLength = 20, IsNullable = true },
                new() { Name = "placed", Property = "Placed", Type = ColumnType.TimestampOffset },
            ],
        };

        public static OrderRows In(World world) => new(world);

        internal Guid Code(long row) => new((int)row, (short)(row >> 32), 0, BitConverter.GetBytes(_code.At(row).NextUInt64()));

        public long Count(long from, long to) => to - from;

        public void Write<TSink>(long row, ref TSink sink)
            where TSink : struct, IRowSink, allows ref struct
        {
            sink.BeginRow();
            sink.Uuid(0, Code(row));
            if (_note.At(row).NextBool(0.2))
                sink.Null(1);
            else
                sink.Utf8(1, _note.At(row + 1).NextBool() ? "as a gift, \"wrapped\""u8 : "für später"u8);
            sink.Timestamp(2, _placed.At(row).NextInt64(0, 2_000_000_000_000_000));
            sink.EndRow();
        }

        public long WriteRange<TSink>(long from, long to, ref TSink sink)
            where TSink : struct, IRowSink, allows ref struct
        {
            for (; from < to && !sink.IsFull; from++)
                Write(from, ref sink);
            return from;
        }
    }

    public readonly struct LineRows(World world) : ITableRows<LineRows>
    {
        private const int Most = 3;

        private readonly OrderRows _orders = OrderRows.In(world);
        private readonly StreamKey _count = world.Key("Line", "", "count");
        private readonly StreamKey _price = world.Key("Line", "Price");

        public static TableSchema Schema { get; } = new()
        {
            Name = "lines",
            Schema = "shop",
            ClassName = "Line",
            Key = [0, 1],
            Owner = new OwnerSchema(OrderRows.Schema, 0, Most),
            References = [new ReferenceSchema("fk_lines_order", [0], "shop", "orders", ["code"])],
            Columns =
            [
                new() { Name = "order_code", Property = "OrderCode", Type = ColumnType.Uuid },
                new() { Name = "number", Property = "Number", Type = ColumnType.Int16 },
                new() { Name = "price", Property = "Price", Type = ColumnType.Decimal, Precision = 10 },
            ],
        };

        public static LineRows In(World world) => new(world);

        public long Count(long from, long to)
        {
            var count = 0L;
            for (; from < to; from++)
                count += Has(from) ? 1 : 0;
            return count;
        }

        public void Write<TSink>(long row, ref TSink sink)
            where TSink : struct, IRowSink, allows ref struct
        {
            sink.BeginRow();
            sink.Uuid(0, _orders.Code(row / Most));
            sink.Int16(1, (short)((row % Most) + 1));
            sink.Decimal(2, _price.At(row).NextInt64(-9_999, 1_000_000), 2);
            sink.EndRow();
        }

        public long WriteRange<TSink>(long from, long to, ref TSink sink)
            where TSink : struct, IRowSink, allows ref struct
        {
            for (; from < to && !sink.IsFull; from++)
            {
                if (Has(from))
                    Write(from, ref sink);
            }

            return from;
        }

        private bool Has(long row) => row % Most < _count.At(row / Most).NextInt64(0, Most);
    }

    public readonly struct VisitRows : ITableRows<VisitRows>
    {
        public static TableSchema Schema { get; } = new()
        {
            Name = "visits",
            ClassName = "Visit",
            Rows = 600,
            IsScalable = false,
            Columns =
            [
                new() { Name = "page", Property = "Page", Type = ColumnType.Int32 },
                new() { Name = "stay", Property = "Stay", Type = ColumnType.Duration, IsNullable = true },
            ],
        };

        public static VisitRows In(World world) => default;

        public long Count(long from, long to) => to - from;

        public void Write<TSink>(long row, ref TSink sink)
            where TSink : struct, IRowSink, allows ref struct
        {
            sink.BeginRow();
            sink.Int32(0, (int)(row / 2));
            if (row / 2 % 7 == 0)
                sink.Null(1);
            else
                sink.Duration(1, row / 2 * 1_234_567_890);
            sink.EndRow();
        }

        public long WriteRange<TSink>(long from, long to, ref TSink sink)
            where TSink : struct, IRowSink, allows ref struct
        {
            for (; from < to && !sink.IsFull; from++)
                Write(from, ref sink);
            return from;
        }
    }
}
