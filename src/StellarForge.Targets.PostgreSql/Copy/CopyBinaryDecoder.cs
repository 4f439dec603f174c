using System.Buffers.Binary;
using System.Text;
using StellarForge.Formats;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Targets.PostgreSql;

/// <summary>Reads binary COPY; see <see cref="CopyBinaryFormat"/>.</summary>
/// <param name="schema">The table.</param>
/// <param name="wires">The type of each column's fields: those of the database, where the bytes come from one.</param>
/// <param name="takesAnyNull">Whether nulls pass in columns that take none: those of a database are a difference, not damage.</param>
internal sealed class CopyBinaryDecoder(TableSchema schema, CopyWire[] wires, bool takesAnyNull) : RecordDecoder(schema)
{
    private const int DaysTo2000 = 10_957;
    private const long MicrosecondsTo2000 = DaysTo2000 * TimeSpan.MicrosecondsPerDay;

    // The signature, and the flags.
    private const int FlagsEnd = 15;
    private const int HeaderLength = 19;

    private readonly StoredValueConverter _values = new(schema);
    private bool _isStarted;
    private bool _hasEnded;

    public override int Decode<TSink>(ReadOnlySpan<byte> bytes, bool isLast, ref TSink sink)
    {
        var position = _isStarted ? 0 : ReadHeader(bytes);
        while (_isStarted && !_hasEnded && !sink.IsFull && TryMeasure(bytes[position..], out var length))
        {
            // The trailer has no fields.
            if (length == 2)
                _hasEnded = true;
            else
                ReadRow(bytes.Slice(position + 2, length - 2), ref sink);
            position += length;
        }

        if (_hasEnded && position < bytes.Length)
            throw new FormatException("The data goes on after its trailer.");
        if (isLast && !_hasEnded && !sink.IsFull)
            throw new FormatException($"The data ends before its trailer, after {RowsDecoded} rows.");
        return position;
    }

