using StellarForge.Tests.Support;

namespace StellarForge.Tests.Randomness;

public class StreamKeyTests
{
    private static readonly StreamKey Key = StreamKey.Derive(42, "Order", "Total");

    // Names as models have them: alike, numbered, in many tables.
    private static readonly StreamKey[] Keys =
    [
        .. from table in new[] { "Order", "OrderLine", "Customer", "A", "B" }
           from column in new[] { "Id", "Value1", "Value2", "Value3", "Name", "Names" }
           from salt in new[] { "", "null" }
           select StreamKey.Derive(42, table, column, salt),
    ];

    [Fact]
    public void Each_bit_of_the_row_index_flips_each_bit_of_the_value_half_the_time()
    {
        const int Rows = 1 << 14;
        var flips = new long[64 * 64];
        for (var i = 0UL; i < Rows; i++)
        {
            for (var bit = 0; bit < 64; bit++)
                Count(Key.At((long)WithoutBit(i, bit)).NextUInt64() ^ Key.At((long)(WithoutBit(i, bit) | (1UL << bit))).NextUInt64(), flips, bit);
        }

        flips.ShouldBeCoinTosses(Rows);
    }

    [Fact]
    public void Each_bit_of_the_seed_flips_each_bit_of_the_value_half_the_time()
    {
        const int Seeds = 1 << 11;
        var flips = new long[64 * 64];
        for (var i = 0UL; i < Seeds; i++)
        {
            for (var bit = 0; bit < 64; bit++)
                Count(FirstOf(WithoutBit(i, bit)) ^ FirstOf(WithoutBit(i, bit) | (1UL << bit)), flips, bit);
        }

        flips.ShouldBeCoinTosses(Seeds);
    }

    [Fact]
    public void Values_over_consecutive_seeds_are_uniform()
    {
        var counts = new long[256];
        for (var seed = 0UL; seed < 50_000; seed++)
            counts[StreamKey.Derive(seed, "T", "C").At(0).NextUInt64() >> 56]++;

        counts.ShouldBeUniform();
    }

    [Fact]
    public void Columns_and_tables_have_nothing_in_common_at_the_same_row_or_near_it()
    {
        foreach (var lag in (long[])[0, 1, -1])
        {
            // No key in two pairs: a value counted twice would not be independent of itself.
            var counts = new long[1 << 10];
            for (var pair = 0; pair + 1 < Keys.Length; pair += 2)
            {
                for (var row = 1L; row <= 1 << 15; row++)
                    counts[((Keys[pair].At(row).NextUInt64() >> 59) << 5) | (Keys[pair + 1].At(row + lag).NextUInt64() >> 59)]++;
            }

            counts.ShouldBeUniform();
        }
    }

    [Fact]
    public void Any_two_columns_agree_in_half_of_their_bits()
    {
        const int Rows = 1 << 12;
        var equal = new List<long>();
        for (var left = 0; left < Keys.Length; left++)
        {
            for (var right = left + 1; right < Keys.Length; right++)
            {
                var count = 0L;
                for (var row = 0L; row < Rows; row++)
                    count += long.PopCount((long)~(Keys[left].At(row).NextUInt64() ^ Keys[right].At(row).NextUInt64()));
                equal.Add(count);
            }
        }

        equal.ToArray().ShouldBeCoinTosses(64L * Rows);
    }

    // Two streams would agree if their counters met: a stream's draws are steps of the same sequence as its rows.
    [Fact]
    public void The_draws_of_a_row_are_not_met_by_other_rows()
    {
        var inverse = StreamKey.RowStep;
        for (var i = 0; i < 6; i++)
            inverse *= 2 - StreamKey.RowStep * inverse;
        (inverse * StreamKey.RowStep).ShouldBe(1UL);

        for (var draw = 1UL; draw <= 1_000; draw++)
        {
            var rows = (long)(draw * StreamKey.DrawStep * inverse);
            Math.Abs((double)rows).ShouldBeGreaterThan(1L << 50, $"draw {draw} of a row is the first draw of the row {rows} further on");
        }
    }

    [Fact]
    public void Names_are_told_apart_where_their_letters_run_together()
    {
        StreamKey[] keys =
        [
            StreamKey.Derive(1, "ab", "c"), StreamKey.Derive(1, "a", "bc"), StreamKey.Derive(1, "abc", ""), StreamKey.Derive(1, "", "abc"),
            StreamKey.Derive(1, "ab", "", "c"), StreamKey.Derive(1, "a", "b", "c"), StreamKey.Derive(1, "b", "a", "c"), StreamKey.Derive(2, "ab", "c"),
        ];

        keys.ShouldBeUnique();
        keys.Select(key => key.At(0).NextUInt64()).ShouldBeUnique();
    }

    [Fact]
    public void A_subkey_is_none_of_the_bits_drawn_at_its_row()
    {
        for (var row = 0L; row < 1_000; row++)
        {
            var random = Key.At(row);
            for (var draw = 0; draw < 10; draw++)
                random.NextUInt64().ShouldNotBe(Key.Subkey(row));
        }
    }

    private static ulong FirstOf(ulong seed) => StreamKey.Derive(seed, "T", "C").At(1_000).NextUInt64();

    // The i-th number in which a bit is 0, so that no pair of numbers that differ in it comes twice.
    private static ulong WithoutBit(ulong i, int bit) => ((i >> bit) << bit) + i;

    private static void Count(ulong flipped, long[] flips, int row)
    {
        for (var bit = 0; bit < 64; bit++)
            flips[row * 64 + bit] += (long)((flipped >> bit) & 1);
    }
}
