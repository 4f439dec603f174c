using System.Text;
using StellarForge.Generated;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Testing.Models;

/// <summary>Accounts, and transfers between them that continue one another: a key, a unique column, foreign keys, one to the own table.</summary>
public static class Bank
{
    public static readonly Model Model = new("bank", [new Table<Account, AccountRows>(), new Table<Transfer, TransferRows>()]);

    public static Table Accounts => Model.Tables[0];

    public static Table Transfers => Model.Tables[1];

    public sealed class Account;

    public sealed class Transfer;

    public readonly struct AccountRows(World world) : ITableRows<AccountRows>
    {
        private readonly StreamKey _balance = world.Key("Account", "Balance");

        public static TableSchema Schema { get; } = new()
        {
            Name = "accounts",
            ClassName = "Account",
            Rows = 1_000,
            Key = [0],
            Indexes = [new IndexSchema("ux_accounts_name", [1], IsUnique: true)],
            Columns =
            [
                new() { Name = "id", Property = "Id", Type = ColumnType.Int64, IsSequence = true },
                new() { Name = "name", Property = "Name", Type = ColumnType.Text, MaxLength = 40, IsUnique = true },
                new() { Name = "balance", Property = "Balance", Type = ColumnType.Decimal, Precision = 12 },
            ],
        };

        public static AccountRows In(World world) => new(world);

        public long Count(long from, long to) => to - from;

        public void Write<TSink>(long row, ref TSink sink)
            where TSink : struct, IRowSink, allows ref struct
        {
            Span<byte> name = stackalloc byte[40];
            Encoding.UTF8.TryGetBytes($"account № {row}", name, out var length);
            sink.BeginRow();
            sink.Int64(0, row + 1);
            sink.Utf8(1, name[..length]);
            sink.Decimal(2, _balance.At(row).NextInt64(-1_000_000, 1_000_000), 2);
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

    public readonly struct TransferRows(World world) : ITableRows<TransferRows>
    {
        private readonly long _accounts = world.RootRows(AccountRows.Schema);
        private readonly long _rows = world.RootRows(Schema);
        private readonly StreamKey _from = world.Key("Transfer", "FromId");
        private readonly StreamKey _follows = world.Key("Transfer", "FollowsId");
        private readonly StreamKey _amount = world.Key("Transfer", "Amount");

        public static TableSchema Schema { get; } = new()
        {
            Name = "transfers",
            ClassName = "Transfer",
            Rows = 20_000,
            Key = [0],
            Indexes = [new IndexSchema("ix_transfers_from_id", [1], IsUnique: false)],
            References =
            [
                new ReferenceSchema("fk_transfers_from_id", [1], null, "accounts", ["id"]),
                new ReferenceSchema("fk_transfers_follows_id", [2], null, "transfers", ["id"]),
            ],
            Columns =
            [
                new() { Name = "id", Property = "Id", Type = ColumnType.Int32, IsSequence = true },
                new() { Name = "from_id", Property = "FromId", Type = ColumnType.Int64 },
                new() { Name = "follows_id", Property = "FollowsId", Type = ColumnType.Int32, IsNullable = true },
                new() { Name = "amount", Property = "Amount", Type = ColumnType.Decimal, Precision = 12 },
                new() { Name = "at", Property = "At", Type = ColumnType.Timestamp },
            ],
        };

        public static TransferRows In(World world) => new(world);

        public long Count(long from, long to) => to - from;

        public void Write<TSink>(long row, ref TSink sink)
            where TSink : struct, IRowSink, allows ref struct
        {
            sink.BeginRow();
            sink.Int32(0, (int)row + 1);
            sink.Int64(1, _from.At(row).NextInt64(1, _accounts));
            if (row % 3 == 0)
                sink.Null(2);
            else
                sink.Int32(2, (int)_follows.At(row).NextInt64(1, _rows));
            sink.Decimal(3, _amount.At(row).NextInt64(1, 100_000), 2);
            sink.Timestamp(4, row * 1_000_003);
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
