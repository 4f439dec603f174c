using StellarForge.Sinks;

namespace StellarForge.Engine.Streams;

/// <summary>Drops rows: a message that can be decoded into it is good.</summary>
internal struct DroppingSink : IRowSink
{
    public readonly bool IsFull => false;

    public readonly void BeginRow() { }

    public readonly void EndRow() { }

    public readonly void Null(int ordinal) { }

    public readonly void Boolean(int ordinal, bool value) { }

    public readonly void Int16(int ordinal, short value) { }

    public readonly void Int32(int ordinal, int value) { }

    public readonly void Int64(int ordinal, long value) { }

    public readonly void UInt64(int ordinal, ulong value) { }

    public readonly void Single(int ordinal, float value) { }

    public readonly void Double(int ordinal, double value) { }

    public readonly void Decimal(int ordinal, Int128 unscaled, int scale) { }

    public readonly void Utf8(int ordinal, scoped ReadOnlySpan<byte> value) { }

    public readonly void Date(int ordinal, int days) { }

    public readonly void Time(int ordinal, long microseconds) { }

    public readonly void Duration(int ordinal, long microseconds) { }

    public readonly void Timestamp(int ordinal, long microseconds) { }

    public readonly void Uuid(int ordinal, Guid value) { }

    public readonly void Binary(int ordinal, scoped ReadOnlySpan<byte> value) { }
}
