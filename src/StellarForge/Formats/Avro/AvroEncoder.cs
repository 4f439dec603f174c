using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using StellarForge.Ddl;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>Writes an object container: a header with the schema, then blocks of rows. The same rows are the same bytes.</summary>
internal sealed class AvroEncoder : RowEncoder
{
    // Avro's own default: a reader skips or splits by blocks.
    private const int BlockBytes = 64_000;

    private readonly RowBuffer _block = new(BlockBytes);
    private readonly bool[] _isNullable;
    private readonly byte[] _schema;
    private readonly byte[] _sync;
    private readonly AvroCodec _codec;
    private long _rows;

    public AvroEncoder(TableSchema schema, AvroCodec codec)
    {
        _codec = codec;
        _isNullable = [.. schema.Columns.Select(column => column.IsNullable)];
        _schema = Encoding.UTF8.GetBytes(SchemaDocument.AvroRecord(schema).ToJsonString());

        // Made from the schema, rather than drawn, so that the file is the same each time it is written.
        _sync = SHA256.HashData(_schema)[..AvroContainer.SyncLength];
    }

    public override void Begin(RowBuffer buffer)
    {
        _rows = 0;
        _block.Clear();
        buffer.Append(AvroContainer.Magic);
        Append(buffer, 2);
        Append(buffer, AvroContainer.SchemaKey);
        Append(buffer, _schema);
        Append(buffer, AvroContainer.CodecKey);
        Append(buffer, _codec == AvroCodec.Null ? AvroContainer.NullCodec : AvroContainer.DeflateCodec);
        Append(buffer, 0);
        buffer.Append(_sync);
    }

    public override bool Write(RowSource rows, RowBuffer buffer)
    {
        var hasMore = true;
        while (hasMore && !buffer.IsFull)
        {
            var sink = new AvroSink<NoFrame>(_isNullable, _block, default);
            hasMore = rows.WriteTo(ref sink);
            _rows += sink.Rows;
            if (_block.IsFull)
                EndBlock(buffer);
        }

        return hasMore;
    }

    public override void End(RowBuffer buffer)
    {
        if (_rows > 0)
            EndBlock(buffer);
    }

    public override void Dispose()
    {
        _block.Dispose();
        base.Dispose();
    }

    private void EndBlock(RowBuffer buffer)
    {
        Append(buffer, _rows);
        if (_codec == AvroCodec.Null)
            Append(buffer, _block.WrittenSpan);
        else
            Append(buffer, Deflate(_block.WrittenSpan));
        buffer.Append(_sync);
        _block.Clear();
        _rows = 0;
    }

    private static ReadOnlySpan<byte> Deflate(ReadOnlySpan<byte> bytes)
    {
        var compressed = new MemoryStream(bytes.Length / 2);
        using (var deflate = new DeflateStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(bytes);
        return compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
    }

    private static void Append(RowBuffer buffer, ReadOnlySpan<byte> bytes)
    {
        Append(buffer, bytes.Length);
        buffer.Append(bytes);
    }

    private static void Append(RowBuffer buffer, long value)
    {
        Span<byte> bytes = stackalloc byte[AvroInteger.MaxLength];
        buffer.Append(bytes[..AvroInteger.Write(ref bytes[0], value)]);
    }
}
