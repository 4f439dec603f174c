using System.Runtime.CompilerServices;
using StellarForge.Sinks;

namespace StellarForge.Engine;

/// <summary>Columns behind a table's own.</summary>
internal interface IMoreColumns
{
    /// <summary>Ends the row in hand with their values.</summary>
    void WriteTo<TSink>(ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct;
}

/// <summary>Passes values on, and ends each row with more columns.</summary>
internal ref struct WideningSink<TSink, TColumns>(TSink inner, TColumns columns) : IRowSink
    where TSink : struct, IRowSink, allows ref struct
    where TColumns : struct, IMoreColumns
{
    /// <summary>The sink behind, with what it has taken.</summary>
    public TSink Inner = inner;

    /// <summary>The columns, as they stand for the next row.</summary>
    public TColumns Columns = columns;

    public readonly bool IsFull => Inner.IsFull;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BeginRow() => Inner.BeginRow();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndRow()
    {
        Columns.WriteTo(ref Inner);
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
