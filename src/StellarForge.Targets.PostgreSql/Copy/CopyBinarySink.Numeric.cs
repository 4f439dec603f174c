using System.Runtime.CompilerServices;

namespace StellarForge.Targets.PostgreSql;

// A numeric is four 16-bit integers, the number of base-10,000 digits, the weight of the first, the sign and the digits after the
// decimal point to display, and then the digits (numeric_send in src/backend/utils/adt/numeric.c). The decimal point lies between
// two digits; zero digits at either end are left out.
internal ref partial struct CopyBinarySink
{
    private const int Base = 10_000;
    private const int DigitsPerGroup = 4;
    private const ulong Negative = 0x4000;

    // Below it a value has at most four groups, which make one 64-bit store, and multiplying it by 1,000 can't overflow.
    private const ulong FourGroups = 1_0000_0000_0000_0000 / 1_000;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteNumeric(Int128 unscaled, int scale)
    {
        var value = (long)unscaled;
        var magnitude = (ulong)(value < 0 ? -value : value);
        if (value == unscaled && magnitude < FourGroups)
        {
            // Brings the decimal point to the edge of a group: by constants, where the scale is one.
            magnitude *= (-scale & 3) switch { 0 => 1UL, 1 => 10UL, 2 => 100UL, _ => 1_000UL };
            WriteGroups(magnitude, (value < 0 ? Negative << 16 : 0) | (uint)scale, -((scale + DigitsPerGroup - 1) / DigitsPerGroup) - 1);
        }
        else
        {
            WriteWideNumeric(unscaled, scale);
        }
    }

    private void WriteGroups(ulong magnitude, ulong signAndScale, int weight)
    {
        ulong groups = 0;
        ulong count = 0;
        while (magnitude != 0)
        {
            var rest = magnitude / Base;
            var group = magnitude - (rest * Base);
            magnitude = rest;
            weight++;
            if ((group | groups) != 0)
            {
                groups = (groups >> 16) | (group << 48);
                count++;
            }
        }

        if (count == 0)
            weight = 0;
        ref var cursor = ref _writer.Reserve();
        Unsafe.WriteUnaligned(ref cursor, BigEndian(8 + (2 * (int)count)));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref cursor, 4), BigEndian((count << 48) | ((ulong)(ushort)weight << 32) | signAndScale));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref cursor, 12), BigEndian(groups));
        _writer.Advance(12 + (2 * (int)count));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteWideNumeric(Int128 unscaled, int scale)
    {
        var magnitude = UInt128.CreateTruncating(unscaled < 0 ? -unscaled : unscaled);

        // Split at the decimal point first: the groups after it are then at most 39 digits too, and nothing overflows.
        var power = UInt128.One;
        for (var digit = 0; digit < scale; digit++)
            power *= 10;
        var (whole, fraction) = UInt128.DivRem(magnitude, power);
        Span<ushort> groups = stackalloc ushort[24];
        var next = groups.Length;
        var fractionGroups = (scale + DigitsPerGroup - 1) / DigitsPerGroup;
        for (var group = 0; group < fractionGroups; group++)
        {
            var digits = group == 0 && (scale & 3) != 0 ? scale & 3 : DigitsPerGroup;
            var divisor = digits switch { 1 => 10u, 2 => 100u, 3 => 1_000u, _ => 10_000u };
            (fraction, var digit) = UInt128.DivRem(fraction, divisor);
            groups[--next] = (ushort)((uint)digit * (Base / divisor));
        }

        for (; whole != 0; next--)
        {
            (whole, var digit) = UInt128.DivRem(whole, Base);
            groups[next - 1] = (ushort)digit;
        }

        WriteGroups(groups[next..], groups.Length - next - fractionGroups - 1, unscaled < 0 ? (ushort)Negative : (ushort)0, scale);
    }

    private void WriteGroups(scoped ReadOnlySpan<ushort> groups, int weight, ushort sign, int scale)
    {
        var skipped = groups.Length - groups.TrimStart((ushort)0).Length;
        var digits = groups.Trim((ushort)0);
        ref var cursor = ref _writer.Reserve();
        Unsafe.WriteUnaligned(ref cursor, BigEndian(8 + (2 * digits.Length)));
        _writer.Advance(4);
        AppendUInt16((ushort)digits.Length);
        AppendUInt16((ushort)(digits.IsEmpty ? 0 : weight - skipped));
        AppendUInt16(sign);
        AppendUInt16((ushort)scale);
        foreach (var digit in digits)
            AppendUInt16(digit);
    }

    private void AppendUInt16(ushort value)
    {
        Unsafe.WriteUnaligned(ref _writer.Reserve(), BigEndian((ulong)value << 48));
        _writer.Advance(2);
    }
}
