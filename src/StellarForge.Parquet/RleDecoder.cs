using System.Buffers.Binary;

namespace StellarForge.Parquet;

/// <summary>Reads what <see cref="RleEncoder"/> writes.</summary>
internal static class RleDecoder
{
    /// <summary>Fills <paramref name="values"/>.</summary>
    /// <exception cref="FormatException">There are fewer values, or more, or larger ones than the width allows.</exception>
    public static void Decode(ReadOnlySpan<byte> input, int width, Span<int> values)
    {
        if (width is < 0 or > 31)
            throw Corrupt();

        while (!values.IsEmpty)
        {
            var header = Varint(ref input);
            var count = (int)Math.Min((header & 1) == 0 ? header >> 1 : (header >> 1) * 8L, values.Length);
            if (count == 0)
                throw Corrupt();
            if ((header & 1) == 0)
                Run(ref input, width, values[..count]);
            else
                Unpack(ref input, width, header >> 1, values[..count]);
            values = values[count..];
        }

        if (!input.IsEmpty)
            throw Corrupt();
    }

    private static void Run(ref ReadOnlySpan<byte> input, int width, Span<int> values)
    {
        var bytes = (width + 7) / 8;
        if (input.Length < bytes)
            throw Corrupt();
        Span<byte> all = stackalloc byte[4];
        all.Clear();
        input[..bytes].CopyTo(all);
        var value = BinaryPrimitives.ReadUInt32LittleEndian(all);
        if (value >> width != 0)
            throw Corrupt();
        values.Fill((int)value);
        input = input[bytes..];
    }

    private static void Unpack(ref ReadOnlySpan<byte> input, int width, uint groups, Span<int> values)
    {
        var length = (long)groups * width;
        if (input.Length < length)
            throw Corrupt();

        ulong bits = 0;
        var (count, read) = (0, 0);
        var mask = (1UL << width) - 1;
        for (var i = 0; i < values.Length; i++)
        {
            for (; count < width; count += 8)
                bits |= (ulong)input[read++] << count;
            values[i] = (int)(bits & mask);
            bits >>= width;
            count -= width;
        }

        input = input[(int)length..];
    }

    private static uint Varint(ref ReadOnlySpan<byte> input)
    {
        uint value = 0;
        for (var i = 0; i < Math.Min(5, input.Length); i++)
        {
            value |= (uint)(input[i] & 0x7F) << (7 * i);
            if (input[i] >= 0x80)
                continue;
            input = input[(i + 1)..];
            return value;
        }

        throw Corrupt();
    }

    private static FormatException Corrupt() => new("its run lengths are damaged");
}
