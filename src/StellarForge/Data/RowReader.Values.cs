using System.Runtime.CompilerServices;
using System.Text;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Data;

public partial class RowReader
{
    /// <inheritdoc/>
    public override bool IsDBNull(int ordinal) => Current.IsNull(ordinal);

    /// <inheritdoc/>
    public override bool GetBoolean(int ordinal) => Number(ordinal, ColumnType.Boolean) != 0;

    /// <inheritdoc/>
    public override byte GetByte(int ordinal) => checked((byte)Integer(ordinal));

    /// <inheritdoc/>
    public override short GetInt16(int ordinal) => checked((short)Integer(ordinal));

    /// <inheritdoc/>
    public override int GetInt32(int ordinal) => checked((int)Integer(ordinal));

    /// <inheritdoc/>
    public override long GetInt64(int ordinal) => checked((long)Integer(ordinal));

    /// <inheritdoc/>
    public override float GetFloat(int ordinal) => BitConverter.Int32BitsToSingle((int)Number(ordinal, ColumnType.Single));

    /// <inheritdoc/>
    public override double GetDouble(int ordinal) => TypeOf(ordinal) == ColumnType.Single
        ? GetFloat(ordinal)
        : BitConverter.Int64BitsToDouble(Number(ordinal, ColumnType.Double));

    /// <inheritdoc/>
    public override decimal GetDecimal(int ordinal)
    {
        if (TypeOf(ordinal) != ColumnType.Decimal)
            return (decimal)Integer(ordinal);

        var unscaled = Unscaled(ordinal);
        var magnitude = (UInt128)Int128.Abs(unscaled);
        return magnitude >> 96 == 0
            ? new decimal((int)(uint)magnitude, (int)(uint)(magnitude >> 32), (int)(uint)(magnitude >> 64), unscaled < 0, (byte)_schema.Columns[ordinal].Scale)
            : throw new OverflowException($"A value of {Describe(ordinal)} has more than the 28 digits of System.Decimal.");
    }

    /// <inheritdoc/>
    public override string GetString(int ordinal) => Encoding.UTF8.GetString(Bytes(ordinal, ColumnType.Text));

    /// <inheritdoc/>
    public override char GetChar(int ordinal) => GetString(ordinal) is [var only]
        ? only
        : throw new InvalidCastException($"The value of {Describe(ordinal)} is not one character.");

    /// <inheritdoc/>
    public override Guid GetGuid(int ordinal)
    {
        Expect(ordinal, ColumnType.Uuid);
        NotNull(ordinal);
        return _row.Uuid(ordinal);
    }

    /// <summary>A time in UTC, or a date at midnight.</summary>
    /// <inheritdoc/>
    public override DateTime GetDateTime(int ordinal) => TypeOf(ordinal) switch
    {
        ColumnType.Date => Canonical.ToDate((int)Number(ordinal, ColumnType.Date)).ToDateTime(TimeOnly.MinValue),
        ColumnType.TimestampOffset => Canonical.ToDateTime(Number(ordinal, ColumnType.TimestampOffset)),
        _ => Canonical.ToDateTime(Number(ordinal, ColumnType.Timestamp)),
    };

