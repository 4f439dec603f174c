using System.Runtime.CompilerServices;
using StellarForge.Sinks;

namespace StellarForge.Targets.Files.Streams;

/// <summary>Passes the first columns of rows on, and drops the others, which say when and from where they came.</summary>
internal ref struct FirstColumns<TSink>(TSink inner, int count) : IRowSink
    where TSink : struct, IRowSink, allows ref struct
{
    /// <summary>Where rows go.</summary>
    public TSink Inner = inner;

    public readonly bool IsFull => Inner.IsFull;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BeginRow() => Inner.BeginRow();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndRow() => Inner.EndRow();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Null(int ordinal)
    {
        if (ordinal < count)
            Inner.Null(ordinal);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Boolean(int ordinal, bool value)
    {
        if (ordinal < count)
            Inner.Boolean(ordinal, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int16(int ordinal, short value)
    {
        if (ordinal < count)
            Inner.Int16(ordinal, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int32(int ordinal, int value)
    {
        if (ordinal < count)
            Inner.Int32(ordinal, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int64(int ordinal, long value)
    {
        if (ordinal < count)
            Inner.Int64(ordinal, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void UInt64(int ordinal, ulong value)
    {
        if (ordinal < count)
            Inner.UInt64(ordinal, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Single(int ordinal, float value)
    {
        if (ordinal < count)
            Inner.Single(ordinal, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Double(int ordinal, double value)
    {
        if (ordinal < count)
            Inner.Double(ordinal, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Decimal(int ordinal, Int128 unscaled, int scale)
    {
        if (ordinal < count)
            Inner.Decimal(ordinal, unscaled, scale);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Utf8(int ordinal, scoped ReadOnlySpan<byte> value)
    {
        if (ordinal < count)
            Inner.Utf8(ordinal, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Date(int ordinal, int days)
    {
        if (ordinal < count)
            Inner.Date(ordinal, days);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Time(int ordinal, long microseconds)
    {
        if (ordinal < count)
            Inner.Time(ordinal, microseconds);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Duration(int ordinal, long microseconds)
    {
        if (ordinal < count)
            Inner.Duration(ordinal, microseconds);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Timestamp(int ordinal, long microseconds)
    {
        if (ordinal < count)
            Inner.Timestamp(ordinal, microseconds);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Uuid(int ordinal, Guid value)
    {
        if (ordinal < count)
            Inner.Uuid(ordinal, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Binary(int ordinal, scoped ReadOnlySpan<byte> value)
    {
        if (ordinal < count)
            Inner.Binary(ordinal, value);
    }
}