    private int ReadHeader(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength)
            return 0;
        if (!bytes[..FlagsEnd].SequenceEqual(CopyBinaryEncoder.Header[..FlagsEnd]))
            throw new FormatException("The data does not begin with the header of binary COPY, or has flags that are not known.");
        var extension = BinaryPrimitives.ReadInt32BigEndian(bytes[FlagsEnd..]);
        if (extension < 0)
            throw new FormatException($"The header of binary COPY has an extension of {extension} bytes.");
        if (bytes.Length - HeaderLength < extension)
            return 0;
        _isStarted = true;
        return HeaderLength + extension;
    }

    // The bytes of the tuple that the data begins with, all fields of which have been looked at.
    private bool TryMeasure(ReadOnlySpan<byte> data, out int length)
    {
        length = 2;
        if (data.Length < length)
            return false;
        var fields = BinaryPrimitives.ReadInt16BigEndian(data);
        if (fields == -1)
            return true;
        if (fields != wires.Length)
            throw new FormatException($"Row {RowsDecoded + 1} has {fields} fields, the table {Schema} has {wires.Length}.");
        for (var ordinal = 0; ordinal < wires.Length; ordinal++)
        {
            if (data.Length - length < 4)
                return false;
            var size = BinaryPrimitives.ReadInt32BigEndian(data[length..]);
            length += 4;
            if (size < -1)
                throw new FormatException($"Row {RowsDecoded + 1}: the field {Schema.Columns[ordinal].Name} is {size} bytes long.");
            if (data.Length - length < size)
                return false;
            if (size == -1 && !takesAnyNull)
                _values.CheckNull(ordinal, RowsDecoded + 1);
            if (size >= 0 && !IsValid(wires[ordinal], data.Slice(length, size)))
                throw new FormatException($"Row {RowsDecoded + 1}: the {size} bytes of {Schema.Columns[ordinal].Name} are no {wires[ordinal]}.");
            length += Math.Max(0, size);
        }

        return true;
    }

    private static bool IsValid(CopyWire wire, ReadOnlySpan<byte> value) => wire switch
    {
        CopyWire.Boolean => value.Length == 1,
        CopyWire.Int16 => value.Length == 2,
        CopyWire.Int32 or CopyWire.Single or CopyWire.Date => value.Length == 4,
        CopyWire.Int64 or CopyWire.Double or CopyWire.Time or CopyWire.Timestamp => value.Length == 8,
        CopyWire.Interval or CopyWire.Uuid => value.Length == 16,
        CopyWire.Numeric => CopyNumeric.IsValid(value),
        CopyWire.Jsonb => value.Length > 0 && value[0] == 1,
        _ => true,
    };

    private void ReadRow<TSink>(ReadOnlySpan<byte> tuple, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        sink.BeginRow();
        for (var ordinal = 0; ordinal < wires.Length; ordinal++)
        {
            var size = BinaryPrimitives.ReadInt32BigEndian(tuple);
            tuple = tuple[4..];
            if (size < 0)
            {
                sink.Null(ordinal);
                continue;
            }

            ReadValue(ordinal, tuple[..size], ref sink);
            tuple = tuple[size..];
        }

        sink.EndRow();
        RowsDecoded++;
    }

    private void ReadValue<TSink>(int ordinal, ReadOnlySpan<byte> value, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        switch (wires[ordinal])
        {
            case CopyWire.Boolean: _values.Boolean(ordinal, value[0] != 0, ref sink); break;
            case CopyWire.Int16: _values.Integer(ordinal, BinaryPrimitives.ReadInt16BigEndian(value), ref sink); break;
            case CopyWire.Int32: _values.Integer(ordinal, BinaryPrimitives.ReadInt32BigEndian(value), ref sink); break;
            case CopyWire.Int64: _values.Integer(ordinal, BinaryPrimitives.ReadInt64BigEndian(value), ref sink); break;
            case CopyWire.Single: _values.Single(ordinal, BinaryPrimitives.ReadSingleBigEndian(value), ref sink); break;
            case CopyWire.Double: _values.Double(ordinal, BinaryPrimitives.ReadDoubleBigEndian(value), ref sink); break;
            case CopyWire.Numeric: Numeric(ordinal, value, ref sink); break;
            case CopyWire.Jsonb: _values.Text(ordinal, value[1..], ref sink); break;
            case CopyWire.Date: _values.Date(ordinal, (long)BinaryPrimitives.ReadInt32BigEndian(value) + DaysTo2000, ref sink); break;
            case CopyWire.Time: _values.Time(ordinal, BinaryPrimitives.ReadInt64BigEndian(value), ref sink); break;
            case CopyWire.Timestamp: Timestamp(ordinal, BinaryPrimitives.ReadInt64BigEndian(value), ref sink); break;
            case CopyWire.Interval: Interval(ordinal, value, ref sink); break;
            case CopyWire.Uuid: _values.Uuid(ordinal, new Guid(value, bigEndian: true), ref sink); break;
            case CopyWire.Binary: _values.Binary(ordinal, value, ref sink); break;
            default: _values.Text(ordinal, value, ref sink); break;
        }
    }

    private void Numeric<TSink>(int ordinal, ReadOnlySpan<byte> value, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        var column = Schema.Columns[ordinal];
        var scale = column.Type == ColumnType.Decimal ? column.Scale : 0;
        if (column.Type is not (ColumnType.Single or ColumnType.Double) && CopyNumeric.TryRead(value, scale, out var unscaled))
            _values.Decimal(ordinal, unscaled, scale, ref sink);
        else
            _values.Text(ordinal, CopyNumeric.ToText(value), ref sink);
    }

    private void Timestamp<TSink>(int ordinal, long microsecondsSince2000, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        // The ends of the range are PostgreSQL's infinities.
        if (microsecondsSince2000 is long.MinValue or > long.MaxValue - MicrosecondsTo2000)
            sink.Utf8(ordinal, microsecondsSince2000 < 0 ? "-infinity"u8 : "infinity"u8);
        else
            _values.Timestamp(ordinal, microsecondsSince2000 + MicrosecondsTo2000, ref sink);
    }

    private void Interval<TSink>(int ordinal, ReadOnlySpan<byte> value, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        var days = BinaryPrimitives.ReadInt32BigEndian(value[8..]);
        var months = BinaryPrimitives.ReadInt32BigEndian(value[12..]);
        var microseconds = (Int128)BinaryPrimitives.ReadInt64BigEndian(value) + (days * (Int128)TimeSpan.MicrosecondsPerDay);

        // A month is no span of time: how long it is depends on where it stands.
        if (months == 0 && microseconds >= long.MinValue && microseconds <= long.MaxValue)
            _values.Time(ordinal, (long)microseconds, ref sink);
        else
            sink.Utf8(ordinal, Encoding.UTF8.GetBytes($"{months} months {microseconds} microseconds"));
    }
}
