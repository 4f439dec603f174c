using System.Buffers.Binary;
using System.IO.Compression;
using Snappier;
using StellarForge.Sinks;

namespace StellarForge.Parquet;

/// <summary>
/// Writes the pages of column chunks (<see href="https://github.com/apache/parquet-format#data-pages"/>), version 1, which every reader knows.
/// </summary>
internal sealed class ParquetPageWriter(ParquetCompression compression) : IDisposable
{
    /// <summary>A page of forty-byte values is then about the size that the format's guide recommends.</summary>
    public const int RowsPerPage = 20_000;

    private const int DictionaryPage = 2;

    private readonly RowBuffer _page = new();
    private readonly RowBuffer _encodedLevels = new(flushThreshold: RowsPerPage / 8);
    private readonly ParquetDictionary _dictionary = new();
    private readonly ColumnStatistics _statistics = new();
    private readonly int[] _levels = new int[RowsPerPage];
    private byte[] _compressed = [];

    /// <summary>Writes all pages of a column chunk.</summary>
    /// <param name="column">The column's values of a row group.</param>
    /// <param name="fileOffset">Where the chunk begins in the file.</param>
    /// <param name="output">Appended to.</param>
    /// <returns>What the footer says of it; its statistics hold until the next one is written.</returns>
    public ColumnChunkMetadata Write(ParquetColumn column, long fileOffset, RowBuffer output)
    {
        var start = output.Length;
        var uncompressed = 0L;
        var encoding = ParquetEncoding.Plain;
        if (_dictionary.TryBuild(column))
        {
            encoding = ParquetEncoding.RleDictionary;
            _page.Clear();
            var distinct = _page.GetSpan(_dictionary.PlainLength)[.._dictionary.PlainLength];
            _dictionary.CopyTo(column, distinct);
            _statistics.Find(column, distinct);
            _page.Advance(_dictionary.PlainLength);
            uncompressed += WritePage(DictionaryPage, _dictionary.Entries, ParquetEncoding.Plain, output);
        }
        else
        {
            _statistics.Find(column, column.Values);
        }

        var dataOffset = output.Length - start;
        var (value, position) = (0, 0);
        var rows = column.Count + column.Nulls;
        for (var row = 0; row == 0 || row < rows; row += RowsPerPage)
        {
            var pageRows = Math.Min(RowsPerPage, rows - row);
            _page.Clear();
            var values = column.Schema.IsNullable ? WriteLevels(column.Defined.Slice(row, pageRows)) : pageRows;
            if (encoding == ParquetEncoding.RleDictionary)
            {
                _page.Append([(byte)_dictionary.BitWidth]);
                RleEncoder.Encode(_dictionary.Indices.Slice(value, values), _dictionary.BitWidth, _page);
            }
            else
            {
                position += WritePlain(column, column.Values[position..], values);
            }

            value += values;
            uncompressed += WritePage(type: 0, pageRows, encoding, output);
        }

        return new ColumnChunkMetadata(column, encoding, _statistics, fileOffset, fileOffset + dataOffset, uncompressed, output.Length - start);
    }

    public void Dispose()
    {
        _page.Dispose();
        _encodedLevels.Dispose();
    }

    // The levels of a page, a bit a row, with their length before them.
    private int WriteLevels(ReadOnlySpan<byte> defined)
    {
        var values = 0;
        for (var i = 0; i < defined.Length; i++)
            values += _levels[i] = defined[i];

        _encodedLevels.Clear();
        RleEncoder.Encode(_levels.AsSpan(0, defined.Length), width: 1, _encodedLevels);
        BinaryPrimitives.WriteInt32LittleEndian(_page.GetSpan(4), _encodedLevels.Length);
        _page.Advance(4);
        _page.Append(_encodedLevels.WrittenSpan);
        return values;
    }

    private int WritePlain(ParquetColumn column, ReadOnlySpan<byte> values, int count)
    {
        if (column.Type.Physical == PhysicalType.Boolean)
        {
            var bits = _page.GetSpan((count + 7) / 8)[..((count + 7) / 8)];
            bits.Clear();
            for (var i = 0; i < count; i++)
                bits[i / 8] |= (byte)(values[i] << (i % 8));
            _page.Advance(bits.Length);
            return count;
        }

        var length = column.Type.Width * count;
        if (column.Type.Physical == PhysicalType.ByteArray)
        {
            for (var i = 0; i < count; i++)
                length += 4 + BinaryPrimitives.ReadInt32LittleEndian(values[length..]);
        }

        _page.Append(values[..length]);
        return length;
    }

    private long WritePage(int type, int values, ParquetEncoding encoding, RowBuffer output)
    {
        var content = Compress(_page.WrittenSpan);
        var start = output.Length;
        var header = new ThriftCompactWriter(output);
        header.BeginStruct();
        header.Int32(1, type);
        header.Int32(2, _page.Length);
        header.Int32(3, content.Length);
        header.Int32(4, (int)Crc32.Of(content));
        header.BeginStruct((short)(type == DictionaryPage ? 7 : 5));
        header.Int32(1, values);
        header.Int32(2, (int)encoding);
        if (type != DictionaryPage)
        {
            header.Int32(3, (int)ParquetEncoding.Rle);
            header.Int32(4, (int)ParquetEncoding.Rle);
        }

        header.EndStruct();
        header.EndStruct();
        var headerLength = output.Length - start;
        output.Append(content);
        return headerLength + _page.Length;
    }

    private ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> page)
    {
        switch (compression)
        {
            case ParquetCompression.Snappy:
                if (_compressed.Length < Snappy.GetMaxCompressedLength(page.Length))
                    _compressed = new byte[Snappy.GetMaxCompressedLength(page.Length)];
                return _compressed.AsSpan(0, Snappy.Compress(page, _compressed));
            case ParquetCompression.Gzip:
                using (var stream = new MemoryStream())
                {
                    using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
                        gzip.Write(page);
                    return stream.ToArray();
                }

            default:
                return page;
        }
    }
}

/// <summary>What the footer says of a column chunk.</summary>
internal readonly record struct ColumnChunkMetadata(
    ParquetColumn Column, ParquetEncoding Encoding, ColumnStatistics Statistics, long Offset, long DataOffset, long UncompressedBytes, long CompressedBytes);
