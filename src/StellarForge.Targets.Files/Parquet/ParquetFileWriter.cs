using System.Buffers.Binary;
using System.Collections.Immutable;
using StellarForge.Sinks;

namespace StellarForge.Targets.Files.Parquet;

/// <summary>One Parquet file in the making (<see href="https://github.com/apache/parquet-format"/>): row groups of a chosen size, then the footer.</summary>
/// <remarks>Memory is bounded by one row group, whatever the length of the file.</remarks>
internal sealed class ParquetFileWriter : IDisposable
{
    /// <summary>Rows of a row group: large enough for dictionaries to pay, small enough for many readers in parallel.</summary>
    public const int DefaultRowsPerGroup = 120_000;

    private static readonly byte[] Magic = "PAR1"u8.ToArray();

    private readonly TableSchema _schema;
    private readonly ParquetCompression _compression;
    private readonly int _rowsPerGroup;
    private readonly ParquetColumn[] _columns;
    private readonly ParquetPageWriter _pages;
    private readonly List<ImmutableArray<ColumnChunkMetadata>> _groups = [];
    private long _flushed;
    private int _rows;
    private bool _begun;

    public ParquetFileWriter(TableSchema schema, ParquetCompression compression = ParquetCompression.Snappy, int rowsPerGroup = DefaultRowsPerGroup)
    {
        _schema = schema;
        _compression = compression;
        _rowsPerGroup = rowsPerGroup;
        _columns = [.. schema.Columns.Select(column => new ParquetColumn(column, rowsPerGroup))];
        _pages = new ParquetPageWriter(compression);
    }

    /// <summary>Takes rows until a row group is full, and appends that group's bytes; the caller empties the buffer between calls.</summary>
    /// <returns>The index to go on from; <paramref name="to"/> when all is taken.</returns>
    public long Write(TableRows rows, long from, long to, RowBuffer output)
    {
        var sink = new ParquetSink(_columns, _rows, _rowsPerGroup);
        var next = rows.WriteRange(from, to, ref sink);
        _rows = sink.Rows;
        if (sink.IsFull)
            WriteGroup(output);
        return next;
    }

    /// <summary>Appends what is left, and the footer.</summary>
    public void Finish(RowBuffer output)
    {
        if (_rows > 0)
            WriteGroup(output);
        Begin(output);

        var start = output.Length;
        ParquetFooter.Write(_schema, _groups, _compression, output);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, output.Length - start);
        output.Append(length);
        output.Append(Magic);
    }

    public void Dispose()
    {
        foreach (var column in _columns)
            column.Dispose();
        _pages.Dispose();
    }

    private void WriteGroup(RowBuffer output)
    {
        // Offsets are the file's: what was appended before the buffer was last emptied counts too.
        Begin(output);
        var emptied = _flushed - output.Length;
        var group = ImmutableArray.CreateBuilder<ColumnChunkMetadata>(_columns.Length);
        foreach (var column in _columns)
        {
            group.Add(_pages.Write(column, emptied + output.Length, output));
            column.Clear();
        }

        _flushed = emptied + output.Length;
        _groups.Add(group.MoveToImmutable());
        _rows = 0;
    }

    private void Begin(RowBuffer output)
    {
        if (_begun)
            return;
        output.Append(Magic);
        _flushed += Magic.Length;
        _begun = true;
    }
}
