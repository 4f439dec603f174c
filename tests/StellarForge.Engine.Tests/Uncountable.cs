using StellarForge.Generated;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Testing.Models;

namespace StellarForge.Engine.Tests;

/// <summary>A table whose rows can't be counted but for a few owners.</summary>
public readonly struct Uncountable : ITableRows<Uncountable>
{
    public static TableSchema Schema { get; } = new()
    {
        Name = "notes",
        ClassName = "Note",
        Columns = [new() { Name = "id", Property = "Id", Type = ColumnType.Int64 }],
        Owner = new OwnerSchema(Bank.Accounts.Schema, 1, 1),
    };

    public static Uncountable In(World world) => default;

    public long Count(long from, long to) => to - from < 1_000 ? to - from : throw new InvalidOperationException("No count.");

    public void Write<TSink>(long row, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct => throw new NotSupportedException();

    public long WriteRange<TSink>(long from, long to, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct => throw new NotSupportedException();
}
