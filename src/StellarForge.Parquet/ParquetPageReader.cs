using System.Buffers.Binary;
using System.IO.Compression;
using Snappier;

namespace StellarForge.Parquet;

/// <summary>Reads the pages that <see cref="ParquetPageWriter"/> writes.</summary>
internal static class ParquetPageReader
{
    private const int DataPage = 0;
    private const int DictionaryPage = 2;

    // The densest that gzip and Snappy pack: damage must not ask for all of the memory.
    private const int MostBytesOfOne = 1_032;

    /// <summary>Appends the values of a column chunk to a column.</summary>
    /// <exception cref="FormatException">The pages are damaged, or of a kind that StellarForge does not write; the
    /// message is the end of a sentence.</exception>
    public static void Read(ReadOnlySpan<byte> pages, ColumnChunk chunk, ParquetColumn column)
    {
        ReadOnlySpan<byte> dictionary = default;
        int[] entries = [];
        while (!pages.IsEmpty)
        {
            var header = ParquetPageHeader.Read(pages);
            var content = pages.Slice(header.Length, header.CompressedBytes);
            if (header.Checksum is { } checksum && checksum != (int)Crc32.Of(content))
                throw new FormatException("a page differs from its checksum");

            var page = Decompress(content, header.Bytes, chunk.Compression);
            pages = pages[(header.Length + header.CompressedBytes)..];
            if (header.Type == DictionaryPage)
            {
                dictionary = page;
                entries = Split(page, column.Type, header.Values);
            }
            else if (header.Type == DataPage && header.Values <= Math.Min(ParquetPageWriter.RowsPerPage, chunk.Values - column.Count - column.Nulls))
            {
                ReadData(page, header, dictionary, entries, column);
            }
            else
            {
                throw new FormatException("it has a page that is damaged, or of a kind that StellarForge does not write");
            }
        }

        if (column.Count + column.Nulls != chunk.Values)
            throw new FormatException($"it has {column.Count + column.Nulls} values, and the row group {chunk.Values} rows");
    }

    private static void ReadData(ReadOnlySpan<byte> page, ParquetPageHeader header, ReadOnlySpan<byte> dictionary, int[] entries, ParquetColumn column)
    {
        var levels = new int[header.Values];
        Array.Fill(levels, 1);
        if (column.Schema.IsNullable)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(page);
            RleDecoder.Decode(page.Slice(4, length), width: 1, levels);
            page = page[(4 + length)..];
        }

        var count = levels.Count(level => level != 0);
        int[] indices = [];
        if (header.Encoding is ParquetEncoding.RleDictionary or ParquetEncoding.PlainDictionary)
        {
            indices = new int[count];
            RleDecoder.Decode(page[1..], page[0], indices);
        }
        else if (header.Encoding != ParquetEncoding.Plain)
        {
            throw new FormatException($"a page has the encoding {(int)header.Encoding}, which StellarForge does not write");
        }
        else if (column.Type.Physical != PhysicalType.Boolean)
        {
            dictionary = page;
            entries = Split(page, column.Type, count);
        }
        else if (page.Length != (count + 7) / 8)
        {
            throw new FormatException("a page has another length than its values");
        }

        var value = 0;
        foreach (var level in levels)
        {
            if (level == 0)
            {
                column.AppendNull();
                continue;
            }

            if (column.Type.Physical == PhysicalType.Boolean)
            {
                column.AppendByte((byte)((page[value / 8] >> (value % 8)) & 1));
            }
            else
            {
                var entry = indices.Length > 0 ? indices[value] : value;
                column.AppendPlain(dictionary[entries[entry]..entries[entry + 1]]);
            }

            value++;
        }
    }

    // Where each value in PLAIN begins, and the end.
    private static int[] Split(ReadOnlySpan<byte> values, ParquetType type, int count)
    {
        // A value takes four bytes at the least.
        if (count > values.Length / sizeof(int))
            throw new FormatException("a page ends in the middle of a value");

        var starts = new int[count + 1];
        for (var i = 0; i < count; i++)
        {
            var length = type.Width > 0 ? type.Width : 4L + BinaryPrimitives.ReadUInt32LittleEndian(values[starts[i]..]);
            if (length > values.Length - starts[i])
                throw new FormatException("a page ends in the middle of a value");
            starts[i + 1] = starts[i] + (int)length;
        }

        return starts[count] == values.Length ? starts : throw new FormatException("a page goes on after its values");
    }

    private static ReadOnlySpan<byte> Decompress(ReadOnlySpan<byte> content, int length, ParquetCompression compression)
    {
        if (compression == ParquetCompression.None && length == content.Length)
            return content;
        if (length > (long)content.Length * MostBytesOfOne)
            throw new FormatException("a page says a length that can't be");

        var page = new byte[length];
        var isWhole = false;
        try
        {
            isWhole = compression switch
            {
                ParquetCompression.Snappy => Snappy.Decompress(content, page) == length,
                ParquetCompression.Gzip => Inflate(content, page),
                _ => false,
            };
        }
        catch (Exception error) when (error is InvalidDataException or ArgumentException)
        {
            throw new FormatException("a page can't be decompressed", error);
        }

        return isWhole ? page : throw new FormatException("a page can't be decompressed");
    }

    private static bool Inflate(ReadOnlySpan<byte> content, Span<byte> page)
    {
        using var gzip = new GZipStream(new MemoryStream(content.ToArray()), CompressionMode.Decompress);
        return gzip.ReadAtLeast(page, page.Length, throwOnEndOfStream: false) == page.Length && gzip.ReadByte() < 0;
    }
}
