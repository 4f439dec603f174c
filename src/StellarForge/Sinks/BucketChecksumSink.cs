using System.Runtime.CompilerServices;
using StellarForge.Schema;

namespace StellarForge.Sinks;

/// <summary>
/// Sums the hashes of rows as <see cref="ChecksumSink"/> does, in buckets by the hash of the key: only the buckets that differ need a second look. Never full.
/// </summary>
/// <remarks>A row of a table without a key is in the bucket of its own hash.</remarks>
public struct BucketChecksumSink : IRowSink
{
    /// <summary>The number of buckets.</summary>
    public const int BucketCount = 1 << BucketBits;

    private const int BucketBits = 12;
    private const int NoKey = -1;

    private readonly StoredValue? _stored;
    private readonly int[] _keyPlaces;
    private readonly bool _keyless;
    private readonly TableChecksum[] _buckets;
    private RowHash _row;
    private RowHash _key;

    /// <summary>Starts at no rows.</summary>
    /// <param name="schema">The table.</param>
    public BucketChecksumSink(TableSchema schema)
    {
        _stored = StoredValue.Of(schema);
        _keyPlaces = new int[schema.Columns.Length];
        var places = 0;
        for (var ordinal = 0; ordinal < _keyPlaces.Length; ordinal++)
            _keyPlaces[ordinal] = schema.Key.Contains(ordinal) ? places++ : NoKey;
        (_row, _key) = (new RowHash(_keyPlaces.Length), new RowHash(places));
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

    // Of the last row.
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
    public void EndRow()
    {
        _row.End();
        _key.End();
        _buckets[Bucket] += new TableChecksum(1, RowHash);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Null(int ordinal)
    {
        _row.Null(ordinal);
        if (_keyPlaces[ordinal] is not NoKey and var place)
            _key.Null(place);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Boolean(int ordinal, bool value)
    {
        _row.Add(ordinal, value ? 1 : 0, ValueTag.Boolean);
        if (_keyPlaces[ordinal] is not NoKey and var place)
            _key.Add(place, value ? 1 : 0, ValueTag.Boolean);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int16(int ordinal, short value)
    {
        _row.Add(ordinal, value, ValueTag.Integer);
        if (_keyPlaces[ordinal] is not NoKey and var place)
            _key.Add(place, value, ValueTag.Integer);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int32(int ordinal, int value)
    {
        _row.Add(ordinal, value, ValueTag.Integer);
        if (_keyPlaces[ordinal] is not NoKey and var place)
            _key.Add(place, value, ValueTag.Integer);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int64(int ordinal, long value)
    {
        _row.Add(ordinal, value, ValueTag.Integer);
        if (_keyPlaces[ordinal] is not NoKey and var place)
            _key.Add(place, value, ValueTag.Integer);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void UInt64(int ordinal, ulong value)
    {
        _row.Integer(ordinal, value);
        if (_keyPlaces[ordinal] is not NoKey and var place)
            _key.Integer(place, value);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Single(int ordinal, float value)
    {
        var number = _stored is null ? value : _stored.Double(ordinal, value);
        _row.Double(ordinal, number);
        if (_keyPlaces[ordinal] is not NoKey and var place)
            _key.Double(place, number);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Double(int ordinal, double value)
    {
        var number = _stored is null ? value : _stored.Double(ordinal, value);
        _row.Double(ordinal, number);
        if (_keyPlaces[ordinal] is not NoKey and var place)
            _key.Double(place, number);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Decimal(int ordinal, Int128 unscaled, int scale)
    {
        _row.Decimal(ordinal, unscaled);
        if (_keyPlaces[ordinal] is not NoKey and var place)
            _key.Decimal(place, unscaled);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Utf8(int ordinal, scoped ReadOnlySpan<byte> value)
    {
        var text = _stored is null ? value : _stored.Text(ordinal, value);
        _row.Bytes(ordinal, text, ValueTag.Text);
        if (_keyPlaces[ordinal] is not NoKey and var place)
            _key.Bytes(place, text, ValueTag.Text);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Date(int ordinal, int days)
    {
        _row.Add(ordinal, days, ValueTag.Date);
        if (_keyPlaces[ordinal] is not NoKey and var place)
            _key.Add(place, days, ValueTag.Date);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Time(int ordinal, long microseconds)
    {
        _row.Add(ordinal, microseconds, ValueTag.Time);
        if (_keyPlaces[ordinal] is not NoKey and var place)
            _key.Add(place, microseconds, ValueTag.Time);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Duration(int ordinal, long microseconds)
    {
        _row.Add(ordinal, microseconds, ValueTag.Duration);
        if (_keyPlaces[ordinal] is not NoKey and var place)
            _key.Add(place, microseconds, ValueTag.Duration);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Timestamp(int ordinal, long microseconds)
    {
        var time = _stored is null ? microseconds : _stored.Timestamp(ordinal, microseconds);
        _row.Add(ordinal, time, ValueTag.Timestamp);
        if (_keyPlaces[ordinal] is not NoKey and var place)
            _key.Add(place, time, ValueTag.Timestamp);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Uuid(int ordinal, Guid value)
    {
        _row.Uuid(ordinal, value);
        if (_keyPlaces[ordinal] is not NoKey and var place)
            _key.Uuid(place, value);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Binary(int ordinal, scoped ReadOnlySpan<byte> value)
    {
        _row.Bytes(ordinal, value, ValueTag.Binary);
        if (_keyPlaces[ordinal] is not NoKey and var place)
            _key.Bytes(place, value, ValueTag.Binary);
    }
}
