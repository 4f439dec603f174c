using System.Diagnostics;
using StellarForge.Cli.Output;
using StellarForge.Sinks;

namespace StellarForge.Cli.Verbs;

/// <summary>Measures one table in one format, on the calling thread.</summary>
internal static class Bench
{
    // The JIT compiles a method anew, with what it learned, after thirty calls and a quiet tenth of a second.
    private const int WarmUpCalls = 60;
    private const long WarmUpRows = 2_000;
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromMilliseconds(600);

    public static BenchReport Measure(Table table, BenchFormat format, World world, long count)
    {
        using var buffer = new RowBuffer();
        var rows = table.Rows(world);
        var write = format.WriterOf(table.Schema, buffer);
        var end = world.EndRow(table.Schema);
        var (passes, last) = Split(rows, end, table.Schema.Fanout, count);

        WarmUp(() => write(rows.Range(0, Math.Min(end, WarmUpRows * table.Schema.Fanout))));

        // Once at full length: buffers have their size then.
        write(rows.Range(0, passes > 0 ? end : last));

        var (bytes, allocated) = (0L, 0L);
        var started = Stopwatch.GetTimestamp();
        for (var pass = 0L; pass <= passes; pass++)
        {
            // What the rows allocate is measured, not the object that stands for a whole pass.
            var range = rows.Range(0, pass < passes ? end : last);
            var before = GC.GetAllocatedBytesForCurrentThread();
            bytes += write(range);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;

        return new BenchReport(
            table.Schema.QualifiedName, format.Name, count, seconds, count / seconds, bytes, bytes / 1e6 / seconds, allocated);
    }

    private static void WarmUp(Action write)
    {
        var started = Stopwatch.GetTimestamp();
        for (var calls = 0; calls < WarmUpCalls || Stopwatch.GetElapsedTime(started) < WarmUpTime; calls++)
        {
            write();
            if (calls == WarmUpCalls / 2)
                Thread.Sleep(200);
        }
    }

    /// <summary>How often the whole table, and up to which row index once more, makes a number of rows.</summary>
    private static (long Passes, long Last) Split(TableRows rows, long end, long fanout, long count)
    {
        var (index, step) = (0L, fanout * 4096);
        for (var left = count; ;)
        {
            if (left == 0)
                return (0, index);
            var next = Math.Min(end, index + step);
            var some = rows.Count(index, next);
            if (some > left)
            {
                step = Math.Max(1, step / 2);
                continue;
            }
            (index, left) = (next, left - some);
            if (index < end)
                continue;

            // The table is smaller: whole passes first, then the rest.
            var whole = count - left;
            if (whole == 0)
                throw new InvalidOperationException("The table has no rows.");
            return (count / whole, count % whole == 0 ? 0 : Split(rows, end, fanout, count % whole).Last);
        }
    }
}
