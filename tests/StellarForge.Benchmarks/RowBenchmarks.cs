using BenchmarkDotNet.Attributes;
using StellarForge.Benchmarks.Models;
using StellarForge.Formats;
using StellarForge.Sinks;
using StellarForge.Targets.PostgreSql;

namespace StellarForge.Benchmarks;

/// <summary>The row method of a table with each format, as targets call it: a buffer that is emptied when it is full.</summary>
public class RowBenchmarks
{
    private const int Rows = 100_000;

    private readonly RowBuffer _buffer = new();
    private TableRows _rows = null!;
    private long _end;
    private RowEncoder _copy = null!, _csv = null!, _json = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var table = LineItem.ForgeTable;
        _rows = table.Rows(World.Default);
        _end = EndOf(_rows, LineItem.ForgeTable.Schema.Fanout, Rows);
        _copy = new CopyBinaryFormat().CreateEncoder(table.Schema);
        _csv = new CsvFormat().CreateEncoder(table.Schema);
        _json = new JsonLinesFormat().CreateEncoder(table.Schema);
    }

    [GlobalCleanup]
    public void CleanUp() => _buffer.Dispose();

    [Benchmark(OperationsPerInvoke = Rows)]
    public long CopyBinary() => Write(_copy);

    [Benchmark(OperationsPerInvoke = Rows)]
    public long Csv() => Write(_csv);

    [Benchmark(OperationsPerInvoke = Rows)]
    public long JsonLines() => Write(_json);

    [Benchmark(OperationsPerInvoke = Rows)]
    public TableChecksum Checksum()
    {
        var sink = new ChecksumSink(LineItem.ForgeTable.Schema);
        _rows.Range(0, _end).WriteTo(ref sink);
        return sink.Checksum;
    }

    private long Write(RowEncoder encoder)
    {
        var rows = _rows.Range(0, _end);
        var bytes = 0L;
        for (var hasMore = true; hasMore; bytes += _buffer.Length)
        {
            _buffer.Clear();
            hasMore = encoder.Write(rows, _buffer);
        }

        return bytes;
    }

    /// <summary>The row index before which there are so many rows: those of an owned table are sparse.</summary>
    internal static long EndOf(TableRows rows, long fanout, int count)
    {
        long from = 0, to = count * fanout;
        while (from < to)
        {
            var middle = (from + to) / 2;
            (from, to) = rows.Count(0, middle) < count ? (middle + 1, to) : (from, middle);
        }

        return from;
    }
}
