using System.Runtime.CompilerServices;
using StellarForge.Schema;

namespace StellarForge.Sinks;

/// <summary>Sums the hashes of rows as <see cref="ChecksumSink"/> does, in buckets by the hash of the key: only the buckets that differ need a second look. Never full.</summary>
/// <remarks>A row of a table without a key is in the bucket of its own hash.</remarks>
public struct BucketChecksumSink : IRowSink
{
    /// <summary>The number of buckets.</summary>
    public const int BucketCount = 1 << BucketBits;

    private const int BucketBits = 12;

    private readonly StoredValue? _stored;
    private readonly bool[] _isKey;
    private readonly bool _keyless;
    private readonly TableChecksum[] _buckets;
    private RowHash _row;
    private RowHash _key;

    /// <summary>Starts at no rows.</summary>
    /// <param name="schema">The table.</param>
    public BucketChecksumSink(TableSchema schema)
    {
        _stored = StoredValue.Of(schema);
        _isKey = new bool[schema.Columns.Length];
        foreach (var ordinal in schema.Key)
            _isKey[ordinal] = true;
        _keyless = schema.Key.IsEmpty;
        _buckets = new TableChecksum[BucketCount];
    }

    /// <summary>The checksum of each bucket.</summary>
    public readonly ReadOnlyMemory<TableChecksum> Buckets => _buckets;

    /// <summary>The rows so far.</summary>
    public readonly TableChecksum Checksum
    {
        get
        {
            var all = default(TableChecksum);
            foreach (var bucket in _buckets)
                all += bucket;
            return all;
        }
    }

    /// <inheritdoc/>
    public readonly bool IsFull => false;

    // Of the row in hand, or of the last.
    internal readonly UInt128 RowHash => _row.Finish();

    internal readonly int Bucket => (int)(UInt128.RotateLeft(_keyless ? _row.Finish() : _key.Finish(), BucketBits) & (BucketCount - 1));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BeginRow()
    {
        _row.Start();
        _key.Start();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void EndRow() => _buckets[Bucket] += new TableChecksum(1, RowHash);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Null(int ordinal)
    {
        _row.Null();
        if (_isKey[ordinal])
            _key.Null();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Boolean(int ordinal, bool value)
    {
        _row.Add(value ? 1 : 0, ValueTag.Boolean);
        if (_isKey[ordinal])
            _key.Add(value ? 1 : 0, ValueTag.Boolean);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int16(int ordinal, short value)
    {
        _row.Add(value, ValueTag.Integer);
        if (_isKey[ordinal])
            _key.Add(value, ValueTag.Integer);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int32(int ordinal, int value)
    {
        _row.Add(value, ValueTag.Integer);
        if (_isKey[ordinal])
            _key.Add(value, ValueTag.Integer);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int64(int ordinal, long value)
    {
        _row.Add(value, ValueTag.Integer);
        if (_isKey[ordinal])
            _key.Add(value, ValueTag.Integer);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void UInt64(int ordinal, ulong value)
    {
        _row.Integer(value);
        if (_isKey[ordinal])
            _key.Integer(value);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Single(int ordinal, float value)
    {
        var number = _stored is null ? value : _stored.Double(ordinal, value);
        _row.Double(number);
        if (_isKey[ordinal])
            _key.Double(number);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Double(int ordinal, double value)
    {
        var number = _stored is null ? value : _stored.Double(ordinal, value);
        _row.Double(number);
        if (_isKey[ordinal])
            _key.Double(number);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Decimal(int ordinal, Int128 unscaled, int scale)
    {
        _row.Decimal(unscaled);
        if (_isKey[ordinal])
            _key.Decimal(unscaled);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Utf8(int ordinal, scoped ReadOnlySpan<byte> value)
    {
        var text = _stored is null ? value : _stored.Text(ordinal, value);
        _row.Bytes(text, ValueTag.Text);
        if (_isKey[ordinal])
            _key.Bytes(text, ValueTag.Text);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Date(int ordinal, int days)
    {
        _row.Add(days, ValueTag.Date);
        if (_isKey[ordinal])
            _key.Add(days, ValueTag.Date);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Time(int ordinal, long microseconds)
    {
        _row.Add(microseconds, ValueTag.Time);
        if (_isKey[ordinal])
            _key.Add(microseconds, ValueTag.Time);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Duration(int ordinal, long microseconds)
    {
        _row.Add(microseconds, ValueTag.Duration);
        if (_isKey[ordinal])
            _key.Add(microseconds, ValueTag.Duration);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Timestamp(int ordinal, long microseconds)
    {
        var time = _stored is null ? microseconds : _stored.Timestamp(ordinal, microseconds);
        _row.Add(time, ValueTag.Timestamp);
        if (_isKey[ordinal])
            _key.Add(time, ValueTag.Timestamp);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Uuid(int ordinal, Guid value)
    {
        _row.Uuid(value);
        if (_isKey[ordinal])
            _key.Uuid(value);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Binary(int ordinal, scoped ReadOnlySpan<byte> value)
    {
        _row.Bytes(value, ValueTag.Binary);
        if (_isKey[ordinal])
            _key.Bytes(value, ValueTag.Binary);
    }
}
