using StellarForge.Sinks;
using StellarForge.Testing.Rows;

namespace StellarForge.Tests.Sinks;

public class AllocationTests
{
    private const int Rows = 5_000;

    [Fact]
    public void A_checksum_allocates_nothing_per_row() =>
        PerRows(new ChecksumSink(Everything.Schema)).ShouldBe(0);

    [Fact]
    public void A_checksum_in_buckets_allocates_nothing_per_row() =>
        PerRows(new BucketChecksumSink(Everything.Schema)).ShouldBe(0);

    // What shows that the measure measures.
    [Fact]
    public void Boxing_a_value_of_each_row_is_seen()
    {
        object? last = null;

        Allocations.Least(() =>
        {
            for (var row = 0; row < Rows; row++)
                last = row;
        }).ShouldBeGreaterThan(Rows);
        last.ShouldBe(Rows - 1);
    }

    // Beside the object that stands for all the rows of a range.
    private static long PerRows<TSink>(TSink sink)
        where TSink : struct, IRowSink
    {
        var rows = Everything.Table.Rows(World.Default);
        return Allocations.Least(() => rows.Range(0, Rows).WriteTo(ref sink)) - Allocations.Least(() => rows.Range(0, 1).WriteTo(ref sink));
    }
}
