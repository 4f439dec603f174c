using StellarForge.Sinks;

namespace StellarForge.Benchmarks;

/// <summary>
/// Adds up the raw column data of rows: what Parquet's PLAIN encoding takes before dictionaries and compression (texts with their four bytes of length).
/// </summary>
internal struct RawSizeSink : IRowSink
{
    /// <summary>The bytes so far.</summary>
    public long Bytes { get; private set; }

    public readonly bool IsFull => false;

    public readonly void BeginRow() { }

    public readonly void EndRow() { }

    public readonly void Null(int ordinal) { }

    public void Boolean(int ordinal, bool value) => Bytes += 1;

    public void Int16(int ordinal, short value) => Bytes += 4;

    public void Int32(int ordinal, int value) => Bytes += 4;

    public void Int64(int ordinal, long value) => Bytes += 8;

    public void UInt64(int ordinal, ulong value) => Bytes += 8;

    public void Single(int ordinal, float value) => Bytes += 4;

    public void Double(int ordinal, double value) => Bytes += 8;

    public void Decimal(int ordinal, Int128 unscaled, int scale) => Bytes += 8;

    public void Utf8(int ordinal, scoped ReadOnlySpan<byte> value) => Bytes += 4 + value.Length;

    public void Date(int ordinal, int days) => Bytes += 4;

    public void Time(int ordinal, long microseconds) => Bytes += 8;

    public void Duration(int ordinal, long microseconds) => Bytes += 8;

    public void Timestamp(int ordinal, long microseconds) => Bytes += 8;

    public void Uuid(int ordinal, Guid value) => Bytes += 16;

    public void Binary(int ordinal, scoped ReadOnlySpan<byte> value) => Bytes += 4 + value.Length;
}
