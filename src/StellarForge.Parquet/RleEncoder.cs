using System.Buffers;
using System.Buffers.Binary;

namespace StellarForge.Parquet;

/// <summary>
/// The hybrid of run lengths and bit packing (<see href="https://github.com/apache/parquet-format/blob/master/Encodings.md#RLE"/>)
/// of dictionary indices and definition levels.
/// </summary>
internal static class RleEncoder
{
    // Packed values come in groups of eight; a run costs a header and a value, so that one of two groups pays.
    private const int Group = 8;
    private const int ShortestRun = 2 * Group;

    /// <summary>Encodes values of at most <paramref name="width"/> bits, 0 to 31.</summary>
    public static void Encode(ReadOnlySpan<int> values, int width, IBufferWriter<byte> output)
    {
        // Looked for where a group begins only: most groups of random values are dismissed by one comparison.
        var packed = 0;
        for (var i = 0; i <= values.Length - ShortestRun;)
        {
            var run = values.Slice(i, ShortestRun).ContainsAnyExcept(values[i]) ? 0 : ShortestRun;
            if (run == 0)
            {
                i += Group;
                continue;
            }

            var rest = values[(i + run)..].IndexOfAnyExcept(values[i]);
            run = rest < 0 ? values.Length - i : run + rest;
            Pack(values[packed..i], width, output);
            Run(values[i], run, width, output);
            i = packed = i + run;
        }

        Pack(values[packed..], width, output);
    }

    private static void Run(int value, int count, int width, IBufferWriter<byte> output)
    {
        Varint((uint)count << 1, output);
        var bytes = (width + 7) / 8;
        Span<byte> all = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(all, value);
        output.Write(all[..bytes]);
    }

    private static void Pack(ReadOnlySpan<int> values, int width, IBufferWriter<byte> output)
    {
        if (values.IsEmpty)
            return;

        var groups = (values.Length + Group - 1) / Group;
        Varint(((uint)groups << 1) | 1, output);

        var destination = output.GetSpan(groups * width + sizeof(ulong));
        ulong bits = 0;
        var (count, written) = (0, 0);
        foreach (var value in values)
        {
            bits |= (ulong)(uint)value << count;
            count += width;
            if (count < 32)
                continue;
            BinaryPrimitives.WriteUInt32LittleEndian(destination[written..], (uint)bits);
            written += 4;
            bits >>= 32;
            count -= 32;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(destination[written..], bits);

        // The rest of the last group is zeros.
        destination[Math.Min(written + 8, groups * width)..(groups * width)].Clear();
        output.Advance(groups * width);
    }

    private static void Varint(uint value, IBufferWriter<byte> output)
    {
        var destination = output.GetSpan(5);
        var written = 0;
        for (; value >= 0x80; value >>= 7)
            destination[written++] = (byte)(value | 0x80);
        destination[written++] = (byte)value;
        output.Advance(written);
    }
}
