using StellarForge.Testing.Rows;

namespace StellarForge.Targets.SqlServer.Tests;

public class BulkRowsTests
{
    [Fact]
    public void A_value_of_a_fixed_size_is_in_a_box_that_is_used_again()
    {
        var world = new World(rows: new Dictionary<string, long> { [Bank.Transfers.Schema.QualifiedName] = 20_000 });
        using var rows = new BulkRows(Bank.Transfers.Rows(world).Range(0, 20_000), _ => { }, CancellationToken.None);

        // A batch's buffer now and then; a box for each value would be hundreds of kilobytes.
        Allocations.Least(() => Read(rows, 3_000)).ShouldBeLessThan(9_000);
        rows.Count.ShouldBe(18_000);
    }

    private static void Read(BulkRows rows, int count)
    {
        for (var row = 0; row < count; row++)
        {
            rows.Read().ShouldBeTrue();
            for (var ordinal = 0; ordinal < rows.FieldCount; ordinal++)
                _ = rows.GetValue(ordinal);
        }
    }
}
