using FsCheck;
using FsCheck.Fluent;
using StellarForge.Tests.Support;

namespace StellarForge.Tests.Randomness;

public class PermutationTests
{
    [Fact]
    public void Every_key_and_size_maps_each_index_to_another_within_the_size() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<ulong>(),
            Gen.Choose(1, 3_000).ToArbitrary(),
            (key, size) => Image(new Permutation(key, size)).Order().SequenceEqual(Enumerable.Range(0, size).Select(index => (long)index)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Every_small_size_is_permuted()
    {
        for (var size = 1; size <= 1_100; size++)
            Image(new Permutation((ulong)size * 7_919, size)).Distinct().Count().ShouldBe(size);
    }

    [Fact]
    public void Sizes_about_powers_of_two_up_to_the_largest_stay_within_the_size_and_collide_nowhere()
    {
        for (var bits = 2; bits <= 63; bits++)
        {
            var power = 1UL << bits;
            foreach (var size in (long[])[(long)(power - 1), (long)Math.Min(power, long.MaxValue), (long)Math.Min(power + 1, long.MaxValue)])
            {
                var permutation = new Permutation(42, size);
                var images = Indices(size).Select(permutation.Map).ToArray();
                images.ShouldAllBe(image => image >= 0 && image < size);
                images.ShouldBeUnique();
            }
        }
    }

    // What Distinct draws from few parents rests on.
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(13)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(33)]
    public void Any_two_indices_go_to_any_two_places_equally_often_over_keys(int size)
    {
        var key = StreamKey.Derive(42, "Pair", "Targets");
        var (ends, starts) = (new long[size * size], new long[size * size]);
        for (var owner = 0L; owner < 200_000; owner++)
        {
            var permutation = new Permutation(key.Subkey(owner), size);
            ends[permutation.Map(0) * size + permutation.Map(size - 1)]++;
            starts[permutation.Map(0) * size + permutation.Map(1)]++;
        }

        var distinct = Enumerable.Range(0, size * size).Select(cell => cell / size == cell % size ? 0.0 : 1.0).ToArray();
        ends.ShouldFit(distinct);
        starts.ShouldFit(distinct);
    }

    [Fact]
    public void All_orders_of_four_come_equally_often_over_keys()
    {
        var key = StreamKey.Derive(42, "Pair", "Targets");
        var counts = new long[256];
        for (var owner = 0L; owner < 200_000; owner++)
        {
            var permutation = new Permutation(key.Subkey(owner), 4);
            counts[Image(permutation).Aggregate(0L, (order, image) => order * 4 + image)]++;
        }

        counts.Count(count => count > 0).ShouldBe(24);
        counts.Where(count => count > 0).ToArray().ShouldBeUniform();
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(1_000_000)]
    [InlineData(10_000_000_019)]
    [InlineData(long.MaxValue)]
    public void Consecutive_indices_spread_evenly_and_without_order(long size)
    {
        var permutation = new Permutation(42, size);
        var rows = (int)Math.Min(size - 1, 100_000);
        var (places, pairs) = (new long[50], new long[64]);
        for (var index = 0L; index < rows; index++)
        {
            var (here, next) = (permutation.Map(index), permutation.Map(index + 1));
            places[Share(here, size, 50)]++;
            pairs[Share(here, size, 8) * 8 + Share(next, size, 8)]++;
        }

        // All of a small size are seen, so that there is no spread at all.
        if (rows < size - 1)
            places.ShouldBeUniform();
        else
            places.ShouldAllBe(count => Math.Abs(count - size / 50) <= 1);
        pairs.ShouldBeUniform();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void An_empty_size_is_refused(long size) => Should.Throw<ArgumentOutOfRangeException>(() => new Permutation(1, size));

    private static IEnumerable<long> Image(Permutation permutation)
    {
        for (var index = 0L; index < permutation.Size; index++)
            yield return permutation.Map(index);
    }

    private static IEnumerable<long> Indices(long size)
    {
        var few = Math.Min(size, 50);
        for (var index = 0L; index < few; index++)
        {
            yield return index;
            if (size - 1 - index >= few)
                yield return size - 1 - index;
        }
    }

    private static int Share(long value, long size, int parts) =>
        (int)Math.BigMul((ulong)((UInt128)(ulong)value * (UInt128.One << 64) / (UInt128)(ulong)size), (ulong)parts, out _);
}
