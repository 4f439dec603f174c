namespace StellarForge.Parquet;

/// <summary>What stands before a page (parquet.thrift, <c>PageHeader</c>).</summary>
/// <param name="Type">The kind of page.</param>
/// <param name="Bytes">The bytes of the page once it is restored.</param>
/// <param name="CompressedBytes">Its bytes in the file.</param>
/// <param name="Checksum">The CRC-32 of these, or <see langword="null"/> where the writer gave none.</param>
/// <param name="Values">The number of values, nulls among them; of entries in a dictionary.</param>
/// <param name="Encoding">How values are encoded.</param>
/// <param name="Length">The bytes of the header itself.</param>
internal readonly record struct ParquetPageHeader(int Type, int Bytes, int CompressedBytes, int? Checksum, int Values, ParquetEncoding Encoding, int Length)
{
    private const short DataPageField = 5;
    private const short DictionaryPageField = 7;

    /// <summary>Reads the header that a chunk goes on with.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    public static ParquetPageHeader Read(ReadOnlySpan<byte> pages)
    {
        var reader = new ThriftCompactReader(pages);
        var header = new ParquetPageHeader { Type = -1, Bytes = -1, CompressedBytes = -1, Values = -1, Encoding = (ParquetEncoding)(-1) };
        short field = 0;
        while (reader.NextField(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    header = header with { Type = reader.Count() };
                    break;
                case 2:
                    header = header with { Bytes = reader.Count() };
                    break;
                case 3:
                    header = header with { CompressedBytes = reader.Count() };
                    break;
                case 4:
                    header = header with { Checksum = (int)reader.Integer() };
                    break;
                case DataPageField or DictionaryPageField:
                    header = ReadValues(ref reader, header);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        var isWhole = header is { Type: >= 0, Bytes: >= 0, CompressedBytes: >= 0, Values: >= 0, Encoding: >= 0 }
            && header.CompressedBytes <= pages.Length - reader.Position;
        return isWhole ? header with { Length = reader.Position } : throw new FormatException("the header of a page is damaged");
    }

    private static ParquetPageHeader ReadValues(ref ThriftCompactReader reader, ParquetPageHeader header)
    {
        short field = 0;
        while (reader.NextField(ref field, out var type))
        {
            if (field == 1)
                header = header with { Values = reader.Count() };
            else if (field == 2)
                header = header with { Encoding = (ParquetEncoding)reader.Count() };
            else
                reader.Skip(type);
        }

        return header;
    }
}
