using System.Buffers.Binary;
using System.IO.Compression;

namespace StellarForge.Parquet;

/// <summary>Reads the pages that <see cref="ParquetPageWriter"/> writes.</summary>
internal static class ParquetPageReader
{
    private const int DictionaryPage = 2;

    /// <summary>Appends the values of a column chunk to a column.</summary>
    /// <exception cref="InvalidDataException">The pages are corrupt, or of a kind that StellarForge does not write.</exception>
    public static void Read(ReadOnlySpan<byte> chunk, ParquetCompression compression, ParquetColumn column)
    {
        ReadOnlySpan<byte> dictionary = default;
        int[] entries = [];
        while (!chunk.IsEmpty)
        {
            var header = ReadHeader(chunk);
            var page = Decompress(chunk.Slice(header.Length, header.CompressedBytes), header.Bytes, compression);
            chunk = chunk[(header.Length + header.CompressedBytes)..];
            if (header.Type == DictionaryPage)
            {
                dictionary = page;
                entries = Split(page, column.Type, header.Values);
            }
            else
            {
                ReadData(page, header, dictionary, entries, column);
            }
        }
    }

    private static void ReadData(ReadOnlySpan<byte> page, Header header, ReadOnlySpan<byte> dictionary, int[] entries, ParquetColumn column)
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
            throw new InvalidDataException($"A page of column {column.Schema.Name} has the encoding {header.Encoding}, which StellarForge does not write.");
        }
        else if (column.Type.Physical != PhysicalType.Boolean)
        {
            dictionary = page;
            entries = Split(page, column.Type, count);
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
        var starts = new int[count + 1];
        for (var i = 0; i < count; i++)
            starts[i + 1] = checked(starts[i] + (type.Width > 0 ? type.Width : 4 + BinaryPrimitives.ReadInt32LittleEndian(values[starts[i]..])));
        if (starts[count] > values.Length)
            throw new InvalidDataException("A Parquet page ends in the middle of a value.");
        return starts;
    }

    private static ReadOnlySpan<byte> Decompress(ReadOnlySpan<byte> content, int length, ParquetCompression compression)
    {
        if (compression == ParquetCompression.None)
            return content;

        var page = new byte[length];
        if (compression == ParquetCompression.Snappy)
        {
            SnappyBlock.Decompress(content, page);
        }
        else
        {
            using var gzip = new GZipStream(new MemoryStream(content.ToArray()), CompressionMode.Decompress);
            gzip.ReadExactly(page);
        }

        return page;
    }

    private static Header ReadHeader(ReadOnlySpan<byte> chunk)
    {
        var reader = new ThriftCompactReader(chunk);
        var header = new Header();
        short field = 0;
        while (reader.NextField(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    header.Type = (int)reader.Integer();
                    break;
                case 2:
                    header.Bytes = (int)reader.Integer();
                    break;
                case 3:
                    header.CompressedBytes = (int)reader.Integer();
                    break;
                case 5 or 7:
                    short inner = 0;
                    while (reader.NextField(ref inner, out var innerType))
                    {
                        if (inner == 1)
                            header.Values = (int)reader.Integer();
                        else if (inner == 2)
                            header.Encoding = (ParquetEncoding)reader.Integer();
                        else
                            reader.Skip(innerType);
                    }

                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        header.Length = reader.Position;
        return header;
    }

    private struct Header
    {
        public int Type;
        public int Bytes;
        public int CompressedBytes;
        public int Values;
        public ParquetEncoding Encoding;
        public int Length;
    }
}
