namespace StellarForge.Sinks;

/// <summary>Sums the hashes of rows in buckets by the hash of the key, so that a difference can be narrowed down.</summary>
public struct BucketChecksumSink : IRowSink
{
    /// <summary>The number of buckets.</summary>
    public const int BucketCount = 4096;

    /// <summary>Starts at no rows.</summary>
    public BucketChecksumSink(TableSchema schema) => throw new NotImplementedException();

    /// <summary>The checksum of each bucket; a table without a key has all rows in buckets by their own hash.</summary>
    public readonly ReadOnlyMemory<TableChecksum> Buckets => throw new NotImplementedException();

    /// <summary>The rows so far.</summary>
    public readonly TableChecksum Checksum => throw new NotImplementedException();

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
