using StellarForge.Generated;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Engine.Tests;

/// <summary>A table of any schema, whose rows are counted but never written.</summary>
public readonly struct Unwritten : ITableRows<Unwritten>
{
    public static readonly AsyncLocal<TableSchema> Declared = new();

    public static TableSchema Schema => Declared.Value!;

    public static Unwritten In(World world) => default;

    public long Count(long from, long to) => to - from;

    public void Write<TSink>(long row, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct => throw new NotSupportedException();

    public long WriteRange<TSink>(long from, long to, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct => throw new NotSupportedException();
}
