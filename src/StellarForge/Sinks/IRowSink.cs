using StellarForge.Schema;

namespace StellarForge.Sinks;

/// <summary>
/// Receives the values of rows in one format. Implemented by structs, so that the JIT makes one specialised, inlined copy of a
/// table's row method for each format.
/// </summary>
/// <remarks>
/// A row is <see cref="BeginRow"/>, one call for each column in the order of ordinals, <see cref="EndRow"/>. A sink gets the
/// <see cref="TableSchema"/> when it is made; a value that is not null comes by the method of its <see cref="ColumnType"/>:
/// <list type="table">
/// <item><term><see cref="Int16"/></term><description>SByte, Byte, Int16</description></item>
/// <item><term><see cref="Int32"/></term><description>UInt16, Int32</description></item>
/// <item><term><see cref="Int64"/></term><description>UInt32, Int64</description></item>
/// <item><term><see cref="Timestamp"/></term><description>Timestamp, TimestampOffset</description></item>
/// </list>
/// and each other type by the method of its name. Values are canonical already (rounded, cut, normalised).
/// </remarks>
public interface IRowSink
{
    /// <summary>Whether the writer should pause after the row in hand, for the caller to empty the buffer.</summary>
    bool IsFull { get; }

    /// <summary>Starts a row.</summary>
    void BeginRow();

    /// <summary>Ends a row.</summary>
    void EndRow();

    /// <summary>A null.</summary>
    void Null(int ordinal);

    /// <summary>True or false.</summary>
    void Boolean(int ordinal, bool value);

    /// <summary>An integer of at most 16 bits.</summary>
    void Int16(int ordinal, short value);

    /// <summary>An integer of at most 32 bits.</summary>
    void Int32(int ordinal, int value);

    /// <summary>An integer of at most 64 bits.</summary>
    void Int64(int ordinal, long value);

    /// <summary>An unsigned 64-bit integer.</summary>
    void UInt64(int ordinal, ulong value);

    /// <summary>A binary32 number; finite, never −0.</summary>
    void Single(int ordinal, float value);

    /// <summary>A binary64 number; finite, never −0.</summary>
    void Double(int ordinal, double value);

    /// <summary>A decimal: <paramref name="unscaled"/> × 10^−<paramref name="scale"/>, the scale being the column's.</summary>
    void Decimal(int ordinal, Int128 unscaled, int scale);

    /// <summary>Text: valid UTF-8 without NUL, within the column's length.</summary>
    void Utf8(int ordinal, scoped ReadOnlySpan<byte> value);

    /// <summary>A date: days since 1970-01-01.</summary>
    void Date(int ordinal, int days);

    /// <summary>A time of day: microseconds since midnight.</summary>
    void Time(int ordinal, long microseconds);

    /// <summary>A span of time: microseconds.</summary>
    void Duration(int ordinal, long microseconds);

    /// <summary>A point in time: microseconds since 1970-01-01 UTC.</summary>
    void Timestamp(int ordinal, long microseconds);

    /// <summary>A UUID.</summary>
    void Uuid(int ordinal, Guid value);

    /// <summary>Bytes.</summary>
    void Binary(int ordinal, scoped ReadOnlySpan<byte> value);
}
