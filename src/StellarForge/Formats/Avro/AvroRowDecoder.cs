using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using StellarForge.Ddl;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>
/// Reads records of a writer's schema as rows of a table: fields are found by name, in any order; those that the table has no column for are skipped;
/// a column without a field is null; and a value may be of any type that can become the column's. (Aliases and the record's own name do not count.)
/// </summary>
internal sealed class AvroRowDecoder
{
    private const int LongestExcerpt = 80;

    private readonly TableSchema _table;
    private readonly StoredValueConverter _values;
    private readonly StagedRow _row;
    private readonly RowValidator? _validator;
    private readonly AvroField[] _fields;

    // Of each field its column, or −1.
    private readonly int[] _ordinals;

    // Of each field, whether its column takes values of its type; the branches of a union are looked at one by one.
    private readonly bool[] _isOf;
    private readonly ColumnType[] _types;
    private int _field;

    /// <summary>Finds the fields' columns.</summary>
    /// <param name="table">The table.</param>
    /// <param name="writer">The schema that the data was written with.</param>
    /// <param name="isStrict">Whether a value that its column can't hold is refused by a <see cref="ColumnValueException"/>, as where rows are stored, rather
    /// than handed on as text. A number is then no text, and text no number.</param>
    /// <exception cref="FormatException">The writer's schema is no record, or lacks a field for a column that takes no null.</exception>
    public AvroRowDecoder(TableSchema table, AvroSchema writer, bool isStrict = false)
    {
        if (writer.Kind != AvroKind.Record)
            throw new FormatException($"The Avro schema is of {writer.Kind}, not of records.");
        (_table, _values, _row, _validator) = (table, new StoredValueConverter(table), new StagedRow(table), isStrict ? new RowValidator(table) : null);
        var names = SchemaDocument.AvroNames(table);
        _fields = [.. writer.Fields];
        _ordinals = [.. _fields.Select(field => Array.IndexOf(names, field.Name))];
        _types = [.. table.Columns.Select(column => column.Type)];
        _isOf = [.. _fields.Zip(_ordinals, (field, ordinal) => ordinal >= 0 && (!isStrict || IsOf(field.Type.Kind, _types[ordinal])))];
        for (var ordinal = 0; ordinal < names.Length; ordinal++)
        {
            if (!table.Columns[ordinal].IsNullable && Array.IndexOf(_ordinals, ordinal) < 0)
                throw new FormatException(
                    $"The Avro schema of {writer.Name} has no field {names[ordinal]}, and that column of the table {table} takes no null.");
        }
    }

    /// <summary>The name of the field that is read, or at which a record broke off.</summary>
    public string Field => _fields[_field].Name;

    /// <summary>Reads one record, which <see cref="WriteTo"/> then gives to a sink.</summary>
    /// <param name="reader">The data, at the record.</param>
    /// <returns>Whether the record is whole.</returns>
    /// <exception cref="FormatException">This is no record of the schema.</exception>
    public bool TryRead(ref AvroReader reader)
    {
        var staged = _row.Sink;
        staged.BeginRow();
        for (_field = 0; _field < _fields.Length; _field++)
        {
            var (ordinal, type) = (_ordinals[_field], _fields[_field].Type);
            if (!(_isOf[_field] ? TryConvert(ref reader, type, ordinal, ref staged)
                : ordinal < 0 ? reader.TrySkip(type) : TryValue(ref reader, type, ordinal, ref staged)))
                return false;
        }

        return true;
    }

    /// <summary>Refuses the record that was read where it is no row of the table.</summary>
    /// <param name="row">The row's number, from 1, for messages.</param>
    /// <exception cref="FormatException">A column that takes no null has none, or decoding is strict and a column can't hold its value.</exception>
    public void Check(long row)
    {
        if (_validator is not null)
        {
            _validator.Check(_row);
            return;
        }

        for (var ordinal = 0; ordinal < _table.Columns.Length; ordinal++)
        {
            if (_row.IsNull(ordinal))
                _values.CheckNull(ordinal, row);
        }
    }

