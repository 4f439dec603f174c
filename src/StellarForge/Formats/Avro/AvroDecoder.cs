using System.IO.Compression;
using System.Text;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>Reads an object container, block by block, with the schema of its header.</summary>
internal sealed class AvroDecoder(TableSchema schema) : RecordDecoder(schema)
{
    // Far above any block that a writer makes: a few compressed bytes must not ask for all of the memory.
    private const int LongestBlock = 1 << 27;

    private readonly byte[] _sync = new byte[AvroContainer.SyncLength];
    private AvroRowDecoder? _rows;
    private bool _isDeflated;

    // The rows of the block in hand that were not read yet, and where the next begins.
    private byte[] _block = [];
    private long _rowsLeft;
    private int _start;
    private int _end;

    public override int Decode<TSink>(ReadOnlySpan<byte> bytes, bool isLast, ref TSink sink)
    {
        var used = 0;
        while (true)
        {
            ReadRows(ref sink);
            if (sink.IsFull)
                return used;
            if (isLast && _rows is null && bytes.IsEmpty)
                throw new FormatException("The data is empty: an Avro file begins with a header.");
            if (used == bytes.Length)
                return used;

            var length = _rows is null ? ReadHeader(bytes) : ReadBlock(bytes[used..]);
            if (length == 0 && isLast)
                throw new FormatException($"The data ends within {(_rows is null ? "the header of an Avro file" : $"a block, after {RowsDecoded} rows")}.");
            if (length == 0)
                return used;
            used += length;
        }
    }

    private void ReadRows<TSink>(ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        if (_rowsLeft == 0)
            return;
        var reader = new AvroReader(_block.AsSpan(_start, _end - _start));
        while (_rowsLeft > 0 && !sink.IsFull)
        {
            if (!TryRead(ref reader))
                throw new FormatException($"Row {RowsDecoded + 1} ends beyond its block.");
            _rows!.Check(RowsDecoded + 1);
            _rows.WriteTo(ref sink);
            _rowsLeft--;
            RowsDecoded++;
        }

        _start += reader.Position;
        if (_rowsLeft == 0 && _start < _end)
            throw new FormatException($"The block of row {RowsDecoded} goes on for {_end - _start} bytes after its last row.");
    }

    private bool TryRead(ref AvroReader reader)
    {
        try
        {
            return _rows!.TryRead(ref reader);
        }
        catch (FormatException error)
        {
            throw new FormatException($"Row {RowsDecoded + 1}: {error.Message}", error);
        }
    }

    // The bytes of the header, or 0 where they are not all there.
    private int ReadHeader(ReadOnlySpan<byte> bytes)
    {
        var magic = AvroContainer.Magic;
        if (!bytes.StartsWith(magic[..Math.Min(magic.Length, bytes.Length)]))
            throw new FormatException("The data does not begin as an Avro file does.");
        var reader = new AvroReader(bytes);
        byte[]? writer = null;
        if (!reader.TryBytes(magic.Length, out _))
            return 0;
        while (true)
        {
            if (!reader.TryInteger(out var count))
                return 0;
            if (count == 0)
                break;
            if (count < 0 && !reader.TryInteger(out _))
                return 0;
            for (count = count < 0 ? -count : count; count > 0; count--)
            {
                if (!reader.TryBytes(out var key) || !reader.TryBytes(out var value))
                    return 0;
                if (key.SequenceEqual(AvroContainer.SchemaKey))
                    writer = value.ToArray();
                else if (key.SequenceEqual(AvroContainer.CodecKey))
                    _isDeflated = IsDeflate(value);
            }
        }

        if (!reader.TryBytes(AvroContainer.SyncLength, out var sync))
            return 0;
        sync.CopyTo(_sync);
        _rows = new AvroRowDecoder(Schema, AvroSchemaParser.Parse(writer ?? throw new FormatException("The header of the Avro file has no schema.")));
        return reader.Position;
    }

    private static bool IsDeflate(ReadOnlySpan<byte> codec)
    {
        if (codec.SequenceEqual(AvroContainer.DeflateCodec))
            return true;
        return codec.IsEmpty || codec.SequenceEqual(AvroContainer.NullCodec)
            ? false
            : throw new FormatException($"The data is compressed with {Encoding.UTF8.GetString(codec)}; only null and deflate are read.");
    }

    // The bytes of the block, or 0 where they are not all there.
    private int ReadBlock(ReadOnlySpan<byte> bytes)
    {
        var reader = new AvroReader(bytes);
        if (!reader.TryInteger(out var rows) || !reader.TryInteger(out var length))
            return 0;
        if (rows < 0 || length is < 0 or > LongestBlock)
            throw new FormatException(
                $"After {RowsDecoded} rows comes a block of {rows} rows in {length} bytes; more than {LongestBlock >> 20} MiB are not read.");
        if (!reader.TryBytes(length, out var block) || !reader.TryBytes(AvroContainer.SyncLength, out var sync))
            return 0;
        if (!sync.SequenceEqual(_sync))
            throw new FormatException($"The block after row {RowsDecoded} does not end in the mark of its file.");
        (_rowsLeft, _start, _end) = (rows, 0, _isDeflated ? Inflate(block) : Keep(block));
        if (rows == 0 && _end > 0)
            throw new FormatException($"After {RowsDecoded} rows the data has a block of no rows in {_end} bytes.");

        // A row takes a byte at least, but where the schema has no fields; and then the file could claim any number.
        if (rows > _end)
            throw new FormatException($"After {RowsDecoded} rows the data has a block of {rows} rows in {_end} bytes.");
        return reader.Position;
    }

    private int Keep(ReadOnlySpan<byte> block)
    {
        if (_block.Length < block.Length)
            _block = new byte[block.Length];
        block.CopyTo(_block);
        return block.Length;
    }

    private int Inflate(ReadOnlySpan<byte> block)
    {
        using var compressed = new LastByteApart(block.ToArray());
        using var inflate = new DeflateStream(compressed, CompressionMode.Decompress, leaveOpen: true);
        var length = 0;
        try
        {
            while (true)
            {
                if (length == _block.Length)
                {
                    if (length >= LongestBlock)
                        throw new FormatException($"The block after row {RowsDecoded} is longer than {LongestBlock >> 20} MiB, the longest that is read.");
                    Array.Resize(ref _block, Math.Max(1 << 16, 2 * length));
                }

                var count = inflate.Read(_block.AsSpan(length));
                if (count == 0)
                {
                    return compressed.Position == compressed.Length
                        ? length
                        : throw new FormatException($"The block after row {RowsDecoded} goes on after what is deflated.");
                }

                length += count;
            }
        }
        catch (InvalidDataException error)
        {
            throw new FormatException($"The block after row {RowsDecoded} is not deflated: {error.Message}", error);
        }
    }

    // What is deflated needs its last byte, which is asked for only then: bytes that follow the end are left.
    private sealed class LastByteApart(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, (int)Math.Min(count, Math.Max(1, Length - Position - 1)));
    }
}
