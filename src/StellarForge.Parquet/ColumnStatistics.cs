using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using StellarForge.Schema;

namespace StellarForge.Parquet;

/// <summary>The smallest and the largest value of a column chunk, in PLAIN without length. Used again for each chunk.</summary>
internal sealed class ColumnStatistics
{
    // A reader skips row groups by prefixes; longer bounds make the footer heavy and skip no more.
    private const int LongestBound = 64;

    private readonly byte[] _min = new byte[LongestBound];
    private readonly byte[] _max = new byte[LongestBound];
    private int? _minLength;
    private int? _maxLength;

    /// <summary>Whether there is a smallest value, short enough to keep.</summary>
    public bool HasMin => _minLength is not null;

    /// <summary>Whether there is a largest value, short enough to keep.</summary>
    public bool HasMax => _maxLength is not null;

    /// <summary>The smallest value.</summary>
    public ReadOnlySpan<byte> Min => _min.AsSpan(0, _minLength ?? 0);

    /// <summary>The largest value.</summary>
    public ReadOnlySpan<byte> Max => _max.AsSpan(0, _maxLength ?? 0);

    /// <summary>Finds the bounds of values in PLAIN, by the order of the column's logical type.</summary>
    /// <param name="column">The column.</param>
    /// <param name="values">Its values, or only the distinct ones.</param>
    public void Find(ParquetColumn column, ReadOnlySpan<byte> values)
    {
        _minLength = _maxLength = null;
        if (values.IsEmpty)
            return;

        switch (column.Schema.Type)
        {
            case ColumnType.Boolean: Of<byte>(values); break;
            case ColumnType.Single: OfFloats(MemoryMarshal.Cast<byte, float>(values)); break;
            case ColumnType.Double: OfFloats(MemoryMarshal.Cast<byte, double>(values)); break;
            case ColumnType.UInt32: Of<uint>(values); break;
            case ColumnType.UInt64: Of<ulong>(values); break;
            case ColumnType.Uuid: OfFixed(values, signed: false); break;
            case ColumnType.Text or ColumnType.Binary: OfBytes(values); break;
            default:
                if (column.Type.Width == 16)
                    OfFixed(values, signed: true);
                else if (column.Type.Width == 8)
                    Of<long>(values);
                else
                    Of<int>(values);
                break;
        }
    }

    private void Of<T>(ReadOnlySpan<byte> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        var typed = MemoryMarshal.Cast<byte, T>(values);
        var (min, max) = (typed[0], typed[0]);
        foreach (var value in typed)
            (min, max) = (T.Min(min, value), T.Max(max, value));
        Keep(Bytes(ref min), Bytes(ref max));
    }

    // The format asks for −0 as a bound below and +0 above, since readers may not tell them apart.
    private void OfFloats<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (min, max) = (values[0], values[0]);
        foreach (var value in values)
            (min, max) = (T.Min(min, value), T.Max(max, value));
        if (min == T.Zero)
            min = T.NegativeZero;
        Keep(Bytes(ref min), Bytes(ref max));
    }

    private void OfFixed(ReadOnlySpan<byte> values, bool signed)
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

        Keep(min, max);
    }

    private void OfBytes(ReadOnlySpan<byte> values)
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

        Keep(min, max);
    }

    private static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> values) => values.Slice(4, BinaryPrimitives.ReadInt32LittleEndian(values));

    private static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, bool signed) => signed
        ? BinaryPrimitives.ReadInt128BigEndian(left).CompareTo(BinaryPrimitives.ReadInt128BigEndian(right))
        : left.SequenceCompareTo(right);

    private void Keep(ReadOnlySpan<byte> min, ReadOnlySpan<byte> max)
    {
        if (min.TryCopyTo(_min))
            _minLength = min.Length;
        if (max.TryCopyTo(_max))
            _maxLength = max.Length;
    }

    private static ReadOnlySpan<byte> Bytes<T>(ref T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value));
}
