using System.Runtime.CompilerServices;
using StellarForge.Schema;

namespace StellarForge.Sinks;

/// <summary>Sums the 128-bit hashes of rows over their canonical values: the same for the same rows in every store, in any order. Never full.</summary>
public struct ChecksumSink : IRowSink
{
    private readonly StoredValue? _stored;
    private RowHash _row;
    private long _count;
    private UInt128 _sum;

    /// <summary>Starts at no rows.</summary>
    /// <param name="schema">The table.</param>
    public ChecksumSink(TableSchema schema)
    {
        _stored = StoredValue.Of(schema);
        _row = new RowHash(schema.Columns.Length);
    }

    /// <summary>The rows so far.</summary>
    public readonly TableChecksum Checksum => new(_count, _sum);

    /// <inheritdoc/>
    public readonly bool IsFull => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BeginRow() => _row.Start();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndRow()
    {
        _row.End();
        _sum += _row.Finish();
        _count++;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Null(int ordinal) => _row.Null(ordinal);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Boolean(int ordinal, bool value) => _row.Add(ordinal, value ? 1 : 0, ValueTag.Boolean);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int16(int ordinal, short value) => _row.Add(ordinal, value, ValueTag.Integer);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int32(int ordinal, int value) => _row.Add(ordinal, value, ValueTag.Integer);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int64(int ordinal, long value) => _row.Add(ordinal, value, ValueTag.Integer);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void UInt64(int ordinal, ulong value) => _row.Integer(ordinal, value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Single(int ordinal, float value) => _row.Double(ordinal, _stored is null ? value : _stored.Double(ordinal, value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Double(int ordinal, double value) => _row.Double(ordinal, _stored is null ? value : _stored.Double(ordinal, value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Decimal(int ordinal, Int128 unscaled, int scale) => _row.Decimal(ordinal, unscaled);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Utf8(int ordinal, scoped ReadOnlySpan<byte> value) =>
        _row.Bytes(ordinal, _stored is null ? value : _stored.Text(ordinal, value), ValueTag.Text);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Date(int ordinal, int days) => _row.Add(ordinal, days, ValueTag.Date);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Time(int ordinal, long microseconds) => _row.Add(ordinal, microseconds, ValueTag.Time);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Duration(int ordinal, long microseconds) => _row.Add(ordinal, microseconds, ValueTag.Duration);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Timestamp(int ordinal, long microseconds) =>
        _row.Add(ordinal, _stored is null ? microseconds : _stored.Timestamp(ordinal, microseconds), ValueTag.Timestamp);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Uuid(int ordinal, Guid value) => _row.Uuid(ordinal, value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Binary(int ordinal, scoped ReadOnlySpan<byte> value) => _row.Bytes(ordinal, value, ValueTag.Binary);
}
