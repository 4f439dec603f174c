using StellarForge.Sinks;

namespace StellarForge;

/// <summary>Keeps nothing of rows but how far they came.</summary>
internal struct FaultSink : IRowSink
{
    /// <summary>The rows that are whole.</summary>
    public long Rows { get; private set; }

    /// <summary>Whether a row has begun, and not ended.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>The ordinal of the column that comes next.</summary>
    public int Next { get; private set; }

    public readonly bool IsFull => false;

    public void BeginRow() => (HasBegun, Next) = (true, 0);

    public void EndRow() => (HasBegun, Rows) = (false, Rows + 1);

    public void Null(int ordinal) => Next = ordinal + 1;

    public void Boolean(int ordinal, bool value) => Next = ordinal + 1;

    public void Int16(int ordinal, short value) => Next = ordinal + 1;

    public void Int32(int ordinal, int value) => Next = ordinal + 1;

    public void Int64(int ordinal, long value) => Next = ordinal + 1;

    public void UInt64(int ordinal, ulong value) => Next = ordinal + 1;

    public void Single(int ordinal, float value) => Next = ordinal + 1;

    public void Double(int ordinal, double value) => Next = ordinal + 1;

    public void Decimal(int ordinal, Int128 unscaled, int scale) => Next = ordinal + 1;

    public void Utf8(int ordinal, scoped ReadOnlySpan<byte> value) => Next = ordinal + 1;

    public void Date(int ordinal, int days) => Next = ordinal + 1;

    public void Time(int ordinal, long microseconds) => Next = ordinal + 1;

    public void Duration(int ordinal, long microseconds) => Next = ordinal + 1;

    public void Timestamp(int ordinal, long microseconds) => Next = ordinal + 1;

    public void Uuid(int ordinal, Guid value) => Next = ordinal + 1;

    public void Binary(int ordinal, scoped ReadOnlySpan<byte> value) => Next = ordinal + 1;
}
