using StellarForge.Tests.Support;

namespace StellarForge.Tests.Randomness;

public class RowRandomTests
{
    private const int Rows = 1 << 20;

    private static readonly StreamKey Key = StreamKey.Derive(42, "Order", "Total");

    [Fact]
    public void A_stream_gives_the_same_bits_at_a_row_whatever_came_before()
    {
        var ahead = Key.At(7);
        ahead.NextUInt64();

        Key.At(7).NextUInt64().ShouldBe(Key.At(7).NextUInt64());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(32)]
    [InlineData(54)]
    public void Any_ten_bits_are_uniform_over_consecutive_rows(int shift)
    {
        var counts = new long[1 << 10];
        for (var row = 0L; row < Rows; row++)
            counts[(Key.At(row).NextUInt64() >> shift) & 1_023]++;

        counts.ShouldBeUniform();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(4_096)]
    [InlineData(1_000_003)]
    [InlineData(1L << 40)]
    public void Rows_a_step_apart_have_nothing_in_common(long step)
    {
        var (high, low) = (new long[1 << 10], new long[1 << 10]);
        for (var row = 0L; row < Rows; row++)
        {
            var (here, there) = (Key.At(row * step).NextUInt64(), Key.At((row + 1) * step).NextUInt64());
            high[((here >> 59) << 5) | (there >> 59)]++;
            low[((here & 31) << 5) | (there & 31)]++;
        }

        high.ShouldBeUniform();
        low.ShouldBeUniform();
    }

    [Fact]
    public void Every_bit_of_a_row_is_independent_of_every_bit_of_the_next()
    {
        const int Pairs = 1 << 14;
        var equal = new long[64 * 64];
        for (var row = 0L; row < Pairs; row++)
        {
            var (here, there) = (Key.At(row).NextUInt64(), Key.At(row + 1).NextUInt64());
            for (var bit = 0; bit < 64; bit++)
                CountBits(~(there ^ (0 - ((here >> bit) & 1))), equal, bit * 64);
        }

        equal.ShouldBeCoinTosses(Pairs);
    }

    [Fact]
    public void The_draws_of_a_row_are_independent()
    {
        var counts = new long[1 << 12];
        for (var row = 0L; row < Rows; row++)
        {
            var random = Key.At(row);
            counts[((random.NextUInt64() >> 60) << 8) | ((random.NextUInt64() >> 60) << 4) | (random.NextUInt64() >> 60)]++;
        }

        counts.ShouldBeUniform();
    }

    [Fact]
    public void The_lowest_bit_follows_no_pattern_over_rows()
    {
        var counts = new long[1 << 10];
        var pattern = 0UL;
        for (var row = 0L; row < Rows * 10L; row++)
        {
            pattern = ((pattern << 1) | (Key.At(row).NextUInt64() & 1)) & 1_023;
            if (row % 10 == 9)
                counts[pattern]++;
        }

        counts.ShouldBeUniform();
    }

    // Marsaglia's birthday spacings: of 4,096 birthdays in a year of 2^32 days, 4 spacings are expected to repeat an earlier one.
    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    public void Spacings_of_birthdays_repeat_as_often_as_by_chance(int shift)
    {
        const int Birthdays = 4_096;
        const int Years = 500;
        var repeats = 0L;
        var days = new uint[Birthdays];
        for (var year = 0L; year < Years; year++)
        {
            for (var i = 0; i < Birthdays; i++)
                days[i] = (uint)(Key.At(year * Birthdays + i).NextUInt64() >> shift);
            Array.Sort(days);
            for (var i = Birthdays - 1; i > 0; i--)
                days[i] -= days[i - 1];
            Array.Sort(days);
            for (var i = 1; i < Birthdays; i++)
                repeats += days[i] == days[i - 1] ? 1 : 0;
        }

        repeats.ShouldBePoisson(4.0 * Years);
    }

    // A linear weakness would show in the ranks; the probabilities are those of random matrices over GF(2).
    [Fact]
    public void Matrices_of_64_rows_have_the_ranks_of_random_ones()
    {
        var ranks = new long[3];
        var matrix = new ulong[64];
        for (var block = 0L; block < 10_000; block++)
        {
            for (var i = 0; i < 64; i++)
                matrix[i] = Key.At(block * 64 + i).NextUInt64();
            ranks[Math.Min(2, 64 - Rank(matrix))]++;
        }

        ranks.ShouldFit([0.2887880951, 0.5775761902, 0.1336357147]);
    }

    [Fact]
    public void Numbers_of_a_range_reach_both_bounds_and_are_uniform()
    {
        var counts = new long[13];
        for (var row = 0L; row < Rows; row++)
        {
            var random = Key.At(row);
            counts[random.NextInt64(-6, 6) + 6]++;
        }

        counts.ShouldBeUniform();
    }

    [Theory]
    [InlineData(long.MinValue, long.MaxValue)]
    [InlineData(long.MinValue, 0)]
    [InlineData(long.MinValue, long.MaxValue - 1)]
    [InlineData(-1, long.MaxValue)]
    [InlineData(0, long.MaxValue)]
    public void The_widest_ranges_are_uniform(long min, long max)
    {
        var counts = new long[16];
        var range = (double)max - min;
        for (var row = 0L; row < Rows; row++)
        {
            var random = Key.At(row);
            var value = random.NextInt64(min, max);
            value.ShouldBeInRange(min, max);
            counts[(int)Math.Min(15, ((double)value - min) / range * 16)]++;
        }

        counts.ShouldBeUniform();
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public void A_range_of_one_number_gives_that_number(long number)
    {
        var random = Key.At(0);

        random.NextInt64(number, number).ShouldBe(number);
    }

    [Fact]
    public void Probabilities_of_0_and_1_never_and_always_happen()
    {
        var random = Key.At(0);
        for (var draw = 0; draw < 10_000; draw++)
        {
            random.NextBool(0).ShouldBeFalse();
            random.NextBool(1).ShouldBeTrue();
        }
    }

    private static void CountBits(ulong bits, long[] counts, int offset)
    {
        for (var bit = 0; bit < 64; bit++)
            counts[offset + bit] += (long)((bits >> bit) & 1);
    }

    private static int Rank(ulong[] matrix)
    {
        var rank = 0;
        for (var bit = 0; bit < 64; bit++)
        {
            var pivot = Array.FindIndex(matrix, rank, row => ((row >> bit) & 1) == 1);
            if (pivot < 0)
                continue;
            (matrix[rank], matrix[pivot]) = (matrix[pivot], matrix[rank]);
            for (var i = rank + 1; i < 64; i++)
            {
                if (((matrix[i] >> bit) & 1) == 1)
                    matrix[i] ^= matrix[rank];
            }

            rank++;
        }

        return rank;
    }
}
