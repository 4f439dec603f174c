using System.Runtime.CompilerServices;
using StellarForge.Sinks;

namespace StellarForge.Engine.Relational;

/// <summary>Passes values on, and at the end of each row its number.</summary>
internal ref struct NumberingSink<TSink>(TSink inner, int ordinal, int next) : IRowSink
    where TSink : struct, IRowSink, allows ref struct
{
    /// <summary>The sink behind, with what it has taken.</summary>
    public TSink Inner = inner;

    private int _next = next;

    /// <summary>The number of the row that comes next.</summary>
    public readonly int Next => _next;

    public readonly bool IsFull => Inner.IsFull;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BeginRow() => Inner.BeginRow();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndRow()
    {
        Inner.Int32(ordinal, _next++);
        Inner.EndRow();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Null(int ordinal) => Inner.Null(ordinal);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Boolean(int ordinal, bool value) => Inner.Boolean(ordinal, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int16(int ordinal, short value) => Inner.Int16(ordinal, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int32(int ordinal, int value) => Inner.Int32(ordinal, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int64(int ordinal, long value) => Inner.Int64(ordinal, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void UInt64(int ordinal, ulong value) => Inner.UInt64(ordinal, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Single(int ordinal, float value) => Inner.Single(ordinal, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Double(int ordinal, double value) => Inner.Double(ordinal, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Decimal(int ordinal, Int128 unscaled, int scale) => Inner.Decimal(ordinal, unscaled, scale);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Utf8(int ordinal, scoped ReadOnlySpan<byte> value) => Inner.Utf8(ordinal, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Date(int ordinal, int days) => Inner.Date(ordinal, days);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Time(int ordinal, long microseconds) => Inner.Time(ordinal, microseconds);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Duration(int ordinal, long microseconds) => Inner.Duration(ordinal, microseconds);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Timestamp(int ordinal, long microseconds) => Inner.Timestamp(ordinal, microseconds);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Uuid(int ordinal, Guid value) => Inner.Uuid(ordinal, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Binary(int ordinal, scoped ReadOnlySpan<byte> value) => Inner.Binary(ordinal, value);
}
