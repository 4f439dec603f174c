namespace StellarForge.Sinks;

/// <summary>Writes rows into a buffer; see <see cref="CsvFormat"/>.</summary>
public ref struct CsvSink : IRowSink
{
    /// <summary>Appends to a buffer.</summary>
    public CsvSink(CsvFormat format, RowBuffer buffer) => throw new NotImplementedException();

    /// <inheritdoc/>
    public readonly bool IsFull => false;

    /// <inheritdoc/>
    public void BeginRow() => throw new NotImplementedException();

    /// <inheritdoc/>
    public void EndRow() => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Null(int ordinal) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Boolean(int ordinal, bool value) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Int16(int ordinal, short value) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Int32(int ordinal, int value) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Int64(int ordinal, long value) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void UInt64(int ordinal, ulong value) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Single(int ordinal, float value) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Double(int ordinal, double value) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Decimal(int ordinal, Int128 unscaled, int scale) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Utf8(int ordinal, scoped ReadOnlySpan<byte> value) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Date(int ordinal, int days) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Time(int ordinal, long microseconds) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Duration(int ordinal, long microseconds) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Timestamp(int ordinal, long microseconds) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Uuid(int ordinal, Guid value) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Binary(int ordinal, scoped ReadOnlySpan<byte> value) => throw new NotImplementedException();
}
