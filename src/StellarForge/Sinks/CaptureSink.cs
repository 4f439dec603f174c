using System.Text;
using StellarForge.Schema;

namespace StellarForge.Sinks;

/// <summary>Keeps rows as text, in the invariant culture: for people to read. Allocates only for the rows it keeps. Never full.</summary>
public struct CaptureSink : IRowSink
{
    private readonly TableSchema _schema;
    private readonly Func<int, bool>? _wanted;
    private readonly List<CapturedRow> _rows;
    private readonly int[] _ends;
    private readonly bool[] _isNull;
    private byte[] _text;
    private int _length;
    private BucketChecksumSink _hash;

    /// <summary>Keeps the rows whose bucket (see <see cref="BucketChecksumSink"/>) is wanted.</summary>
    /// <param name="schema">The table.</param>
    /// <param name="wanted">Says of a bucket whether its rows are kept. Default: all rows are.</param>
    public CaptureSink(TableSchema schema, Func<int, bool>? wanted = null)
    {
        _schema = schema;
        _wanted = wanted;
        _rows = [];
        _ends = new int[schema.Columns.Length];
        _isNull = new bool[schema.Columns.Length];
        _text = new byte[1024];
        _hash = new BucketChecksumSink(schema);
    }

    /// <summary>The rows kept so far.</summary>
    public readonly IReadOnlyList<CapturedRow> Rows => _rows;

    /// <inheritdoc/>
    public readonly bool IsFull => false;

    /// <inheritdoc/>
    public void BeginRow()
    {
        _length = 0;
        _hash.BeginRow();
    }

    /// <inheritdoc/>
    public void EndRow()
    {
        _hash.EndRow();
        var bucket = _hash.Bucket;
        if (_wanted is not null && !_wanted(bucket))
            return;

        var values = new string?[_ends.Length];
        var start = 0;
        for (var ordinal = 0; ordinal < values.Length; ordinal++)
        {
            values[ordinal] = _isNull[ordinal] ? null : Encoding.UTF8.GetString(_text.AsSpan(start, _ends[ordinal] - start));
            start = _ends[ordinal];
        }

        var key = _schema.Key.IsEmpty ? values : _schema.Key.Select(ordinal => values[ordinal]);
        _rows.Add(new CapturedRow(string.Join(", ", key.Select(value => value ?? "null")), bucket, _hash.RowHash, values));
    }

    /// <inheritdoc/>
    public void Null(int ordinal)
    {
        _hash.Null(ordinal);
        _ends[ordinal] = _length;
        _isNull[ordinal] = true;
    }

    /// <inheritdoc/>
    public void Boolean(int ordinal, bool value)
    {
        _hash.Boolean(ordinal, value);
        Append(ordinal, value ? "true"u8 : "false"u8);
    }

    /// <inheritdoc/>
    public void Int16(int ordinal, short value)
    {
        _hash.Int16(ordinal, value);
        End(ordinal, Utf8Format.Int64(ref Reserve(), value));
    }

    /// <inheritdoc/>
    public void Int32(int ordinal, int value)
    {
        _hash.Int32(ordinal, value);
        End(ordinal, Utf8Format.Int64(ref Reserve(), value));
    }

    /// <inheritdoc/>
    public void Int64(int ordinal, long value)
    {
        _hash.Int64(ordinal, value);
        End(ordinal, Utf8Format.Int64(ref Reserve(), value));
    }

    /// <inheritdoc/>
    public void UInt64(int ordinal, ulong value)
    {
        _hash.UInt64(ordinal, value);
        End(ordinal, Utf8Format.UInt64(ref Reserve(), value));
    }

    /// <inheritdoc/>
    public void Single(int ordinal, float value)
    {
        _hash.Single(ordinal, value);
        End(ordinal, Utf8Format.Single(ref Reserve(), value));
    }

    /// <inheritdoc/>
    public void Double(int ordinal, double value)
    {
        _hash.Double(ordinal, value);
        End(ordinal, Utf8Format.Double(ref Reserve(), value));
    }

    /// <inheritdoc/>
    public void Decimal(int ordinal, Int128 unscaled, int scale)
    {
        _hash.Decimal(ordinal, unscaled, scale);
        End(ordinal, Utf8Format.Decimal(ref Reserve(), unscaled, scale));
    }

    /// <inheritdoc/>
    public void Utf8(int ordinal, scoped ReadOnlySpan<byte> value)
    {
        _hash.Utf8(ordinal, value);
        Append(ordinal, value);
    }

    /// <inheritdoc/>
    public void Date(int ordinal, int days)
    {
        _hash.Date(ordinal, days);
        End(ordinal, Utf8Format.Date(ref Reserve(), days));
    }

    /// <inheritdoc/>
    public void Time(int ordinal, long microseconds)
    {
        _hash.Time(ordinal, microseconds);
        End(ordinal, Utf8Format.Time(ref Reserve(), microseconds));
    }

    /// <inheritdoc/>
    public void Duration(int ordinal, long microseconds)
    {
        _hash.Duration(ordinal, microseconds);
        End(ordinal, Utf8Format.Duration(ref Reserve(), microseconds));
    }

    /// <inheritdoc/>
    public void Timestamp(int ordinal, long microseconds)
    {
        _hash.Timestamp(ordinal, microseconds);
        End(ordinal, Utf8Format.Timestamp(ref Reserve(), microseconds));
    }

    /// <inheritdoc/>
    public void Uuid(int ordinal, Guid value)
    {
        _hash.Uuid(ordinal, value);
        End(ordinal, Utf8Format.Uuid(ref Reserve(), value));
    }

    /// <inheritdoc/>
    public void Binary(int ordinal, scoped ReadOnlySpan<byte> value)
    {
        _hash.Binary(ordinal, value);
        Append(ordinal, Encoding.UTF8.GetBytes("0x" + Convert.ToHexStringLower(value)));
    }

    private void Append(int ordinal, scoped ReadOnlySpan<byte> text)
    {
        if (_text.Length - _length < text.Length)
            Array.Resize(ref _text, (2 * _text.Length) + text.Length);
        text.CopyTo(_text.AsSpan(_length));
        End(ordinal, text.Length);
    }

    private ref byte Reserve()
    {
        if (_text.Length - _length < Utf8Format.MaxLength)
            Array.Resize(ref _text, 2 * _text.Length);
        return ref _text[_length];
    }

    private void End(int ordinal, int length)
    {
        _length += length;
        _ends[ordinal] = _length;
        _isNull[ordinal] = false;
    }
}
