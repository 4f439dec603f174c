using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Engine.Streams;

/// <summary>What an event needs of its row beside its bytes: the text of its key, which decides its partition, and its time.</summary>
/// <param name="schema">The table.</param>
/// <param name="timeColumn">The ordinal of the column with the row's time, or −1.</param>
internal sealed class ColumnProbe(TableSchema schema, int timeColumn)
{
    private readonly bool[] _isKey = [.. schema.Columns.Select((_, ordinal) => schema.Key.Contains(ordinal))];
    private readonly int _timeColumn = timeColumn;
    private byte[] _key = new byte[128];
    private int _length;

    /// <summary>The time of the last row, in microseconds since 1970 UTC; <see langword="null"/> where the row has none.</summary>
    public long? Time { get; private set; }

    /// <summary>The key of the last row: its columns' values as text, with <c>/</c> between them. Empty for a table without a key.</summary>
    public ReadOnlySpan<byte> Key => _key.AsSpan(0, _length);

    /// <summary>Where rows go: full after each.</summary>
    public Sink Begin() => new(this);

    private bool IsKey(int ordinal)
    {
        if (!_isKey[ordinal])
            return false;
        if (_length > 0)
            Reserve(1)[_length++] = (byte)'/';
        return true;
    }

    private byte[] Reserve(int length)
    {
        if (_key.Length - _length < length)
            Array.Resize(ref _key, 2 * (_length + length));
        return _key;
    }

    private ref byte Place => ref Reserve(Utf8Format.MaxLength)[_length];

    private void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Reserve(text.Length).AsSpan(_length));
        _length += text.Length;
    }

    /// <summary>Takes one row.</summary>
    internal struct Sink(ColumnProbe probe) : IRowSink
    {
        public bool IsFull { get; private set; }

        public readonly void BeginRow() => (probe._length, probe.Time) = (0, null);

        public void EndRow() => IsFull = true;

        public readonly void Null(int ordinal)
        {
        }

        public readonly void Boolean(int ordinal, bool value)
        {
            if (probe.IsKey(ordinal))
                probe.Append(value ? "true"u8 : "false"u8);
        }

        public readonly void Int16(int ordinal, short value) => Int64(ordinal, value);

        public readonly void Int32(int ordinal, int value) => Int64(ordinal, value);

        public readonly void Int64(int ordinal, long value)
        {
            if (probe.IsKey(ordinal))
                probe._length += Utf8Format.Int64(ref probe.Place, value);
        }

        public readonly void UInt64(int ordinal, ulong value)
        {
            if (probe.IsKey(ordinal))
                probe._length += Utf8Format.UInt64(ref probe.Place, value);
        }

        public readonly void Single(int ordinal, float value)
        {
            if (probe.IsKey(ordinal))
                probe._length += Utf8Format.Single(ref probe.Place, value);
        }

        public readonly void Double(int ordinal, double value)
        {
            if (probe.IsKey(ordinal))
                probe._length += Utf8Format.Double(ref probe.Place, value);
        }

        public readonly void Decimal(int ordinal, Int128 unscaled, int scale)
        {
            if (probe.IsKey(ordinal))
                probe._length += Utf8Format.Decimal(ref probe.Place, unscaled, scale);
        }

        public readonly void Utf8(int ordinal, scoped ReadOnlySpan<byte> value)
        {
            if (probe.IsKey(ordinal))
                probe.Append(value);
        }

        public readonly void Date(int ordinal, int days)
        {
            if (ordinal == probe._timeColumn)
                probe.Time = days * TimeSpan.MicrosecondsPerDay;
            if (probe.IsKey(ordinal))
                probe._length += Utf8Format.Date(ref probe.Place, days);
        }

        public readonly void Time(int ordinal, long microseconds)
        {
            if (probe.IsKey(ordinal))
                probe._length += Utf8Format.Time(ref probe.Place, microseconds);
        }

        public readonly void Duration(int ordinal, long microseconds)
        {
            if (probe.IsKey(ordinal))
                probe._length += Utf8Format.Duration(ref probe.Place, microseconds);
        }

        public readonly void Timestamp(int ordinal, long microseconds)
        {
            if (ordinal == probe._timeColumn)
                probe.Time = microseconds;
            if (probe.IsKey(ordinal))
                probe._length += Utf8Format.Timestamp(ref probe.Place, microseconds);
        }

        public readonly void Uuid(int ordinal, Guid value)
        {
            if (probe.IsKey(ordinal))
                probe._length += Utf8Format.Uuid(ref probe.Place, value);
        }

        public readonly void Binary(int ordinal, scoped ReadOnlySpan<byte> value)
        {
            if (!probe.IsKey(ordinal))
                return;
            Convert.TryToHexStringLower(value, probe.Reserve(2 * value.Length).AsSpan(probe._length), out var written);
            probe._length += written;
        }
    }
}
