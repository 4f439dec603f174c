using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace StellarForge.Parquet;

/// <summary>The CRC-32 of gzip and zlib (RFC 1952 §8), which Parquet has for pages. Eight bytes a step, by eight tables (Intel's "slicing by 8").</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly Tables Lookup = MakeTables();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        ref readonly var tables = ref Lookup;
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = tables[0x700 | (int)(low & 0xFF)] ^ tables[0x600 | (int)((low >> 8) & 0xFF)]
                ^ tables[0x500 | (int)((low >> 16) & 0xFF)] ^ tables[0x400 | (int)(low >> 24)]
                ^ tables[0x300 | (int)(high & 0xFF)] ^ tables[0x200 | (int)((high >> 8) & 0xFF)]
                ^ tables[0x100 | (int)((high >> 16) & 0xFF)] ^ tables[(int)(high >> 24)];
        }

        foreach (var value in bytes)
            crc = tables[(int)((crc ^ value) & 0xFF)] ^ (crc >> 8);
        return ~crc;
    }

    private static Tables MakeTables()
    {
        var tables = new Tables();
        for (var value = 0; value < 256; value++)
        {
            var crc = (uint)value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * Polynomial);
            tables[value] = crc;
        }

        for (var entry = 256; entry < 8 * 256; entry++)
            tables[entry] = tables[(int)(tables[entry - 256] & 0xFF)] ^ (tables[entry - 256] >> 8);
        return tables;
    }

    [InlineArray(8 * 256)]
    private struct Tables
    {
        private uint _first;
    }
}
