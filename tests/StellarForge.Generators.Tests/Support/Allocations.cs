using StellarForge.Sinks;

namespace StellarForge.Generators.Tests.Support;

/// <summary>Measures what writing rows allocates.</summary>
internal static class Allocations
{
    public static long Of(Table table) => Of(table, World.Default, 0, World.Default.EndRow(table.Schema));

    public static long Of(Table table, World world, long from, long to)
    {
        var rows = table.Rows(world);
        var sink = new CountingSink();
        rows.Range(from, to).WriteTo(ref sink);
        sink.Calls.ShouldBeGreaterThan(0);

        // The fewest of several times: a garbage collection that another thread begins can charge this one for memory that it did not use yet.
        var least = long.MaxValue;
        for (var time = 0; time < 5; time++)
        {
            var range = rows.Range(from, to);
            var before = GC.GetAllocatedBytesForCurrentThread();
            range.WriteTo(ref sink);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private struct CountingSink : IRowSink
    {
        public long Calls;

        public readonly bool IsFull => false;

        public readonly void BeginRow() { }

        public readonly void EndRow() { }

        public void Null(int ordinal) => Calls++;

        public void Boolean(int ordinal, bool value) => Calls++;

        public void Int16(int ordinal, short value) => Calls++;

        public void Int32(int ordinal, int value) => Calls++;

        public void Int64(int ordinal, long value) => Calls++;

        public void UInt64(int ordinal, ulong value) => Calls++;

        public void Single(int ordinal, float value) => Calls++;

        public void Double(int ordinal, double value) => Calls++;

        public void Decimal(int ordinal, Int128 unscaled, int scale) => Calls++;

        public void Utf8(int ordinal, scoped ReadOnlySpan<byte> value) => Calls++;

        public void Date(int ordinal, int days) => Calls++;

        public void Time(int ordinal, long microseconds) => Calls++;

        public void Duration(int ordinal, long microseconds) => Calls++;

        public void Timestamp(int ordinal, long microseconds) => Calls++;

        public void Uuid(int ordinal, Guid value) => Calls++;

        public void Binary(int ordinal, scoped ReadOnlySpan<byte> value) => Calls++;
    }
}
