using System.Text;
using StellarForge.Testing.Rows;
using StellarForge.Text;

namespace StellarForge.Tests.Text;

public class Utf8BuilderTests
{
    [Theory]
    [InlineData(0, 1, "0")]
    [InlineData(-7, 1, "-7")]
    [InlineData(42, 5, "00042")]
    [InlineData(-42, 5, "-00042")]
    [InlineData(123456, 3, "123456")]
    [InlineData(5, 30, "000000000000000000000000000005")]
    [InlineData(long.MaxValue, 1, "9223372036854775807")]
    [InlineData(long.MinValue, 1, "-9223372036854775808")]
    public void Numbers_are_written_with_at_least_the_digits_asked_for(long value, int digits, string expected)
    {
        using var text = new Utf8Builder(stackalloc byte[4]);
        text.Append(value, digits);
        Encoding.UTF8.GetString(text.Written).ShouldBe(expected);
    }

    [Theory]
    [InlineData("Grüße, 世界 😀", "Grüße, 世界 😀")]
    [InlineData("a\0b\0", "a\uFFFDb\uFFFD")]
    [InlineData("", "")]
    public void Text_becomes_valid_utf8_without_nul(string value, string expected)
    {
        using var text = new Utf8Builder(stackalloc byte[2]);
        text.Append(value);
        Encoding.UTF8.GetString(text.Written).ShouldBe(expected);
    }

    // An attribute can't hold half a pair.
    [Fact]
    public void Half_a_surrogate_pair_is_replaced()
    {
        using var text = new Utf8Builder(stackalloc byte[2]);
        text.Append(['a', '\uD83D', 'b', '\uDE00']);
        Encoding.UTF8.GetString(text.Written).ShouldBe("a\uFFFDb\uFFFD");
    }

    [Fact]
    public void Text_outgrows_the_first_buffer_and_keeps_what_it_had()
    {
        var expected = new StringBuilder();
        using var text = new Utf8Builder(stackalloc byte[3]);
        for (var i = 0; i < 5_000; i++)
        {
            text.Append("é"u8);
            text.Append((byte)'-');
            text.Append(i);
            expected.Append("é-").Append(i);
        }

        Encoding.UTF8.GetString(text.Written).ShouldBe(expected.ToString());
        text.Length.ShouldBe(text.Written.Length);
        text.Clear();
        text.Written.Length.ShouldBe(0);
    }

    [Fact]
    public void Text_without_a_first_buffer_works()
    {
        using var text = new Utf8Builder([]);
        text.Append("abc"u8);
        Encoding.UTF8.GetString(text.Written).ShouldBe("abc");
    }

    [Fact]
    public void Writing_numbers_allocates_nothing() => Allocations.Least(() =>
    {
        var text = new Utf8Builder(stackalloc byte[64]);
        for (var number = 0; number < 1_000; number++)
        {
            text.Clear();
            text.Append(number, 9);
        }
    }).ShouldBe(0);
}
