using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace StellarForge.Targets.Files.Parquet;

/// <summary>The smallest and the largest value of a column chunk, in PLAIN without length; <see langword="null"/> where there is none or it is too long to keep.</summary>
/// <param name="Min">The smallest.</param>
/// <param name="Max">The largest.</param>
internal sealed record ColumnStatistics(byte[]? Min, byte[]? Max)
{
    // A reader skips row groups by prefixes; longer bounds make the footer heavy and skip no more.
    private const int LongestBound = 64;

    private static readonly ColumnStatistics None = new(null, null);

    /// <summary>The bounds of values in PLAIN, by the order of the column's logical type.</summary>
    /// <param name="column">The column.</param>
    /// <param name="values">Its values, or only the distinct ones.</param>
    public static ColumnStatistics Of(ColumnSchema column, ReadOnlySpan<byte> values)
    {
        if (values.IsEmpty)
            return None;

        return column.Type switch
        {
            ColumnType.Boolean => Of<byte>(values),
            ColumnType.Single => OfFloats(MemoryMarshal.Cast<byte, float>(values)),
            ColumnType.Double => OfFloats(MemoryMarshal.Cast<byte, double>(values)),
            ColumnType.UInt32 => Of<uint>(values),
            ColumnType.UInt64 => Of<ulong>(values),
            ColumnType.Decimal when column.Precision > 18 => OfFixed(values, signed: true),
            ColumnType.Uuid => OfFixed(values, signed: false),
            ColumnType.Text or ColumnType.Binary => OfBytes(values),
            _ => ParquetType.Of(column).Width == 4 ? Of<int>(values) : Of<long>(values),
        };
    }

    private static ColumnStatistics Of<T>(ReadOnlySpan<byte> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        var typed = MemoryMarshal.Cast<byte, T>(values);
        var (min, max) = (typed[0], typed[0]);
        foreach (var value in typed)
            (min, max) = (T.Min(min, value), T.Max(max, value));
        return new(Bytes(min), Bytes(max));
    }

    // The format asks for −0 as a bound below and +0 above, since readers may not tell them apart.
    private static ColumnStatistics OfFloats<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (min, max) = (values[0], values[0]);
        foreach (var value in values)
            (min, max) = (T.Min(min, value), T.Max(max, value));
        return new(Bytes(min == T.Zero ? T.NegativeZero : min), Bytes(max));
    }

    private static ColumnStatistics OfFixed(ReadOnlySpan<byte> values, bool signed)
    {
        const int Width = 16;
        var min = values[..Width];
        var max = min;
        for (; !values.IsEmpty; values = values[Width..])
        {
            if (Compare(values[..Width], min, signed) < 0)
                min = values[..Width];
            if (Compare(values[..Width], max, signed) > 0)
                max = values[..Width];
        }

        return new(min.ToArray(), max.ToArray());
    }

    private static ColumnStatistics OfBytes(ReadOnlySpan<byte> values)
    {
        var min = Next(values);
        var max = min;
        values = values[(4 + min.Length)..];
        while (!values.IsEmpty)
        {
            var value = Next(values);
            values = values[(4 + value.Length)..];
            if (value.SequenceCompareTo(min) < 0)
                min = value;
            else if (value.SequenceCompareTo(max) > 0)
                max = value;
        }

        return new(Bound(min), Bound(max));
    }

    private static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> values) => values.Slice(4, BinaryPrimitives.ReadInt32LittleEndian(values));

    private static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, bool signed) => signed
        ? BinaryPrimitives.ReadInt128BigEndian(left).CompareTo(BinaryPrimitives.ReadInt128BigEndian(right))
        : left.SequenceCompareTo(right);

    private static byte[]? Bound(ReadOnlySpan<byte> value) => value.Length <= LongestBound ? value.ToArray() : null;

    private static byte[] Bytes<T>(T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();
}
