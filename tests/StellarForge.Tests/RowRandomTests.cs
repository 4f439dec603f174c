namespace StellarForge.Tests;

public class RowRandomTests
{
    [Fact]
    public void A_stream_gives_the_same_bits_at_a_row_whatever_came_before()
    {
        var key = StreamKey.Derive(42, "Order", "Total");
        var ahead = key.At(7);
        ahead.NextUInt64();

        key.At(7).NextUInt64().ShouldBe(key.At(7).NextUInt64());
    }
}
