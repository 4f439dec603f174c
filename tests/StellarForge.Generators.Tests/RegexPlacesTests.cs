using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using StellarForge.Generators.Parsing;

namespace StellarForge.Generators.Tests;

/// <summary>What is read of a regular expression, judged by .NET's own.</summary>
public class RegexPlacesTests
{
    private const int Expressions = 20_000;

    // What mutations put together: much of it means something else than it seems to, or nothing.
    private static readonly string[] Parts =
    [
        "a", "B", "7", "-", " ", "_", "]", "}", ",", ":", "=", ".", "\\d", "\\w", "\\s", "\\.", "\\-", "\\\\", "\\]", "\\[", "\\t", "\\/", "\\ ", "\\_", "\\b",
        "\\B", "\\D", "\\1", "\\A", "\\z", "\\Z", "^", "$",
        "?", "*", "+", "{3}", "{2,4}", "{2,}", "{,3}", "{-5}", "{5,3}", "{ 2}", "{2,-1}", "{}", "{0}", "(", ")", "(?:", "(?=", "(?i)", "|", "(ab)",
        "(\\d{2}-)+", "[abc]", "[a-f0-9]", "[^a-z]", "[a-\\d]", "[\\d-x]", "[\\w-]",
        "[z-a]", "[]a]", "[^]a]", "[a-z-[aeiou]]", "[[:alpha:]]", "[+--]", "[\\--/]", "[\\[-\\]]", "[\\b]", "[\\t ]", "[^\\w]", "[^\\d]", "[", "]", "[-a]",
        "[a-]", "[^-a]", "[.]", "[$^]", "[{}]", "[a-zA-Z]", "#", "ä",
    ];

    [Theory]
    [InlineData("^[A-Z]{3}-\\d{4}$", 8)]
    [InlineData("\\A(?:ab){2}\\z", 4)]
    [InlineData("[+--]x?", 2)]
    [InlineData("[^]a]", 1)]
    [InlineData("a{2}?b+", 10)]
    public void What_a_text_of_fixed_length_can_satisfy_is_read(string expression, int length)
    {
        var (places, mistake) = RegexPlaces.Read(expression);

        mistake.ShouldBeNull();
        places.Count.ShouldBe(length);
        ShouldMatch(expression, places, new Random(1), 1_000);
    }

    [Theory]
    [InlineData("a{-5}")]
    [InlineData("a{2,-1}")]
    [InlineData("a{5,3}")]
    [InlineData("a{,3}")]
    [InlineData("\\bword\\b")]
    [InlineData("a^b")]
    [InlineData("a$b")]
    [InlineData("^*a")]
    [InlineData("[a-\\d]")]
    [InlineData("[\\d-x]")]
    [InlineData("[z-ab]")]
    [InlineData("[\\--/]")]
    [InlineData("[\\b]")]
    [InlineData("[a-z-[aeiou]]")]
    [InlineData("[[:alpha:]]")]
    [InlineData("\\_")]
    public void What_would_be_misread_is_refused(string expression) => RegexPlaces.Read(expression).Mistake.ShouldNotBeNull();

    [Fact]
    public void Whatever_is_read_makes_texts_that_match()
    {
        var random = new Random(42);
        var read = 0;
        for (var i = 0; i < Expressions; i++)
        {
            var expression = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Parts[random.Next(Parts.Length)]));
            var (places, mistake) = RegexPlaces.Read(expression);
            if (mistake is not null)
                continue;
            read++;
            ShouldMatch(expression, places, random, 20);
        }

        read.ShouldBeGreaterThan(Expressions / 20);
    }

    private static void ShouldMatch(string expression, List<string> places, Random random, int texts)
    {
        // As the attribute asks: the whole text matches. It lets the empty text pass.
        var attribute = new RegularExpressionAttribute(expression);
        for (var i = 0; i < texts; i++)
        {
            var text = string.Concat(places.Select(place => place[random.Next(place.Length)]));
            attribute.IsValid(text).ShouldBeTrue($"{expression} is not matched by \"{text}\"");
            Regex.IsMatch(text, expression).ShouldBeTrue($"{expression} is not matched by \"{text}\"");
        }
    }
}