    /// <inheritdoc/>
    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) =>
        Copy(Bytes(ordinal, ColumnType.Binary), dataOffset, buffer, bufferOffset, length);

    /// <inheritdoc/>
    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) =>
        Copy(GetString(ordinal).AsSpan(), dataOffset, buffer, bufferOffset, length);

    /// <summary>The bytes of a binary column, or the UTF-8 of text.</summary>
    /// <inheritdoc/>
    public override Stream GetStream(int ordinal) => new MemoryStream(
        Bytes(ordinal, TypeOf(ordinal) == ColumnType.Text ? ColumnType.Text : ColumnType.Binary).ToArray(), writable: false);

    /// <inheritdoc/>
    public override TextReader GetTextReader(int ordinal) => new StringReader(GetString(ordinal));

    /// <inheritdoc/>
    public override object GetValue(int ordinal)
    {
        if (IsDBNull(ordinal))
            return DBNull.Value;
        return TypeOf(ordinal) switch
        {
            ColumnType.Boolean => GetBoolean(ordinal),
            ColumnType.SByte => (sbyte)Integer(ordinal),
            ColumnType.Byte => GetByte(ordinal),
            ColumnType.Int16 => GetInt16(ordinal),
            ColumnType.UInt16 => (ushort)Integer(ordinal),
            ColumnType.Int32 => GetInt32(ordinal),
            ColumnType.UInt32 => (uint)Integer(ordinal),
            ColumnType.Int64 => GetInt64(ordinal),
            ColumnType.UInt64 => (ulong)Integer(ordinal),
            ColumnType.Single => GetFloat(ordinal),
            ColumnType.Double => GetDouble(ordinal),
            ColumnType.Decimal => GetDecimal(ordinal),
            ColumnType.Date or ColumnType.Timestamp => GetDateTime(ordinal),
            ColumnType.TimestampOffset => new DateTimeOffset(GetDateTime(ordinal)),
            ColumnType.Time or ColumnType.Duration => GetTimeSpan(ordinal),
            ColumnType.Uuid => GetGuid(ordinal),
            ColumnType.Binary => Bytes(ordinal, ColumnType.Binary).ToArray(),
            _ => GetString(ordinal),
        };
    }

    /// <inheritdoc/>
    public override int GetValues(object[] values)
    {
        var count = Math.Min(values.Length, FieldCount);
        for (var ordinal = 0; ordinal < count; ordinal++)
            values[ordinal] = GetValue(ordinal);
        return count;
    }

    /// <summary>
    /// A value, without boxing where <typeparamref name="T"/> is a value type. An <see cref="Int128"/> is a decimal's integer at the column's scale.
    /// </summary>
    /// <inheritdoc/>
    public override T GetFieldValue<T>(int ordinal)
    {
        // Each comparison is decided when the method is compiled for T.
        if (typeof(T) == typeof(bool))
            return As<bool, T>(GetBoolean(ordinal));
        if (typeof(T) == typeof(sbyte))
            return As<sbyte, T>(checked((sbyte)Integer(ordinal)));
        if (typeof(T) == typeof(byte))
            return As<byte, T>(GetByte(ordinal));
        if (typeof(T) == typeof(short))
            return As<short, T>(GetInt16(ordinal));
        if (typeof(T) == typeof(ushort))
            return As<ushort, T>(checked((ushort)Integer(ordinal)));
        if (typeof(T) == typeof(int))
            return As<int, T>(GetInt32(ordinal));
        if (typeof(T) == typeof(uint))
            return As<uint, T>(checked((uint)Integer(ordinal)));
        if (typeof(T) == typeof(long))
            return As<long, T>(GetInt64(ordinal));
        if (typeof(T) == typeof(ulong))
            return As<ulong, T>(checked((ulong)Integer(ordinal)));
        if (typeof(T) == typeof(float))
            return As<float, T>(GetFloat(ordinal));
        if (typeof(T) == typeof(double))
            return As<double, T>(GetDouble(ordinal));
        if (typeof(T) == typeof(decimal))
            return As<decimal, T>(GetDecimal(ordinal));
        if (typeof(T) == typeof(Int128))
            return As<Int128, T>(Unscaled(ordinal));
        if (typeof(T) == typeof(DateTime))
            return As<DateTime, T>(GetDateTime(ordinal));
        if (typeof(T) == typeof(DateTimeOffset))
            return As<DateTimeOffset, T>(new DateTimeOffset(GetDateTime(ordinal), TimeSpan.Zero));
        if (typeof(T) == typeof(DateOnly))
            return As<DateOnly, T>(Canonical.ToDate((int)Number(ordinal, ColumnType.Date)));
        if (typeof(T) == typeof(TimeOnly))
            return As<TimeOnly, T>(Canonical.ToTime(Number(ordinal, ColumnType.Time)));
        if (typeof(T) == typeof(TimeSpan))
            return As<TimeSpan, T>(GetTimeSpan(ordinal));
        if (typeof(T) == typeof(Guid))
            return As<Guid, T>(GetGuid(ordinal));
        return typeof(T) == typeof(Stream) ? (T)(object)GetStream(ordinal)
            : typeof(T) == typeof(TextReader) ? (T)(object)GetTextReader(ordinal)
            : IsDBNull(ordinal) && default(T) is null && typeof(T) != typeof(object) && Nullable.GetUnderlyingType(typeof(T)) is not null ? default!
            : (T)GetValue(ordinal);
    }

    private StagedRow Current => _row.HasRow && !_ahead
        ? _row
        : throw new InvalidOperationException("There is no row: call Read, and go on while it returns true.");

    private static T As<TValue, T>(TValue value) => Unsafe.As<TValue, T>(ref value);

    private TimeSpan GetTimeSpan(int ordinal) =>
        Canonical.ToTimeSpan(Number(ordinal, TypeOf(ordinal) == ColumnType.Time ? ColumnType.Time : ColumnType.Duration));

    private ColumnType TypeOf(int ordinal) => _schema.Columns[ordinal].Type;

    private Int128 Unscaled(int ordinal)
    {
        Expect(ordinal, ColumnType.Decimal);
        NotNull(ordinal);
        return _row.Unscaled(ordinal);
    }

    private Int128 Integer(int ordinal)
    {
        if (TypeOf(ordinal) is < ColumnType.SByte or > ColumnType.UInt64)
            throw new InvalidCastException($"{Describe(ordinal)} is not an integer.");
        NotNull(ordinal);
        var number = _row.Number(ordinal);
        return TypeOf(ordinal) == ColumnType.UInt64 ? (ulong)number : number;
    }

    private long Number(int ordinal, ColumnType type)
    {
        Expect(ordinal, type);
        NotNull(ordinal);
        return _row.Number(ordinal);
    }

    private ReadOnlySpan<byte> Bytes(int ordinal, ColumnType type)
    {
        Expect(ordinal, type);
        NotNull(ordinal);
        return _row.Bytes(ordinal);
    }

    private void Expect(int ordinal, ColumnType type)
    {
        if (TypeOf(ordinal) != type)
            throw new InvalidCastException($"{Describe(ordinal)} is not {type}.");
    }

    private void NotNull(int ordinal)
    {
        if (Current.IsNull(ordinal))
            throw new InvalidCastException($"{Describe(ordinal)} is null in this row; ask IsDBNull first.");
    }

    private string Describe(int ordinal) => $"Column {_schema.QualifiedName}.{_schema.Columns[ordinal].Name} ({TypeOf(ordinal)})";

    private static long Copy<T>(ReadOnlySpan<T> value, long offset, T[]? buffer, int bufferOffset, int length)
    {
        if (buffer is null)
            return value.Length;
        var rest = value[(int)Math.Min(offset, value.Length)..];
        rest = rest[..Math.Min(rest.Length, length)];
        rest.CopyTo(buffer.AsSpan(bufferOffset));
        return rest.Length;
    }
}
