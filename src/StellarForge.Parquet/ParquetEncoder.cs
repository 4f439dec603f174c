using System.Buffers.Binary;
using StellarForge.Formats;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Parquet;

/// <summary>One Parquet file in the making (<see href="https://github.com/apache/parquet-format"/>): row groups of a chosen size, then the footer.</summary>
/// <remarks>
/// Memory is bounded by one row group and the footer, whatever the length of the file. For one thread at a time, and for one file after the other.
/// </remarks>
internal sealed class ParquetEncoder : RowEncoder
{
    private static readonly byte[] Magic = "PAR1"u8.ToArray();

    private readonly TableSchema _schema;
    private readonly ParquetCompression _compression;
    private readonly int _rowsPerGroup;
    private readonly ParquetColumn[] _columns;
    private readonly ParquetPageWriter _pages;
    private readonly RowBuffer _groups = new(flushThreshold: 1 << 14);
    private int _groupCount;
    private long _groupRows;
    private long _written;
    private int _rows;

    /// <summary>Makes a writer.</summary>
    /// <param name="schema">The table.</param>
    /// <param name="compression">How pages are compressed.</param>
    /// <param name="rowsPerGroup">Rows of a row group; at least 1.</param>
    public ParquetEncoder(TableSchema schema, ParquetCompression compression, int rowsPerGroup)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentOutOfRangeException.ThrowIfLessThan(rowsPerGroup, 1);
        _schema = schema;
        _compression = compression;
        _rowsPerGroup = rowsPerGroup;
        _columns = [.. schema.Columns.Select(column => new ParquetColumn(column, rowsPerGroup))];
        _pages = new ParquetPageWriter(compression);
    }

    /// <summary>Begins a file: appends what comes before the first row group.</summary>
    public override void Begin(RowBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        _groups.Clear();

        // A file before this one may have been given up.
        foreach (var column in _columns)
            column.Clear();
        _rows = 0;
        _groupCount = 0;
        _groupRows = 0;
        buffer.Append(Magic);
        _written = Magic.Length;
    }

    /// <summary>Takes rows until a row group is full, and appends that group's bytes; the caller empties the buffer between calls.</summary>
    /// <returns>Whether the source may have more rows.</returns>
    public override bool Write(RowSource rows, RowBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(buffer);
        var sink = new ParquetSink(_columns, _rows, _rowsPerGroup);
        var hasMore = rows.WriteTo(ref sink);
        _rows = sink.Rows;
        if (sink.IsFull)
            WriteGroup(buffer);
        return hasMore;
    }

    /// <summary>Appends the last row group, and the footer.</summary>
    public override void End(RowBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        if (_rows > 0)
            WriteGroup(buffer);

        var start = buffer.Length;
        ParquetFooter.Write(_schema, _groupRows, _groupCount, _groups.WrittenSpan, buffer);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, buffer.Length - start);
        buffer.Append(length);
        buffer.Append(Magic);
    }

    /// <summary>Gives the memory of the row group back.</summary>
    public override void Dispose()
    {
        foreach (var column in _columns)
            column.Dispose();
        _pages.Dispose();
        _groups.Dispose();
        base.Dispose();
    }

    private void WriteGroup(RowBuffer buffer)
    {
        var (start, uncompressed) = (_written, 0L);
        var metadata = new ThriftCompactWriter(_groups);
        ParquetFooter.BeginGroup(ref metadata, _columns.Length);
        foreach (var column in _columns)
        {
            var chunk = _pages.Write(column, fileOffset: _written, buffer);
            ParquetFooter.WriteChunk(ref metadata, chunk, _compression);
            uncompressed += chunk.UncompressedBytes;
            _written += chunk.CompressedBytes;
            column.Clear();
        }

        ParquetFooter.EndGroup(ref metadata, uncompressed, _rows, _written - start);
        ParquetMeter.Count(_schema.QualifiedName, uncompressed, _written - start);
        _groupCount++;
        _groupRows += _rows;
        _rows = 0;
    }
}
