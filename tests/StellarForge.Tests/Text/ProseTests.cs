using System.Text;
using System.Text.RegularExpressions;
using StellarForge.Generated;
using StellarForge.Text;

namespace StellarForge.Tests.Text;

public partial class ProseTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(1, 5)]
    [InlineData(7, 7)]
    [InlineData(0, 40)]
    [InlineData(10, 100)]
    [InlineData(250, 251)]
    [InlineData(500, 4000)]
    [InlineData(400_000, 400_003)]
    public void Prose_keeps_its_bounds(int min, int max)
    {
        var count = max > 100_000 ? 3 : 2_000;
        foreach (var text in TextSourceTests.Draw(TextSource.Prose(min, max), count))
            ShouldBeProse(text, min, max);
    }

    [Theory]
    [InlineData(0, 40)]
    [InlineData(1, 3)]
    [InlineData(5, 20)]
    [InlineData(8, 8)]
    [InlineData(100, 500)]
    public void Unique_prose_keeps_its_bounds_and_repeats_nothing(int min, int max)
    {
        var source = TextSource.Prose(min, max);
        var count = (int)Math.Min(source.Domain, 20_000);
        var step = source.Domain / count;

        TextSourceTests.Distinct(source, count, 1).ShouldBe(count);
        TextSourceTests.Distinct(source, count, step).ShouldBe(count);
        var scratch = new Utf8Builder(stackalloc byte[64]);
        for (var i = 0; i < 2_000; i++)
            ShouldBeProse(Encoding.UTF8.GetString(source.At(i * step % source.Domain, ref scratch)), min, max);
        scratch.Dispose();
    }

    [Fact]
    public void Lengths_are_spread_over_the_bounds()
    {
        var lengths = TextSourceTests.Draw(TextSource.Prose(0, 100), 10_000).ConvertAll(text => text.Length);

        lengths.Average().ShouldBeInRange(45, 50);
        lengths.Count(length => length < 25).ShouldBeInRange(2_200, 3_000);
    }

    [Fact]
    public void The_pool_reads_like_sentences()
    {
        var text = Encoding.ASCII.GetString(ProsePool.Bytes);

        Ascii.IsValid(text).ShouldBeTrue();
        text.ShouldEndWith(".");
        text.ShouldNotContain("  ");
        LowerAfterStop().IsMatch(text).ShouldBeFalse();
        text.Split(' ').Max(word => word.Length).ShouldBeLessThan(16);
    }

    [Fact]
    public void Any_position_of_the_pool_can_begin_a_slice_of_an_exact_length()
    {
        foreach (var length in (int[])[1, 2, 9, 60])
        {
            var prose = new Prose(length, length);
            for (var position = 0; position < ProsePool.Bytes.Length - 400; position++)
            {
                var slice = prose.Slice(position, length);
                if (slice.Length != length || slice[0] == ' ' || slice[^1] == ' ')
                    Assert.Fail($"Position {position}, length {length}: '{Encoding.ASCII.GetString(slice)}'");
            }
        }
    }

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(6, 5)]
    public void Impossible_bounds_are_refused(int min, int max) => Should.Throw<ArgumentOutOfRangeException>(() => TextSource.Prose(min, max));

    private static void ShouldBeProse(string text, int min, int max)
    {
        text.Length.ShouldBeInRange(min, max);
        text.ShouldBe(text.Trim());
        Ascii.IsValid(text).ShouldBeTrue();
    }

    [GeneratedRegex(@"\. [^A-Z]|[^.] [A-Z]")]
    private static partial Regex LowerAfterStop();
}