    /// <summary>Gives the record that was read to a sink.</summary>
    public void WriteTo<TSink>(ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct =>
        _row.WriteTo(ref sink);

    private bool TryValue(ref AvroReader reader, AvroSchema type, int ordinal, ref StagedRow.StagingSink sink)
    {
        if (!TryConvert(ref reader, type, ordinal, ref sink))
            return false;
        if (_validator is not null && !IsOf(type.Kind, _types[ordinal]))
            throw new ColumnValueException(
                _table, ordinal, ColumnValueError.WrongType, RowValidator.TextOf(_row, ordinal),
                $"of the Avro type {JsonNamingPolicy.KebabCaseLower.ConvertName(type.Kind.ToString())}");
        return true;
    }

    // Numbers may become numbers, and what has a form of its own may be text that spells it.
    private static bool IsOf(AvroKind kind, ColumnType type) => kind switch
    {
        AvroKind.Null or AvroKind.Union => true,
        AvroKind.Boolean => type == ColumnType.Boolean,
        AvroKind.Int or AvroKind.Long => type is > ColumnType.Boolean and <= ColumnType.Decimal or ColumnType.Duration,
        AvroKind.Float or AvroKind.Double or AvroKind.Decimal or AvroKind.FixedDecimal =>
            type is > ColumnType.Boolean and <= ColumnType.Decimal,
        AvroKind.String => type > ColumnType.Decimal,
        AvroKind.Enum => type == ColumnType.Text,
        AvroKind.Bytes => type is ColumnType.Text or ColumnType.Binary,
        AvroKind.Fixed => type == ColumnType.Binary,
        AvroKind.FixedUuid => type == ColumnType.Uuid,
        AvroKind.FixedDuration => type == ColumnType.Duration,
        AvroKind.Date => type is ColumnType.Date or ColumnType.Timestamp or ColumnType.TimestampOffset,
        AvroKind.TimeMillis or AvroKind.TimeMicros => type is ColumnType.Time or ColumnType.Duration,
        _ => type is ColumnType.Date or ColumnType.Timestamp or ColumnType.TimestampOffset,
    };

    private bool TryConvert(ref AvroReader reader, AvroSchema type, int ordinal, ref StagedRow.StagingSink sink)
    {
        switch (type.Kind)
        {
            case AvroKind.Null:
                sink.Null(ordinal);
                return true;
            case AvroKind.Union:
                return reader.TryInteger(out var branch) && TryValue(ref reader, AvroReader.Branch(type, branch), ordinal, ref sink);
            case AvroKind.Boolean when reader.TryBoolean(out var value):
                _values.Boolean(ordinal, value, ref sink);
                return true;
            case AvroKind.Float when reader.TrySingle(out var value):
                _values.Single(ordinal, (float)Finite(ordinal, value), ref sink);
                return true;
            case AvroKind.Double when reader.TryDouble(out var value):
                _values.Double(ordinal, Finite(ordinal, value), ref sink);
                return true;
            case AvroKind.Enum when reader.TryInteger(out var symbol):
                _values.Text(ordinal, Symbol(type, symbol), ref sink);
                return true;
            case AvroKind.Bytes or AvroKind.String or AvroKind.Decimal when reader.TryBytes(out var value):
                Bytes(type, ordinal, value, ref sink);
                return true;
            case AvroKind.Fixed or AvroKind.FixedDecimal or AvroKind.FixedUuid or AvroKind.FixedDuration when reader.TryBytes(type.Size, out var value):
                Bytes(type, ordinal, value, ref sink);
                return true;
            case AvroKind.Record or AvroKind.Array or AvroKind.Map:
                throw new FormatException($"The field of {_table.Columns[ordinal].Name} is of {type.Kind}, not a single value.");
            case >= AvroKind.Date and <= AvroKind.TimestampNanos or AvroKind.Int or AvroKind.Long when reader.TryInteger(out var value):
                Integer(type, ordinal, value, ref sink);
                return true;
            default:
                return false;
        }
    }

    private void Integer(AvroSchema type, int ordinal, long value, ref StagedRow.StagingSink sink)
    {
        const int MicrosPerMilli = 1_000;
        const int NanosPerMicro = 1_000;
        switch (type.Kind)
        {
            case AvroKind.Int or AvroKind.TimeMillis when value != (int)value:
                throw new FormatException($"{value} is no Avro int: it has more than 32 bits.");
            case AvroKind.Date: _values.Date(ordinal, value, ref sink); break;
            case AvroKind.TimeMillis: _values.Time(ordinal, value * MicrosPerMilli, ref sink); break;
            case AvroKind.TimeMicros: _values.Time(ordinal, value, ref sink); break;
            case AvroKind.TimestampMillis when value is >= long.MinValue / MicrosPerMilli and <= long.MaxValue / MicrosPerMilli:
                _values.Timestamp(ordinal, value * MicrosPerMilli, ref sink);
                break;
            case AvroKind.TimestampMicros: _values.Timestamp(ordinal, value, ref sink); break;
            case AvroKind.TimestampNanos:
                // Towards the past, as all times are cut.
                _values.Timestamp(ordinal, (value / NanosPerMicro) - (value % NanosPerMicro < 0 ? 1 : 0), ref sink);
                break;

            // A span of time has no logical type of its own in microseconds.
            case AvroKind.Long when _types[ordinal] == ColumnType.Duration: sink.Duration(ordinal, value); break;
            default: _values.Integer(ordinal, value, ref sink); break;
        }
    }

    private void Bytes(AvroSchema type, int ordinal, ReadOnlySpan<byte> value, ref StagedRow.StagingSink sink)
    {
        switch (type.Kind)
        {
            case AvroKind.Decimal or AvroKind.FixedDecimal:
                _values.Decimal(ordinal, Unscaled(value, ordinal), type.Scale, ref sink);
                break;
            case AvroKind.FixedUuid:
                _values.Uuid(ordinal, new Guid(value, bigEndian: true), ref sink);
                break;
            case AvroKind.FixedDuration:
                _values.Time(ordinal, Duration(value, ordinal), ref sink);
                break;

            // Bytes may become text, and text bytes.
            case AvroKind.String when _types[ordinal] != ColumnType.Binary:
            case AvroKind.Bytes when _types[ordinal] == ColumnType.Text:
                // Whoever validates rows looks at the texts of columns as well.
                if ((_validator is null || _types[ordinal] != ColumnType.Text) && (!Utf8.IsValid(value) || value.Contains((byte)0)))
                    throw new ColumnValueException(
                        _table, ordinal, ColumnValueError.InvalidText, Encoding.UTF8.GetString(value[..Math.Min(value.Length, LongestExcerpt)]));
                _values.Text(ordinal, value, ref sink);
                break;
            default:
                _values.Binary(ordinal, value, ref sink);
                break;
        }
    }

    // No column holds anything else, and there is one zero.
    private double Finite(int ordinal, double value) => value switch
    {
        0 => 0,
        _ when double.IsFinite(value) => value,
        _ => throw new ColumnValueException(_table, ordinal, ColumnValueError.OutOfRange, value.ToString(CultureInfo.InvariantCulture)),
    };

    private Int128 Unscaled(ReadOnlySpan<byte> value, int ordinal)
    {
        const int Most = 16;
        if (value.Length > Most)
        {
            // More bytes than the digits need are the sign's.
            var sign = (sbyte)value[^Most] < 0 ? byte.MaxValue : byte.MinValue;
            if (value[..^Most].ContainsAnyExcept(sign))
                throw new ColumnValueException(
                    _table, ordinal, ColumnValueError.OutOfRange, $"0x{Convert.ToHexString(value[..Math.Min(value.Length, LongestExcerpt)])}");
            value = value[^Most..];
        }

        if (value.IsEmpty)
            return 0;
        Span<byte> whole = stackalloc byte[Most];
        whole.Fill((sbyte)value[0] < 0 ? byte.MaxValue : byte.MinValue);
        value.CopyTo(whole[^value.Length..]);
        return BinaryPrimitives.ReadInt128BigEndian(whole);
    }

    // Months, days and milliseconds; a month has no length.
    private long Duration(ReadOnlySpan<byte> value, int ordinal)
    {
        var months = BinaryPrimitives.ReadUInt32LittleEndian(value);
        var days = BinaryPrimitives.ReadUInt32LittleEndian(value[4..]);
        var milliseconds = BinaryPrimitives.ReadUInt32LittleEndian(value[8..]);
        var microseconds = ((Int128)days * TimeSpan.MicrosecondsPerDay) + (milliseconds * TimeSpan.MicrosecondsPerMillisecond);
        return months == 0 && microseconds <= long.MaxValue
            ? (long)microseconds
            : throw new ColumnValueException(
                _table, ordinal, ColumnValueError.OutOfRange, $"{months} months, {days} days, {milliseconds} ms");
    }

    private static ReadOnlySpan<byte> Symbol(AvroSchema type, long symbol) =>
        symbol >= 0 && symbol < type.Symbols.Length
            ? type.Symbols[symbol]
            : throw new FormatException($"The data has symbol {symbol} of {type.Name}, an enum of {type.Symbols.Length}.");
}
