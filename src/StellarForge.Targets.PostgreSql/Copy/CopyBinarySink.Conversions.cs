using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Targets.PostgreSql;

// Values of columns whose TypeName asks for another wire type than their own. Kept out of line: most tables have none.
internal ref partial struct CopyBinarySink
{
    private static ReadOnlySpan<byte> JsonbVersion => [1];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ConvertInteger(int ordinal, long value)
    {
        switch (_conversions![ordinal])
        {
            case CopyWire.Boolean: WriteBoolean(value != 0); break;
            case CopyWire.Int16: WriteInt16(checked((short)value)); break;
            case CopyWire.Int32: WriteInt32(checked((int)value)); break;
            case CopyWire.Int64: WriteInt64(value); break;
            case CopyWire.Numeric: WriteNumeric(value, 0); break;
            case CopyWire.Single: WriteInt32(BitConverter.SingleToInt32Bits(value)); break;
            case CopyWire.Double: WriteInt64(BitConverter.DoubleToInt64Bits(value)); break;
            default:
                Span<byte> text = stackalloc byte[Utf8Format.MaxLength];
                WriteBytes(text[..Utf8Format.Int64(ref text[0], value)]);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ConvertDecimal(int ordinal, Int128 unscaled, int scale)
    {
        switch (_conversions![ordinal])
        {
            case CopyWire.Int16: WriteInt16((short)Whole(unscaled, scale, short.MinValue, short.MaxValue)); break;
            case CopyWire.Int32: WriteInt32((int)Whole(unscaled, scale, int.MinValue, int.MaxValue)); break;
            case CopyWire.Int64: WriteInt64((long)Whole(unscaled, scale, long.MinValue, long.MaxValue)); break;
            case CopyWire.Single: WriteInt32(BitConverter.SingleToInt32Bits((float)Number(unscaled, scale))); break;
            case CopyWire.Double: WriteInt64(BitConverter.DoubleToInt64Bits(Number(unscaled, scale))); break;
            default:
                Span<byte> text = stackalloc byte[Utf8Format.MaxLength];
                WriteBytes(text[..Utf8Format.Decimal(ref text[0], unscaled, scale)]);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ConvertNumber(int ordinal, double value)
    {
        Span<byte> text = stackalloc byte[Utf8Format.MaxLength];
        switch (_conversions![ordinal])
        {
            case CopyWire.Single: WriteInt32(BitConverter.SingleToInt32Bits((float)value)); break;
            case CopyWire.Double: WriteInt64(BitConverter.DoubleToInt64Bits(value)); break;
            case CopyWire.Numeric:
                // By the shortest digits that give the number back, as the server's own cast of text does.
                var digits = text[..Utf8Format.Double(ref text[0], value)];
                if (!decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact))
                    throw new OverflowException(
                        $"{value:R} of {_encoder.Schema.QualifiedName}.{_encoder.Schema.Columns[ordinal].Name} is beyond the 28 digits of a decimal; " +
                        "bound the column, or take double precision.");
                WriteNumeric(Unscaled(exact), exact.Scale);
                break;
            default: WriteBytes(text[..Utf8Format.Double(ref text[0], value)]); break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ConvertText(int ordinal, scoped ReadOnlySpan<byte> value)
    {
        if (_conversions![ordinal] == CopyWire.Uuid)
        {
            if (!Utf8Parser.TryParse(value, out Guid uuid, out var consumed) || consumed != value.Length)
                throw new FormatException(
                    $"A value of {_encoder.Schema.QualifiedName}.{_encoder.Schema.Columns[ordinal].Name} is not a UUID, which its TypeName asks for.");
            WriteUuid(uuid);
            return;
        }

        // jsonb_recv: a version number, 1, and the text.
        var length = value.Length + 1;
        ref var cursor = ref _writer.Reserve(length);
        Unsafe.WriteUnaligned(ref cursor, BigEndian(length));
        Unsafe.Add(ref cursor, 4) = JsonbVersion[0];
        value.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref cursor, 5), value.Length));
        _writer.Advance(4 + length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ConvertTime(int ordinal, long microseconds, ColumnType type)
    {
        switch (_conversions![ordinal])
        {
            case CopyWire.Date: WriteInt32(Canonical.DaysOf(microseconds) - DaysTo2000); break;
            case CopyWire.Time or CopyWire.Int64: WriteInt64(microseconds); break;
            case CopyWire.Timestamp: WriteInt64(microseconds - MicrosecondsTo2000); break;
            case CopyWire.Interval: WriteInterval(microseconds); break;
            default:
                Span<byte> text = stackalloc byte[Utf8Format.MaxLength];
                var length = type switch
                {
                    ColumnType.Date => Utf8Format.Date(ref text[0], Canonical.DaysOf(microseconds)),
                    ColumnType.Time => Utf8Format.Time(ref text[0], microseconds),
                    ColumnType.Duration => Utf8Format.Duration(ref text[0], microseconds),
                    _ => Utf8Format.Timestamp(ref text[0], microseconds),
                };
                WriteBytes(text[..length]);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ConvertUuid(int ordinal, Guid value)
    {
        Span<byte> text = stackalloc byte[Utf8Format.MaxLength];
        WriteBytes(text[..Utf8Format.Uuid(ref text[0], value)]);
    }

    private void WriteUuid(Guid value)
    {
        ref var cursor = ref _writer.Reserve();
        Unsafe.WriteUnaligned(ref cursor, BigEndian(16));
        value.TryWriteBytes(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref cursor, 4), 16), bigEndian: true, out _);
        _writer.Advance(20);
    }

    // interval_recv: microseconds, days, months. Whole days apart, as the server's own input keeps them.
    private void WriteInterval(long microseconds)
    {
        var (days, rest) = Math.DivRem(microseconds, TimeSpan.MicrosecondsPerDay);
        ref var cursor = ref _writer.Reserve();
        Unsafe.WriteUnaligned(ref cursor, BigEndian(16));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref cursor, 4), BigEndian((ulong)rest));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref cursor, 12), BigEndian((ulong)days << 32));
        _writer.Advance(20);
    }

    // Rounded half to even, as all decimals are.
    private static Int128 Whole(Int128 unscaled, int scale, long min, long max)
    {
        var power = PowerOfTen(scale);
        var (whole, rest) = Int128.DivRem(unscaled, power);
        var twice = Int128.Abs(rest) * 2;
        if (twice > power || (twice == power && Int128.IsOddInteger(whole)))
            whole += Int128.Sign(unscaled);
        return whole >= min && whole <= max ? whole : throw new OverflowException($"{whole} does not fit the column's integer type.");
    }

    private static double Number(Int128 unscaled, int scale)
    {
        Span<byte> text = stackalloc byte[Utf8Format.MaxLength];
        return double.Parse(text[..Utf8Format.Decimal(ref text[0], unscaled, scale)], CultureInfo.InvariantCulture);
    }

    private static Int128 Unscaled(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var magnitude = (Int128)new UInt128((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        return value < 0 ? -magnitude : magnitude;
    }

    private static Int128 PowerOfTen(int exponent)
    {
        var power = Int128.One;
        for (; exponent > 0; exponent--)
            power *= 10;
        return power;
    }
}
