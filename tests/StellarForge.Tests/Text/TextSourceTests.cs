using System.Globalization;
using System.Numerics;
using System.Text;
using StellarForge.Corpora;
using StellarForge.Generated;
using StellarForge.Testing.Rows;
using StellarForge.Text;

namespace StellarForge.Tests.Text;

public class TextSourceTests
{
    public static TheoryData<string> Names => [.. FakeNames.All];

    public static TheoryData<string> EveryLocale => [.. CorpusCatalog.Locales];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_name_gives_text_that_every_store_takes(string name)
    {
        foreach (var value in Draw(TextSource.Fake(name, "en"), 200))
            ShouldBeText(value, name);
    }

    [Theory]
    [MemberData(nameof(EveryLocale))]
    public void Every_name_gives_text_in_every_locale(string locale)
    {
        foreach (var name in FakeNames.All)
        {
            var source = TextSource.Fake(name, locale);
            source.Domain.ShouldBeGreaterThan(0, name);
            foreach (var value in Draw(source, 10))
                ShouldBeText(value, $"{locale}/{name}");
        }
    }

    [Fact]
    public void Locales_speak_their_language()
    {
        Draw(TextSource.Fake("address.country", "de"), 500).ShouldContain("Österreich");
        Draw(TextSource.Fake("date.month", "fr"), 200).ShouldContain("février");
        Draw(TextSource.Fake("name.fullName", "ja"), 20).ShouldAllBe(name => name.Any(letter => letter > '\u3000'));
        Draw(TextSource.Fake("name.firstName", "ru"), 20).ShouldAllBe(name => name.All(letter => letter >= '\u0400' && letter < '\u0500'));
    }

    [Theory]
    [MemberData(nameof(EveryLocale))]
    public void Addresses_and_telephones_have_digits_where_their_formats_have_places(string locale)
    {
        foreach (var name in (string[])["address.streetAddress", "address.zipCode", "address.secondaryAddress", "phone.phoneNumber"])
            Draw(TextSource.Fake(name, locale), 30).ShouldAllBe(value => !value.Contains('#') && !value.Contains('!'), name);
    }

    [Theory]
    [InlineData("de")]
    [InlineData("ja")]
    [InlineData("ru")]
    [InlineData("zh_CN")]
    public void Mail_addresses_are_ascii_in_every_locale(string locale) =>
        Draw(TextSource.Fake("internet.email", locale), 200).ShouldAllBe(address =>
            Ascii.IsValid(address) && !address.Contains(' ') && !address.StartsWith('.') && address.IndexOf('@') > 2);

    [Fact]
    public void Handlebars_stand_in_text_that_is_kept_as_it_is()
    {
        var values = Draw(TextSource.Fake("#1 {{name.lastName}}, {{ name.firstName }}?", "en"), 50);

        values.ShouldAllBe(value => value.StartsWith("#1 ") && value.EndsWith('?') && value.Contains(", "));
        values.Distinct().Count().ShouldBeGreaterThan(40);
    }

    [Theory]
    [InlineData("name.nickName", "en", "name.nickName")]
    [InlineData("Hello {{name.nickName}}", "en", "name.nickName")]
    [InlineData("", "en", "fake name")]
    [InlineData("name.firstName", "tlh", "de_AT")]
    public void What_does_not_exist_is_refused_with_what_does(string template, string locale, string hint) =>
        Should.Throw<ArgumentException>(() => TextSource.Fake(template, locale)).Message.ShouldContain(hint);

    [Theory]
    [InlineData("{{name.firstName}}{{name.lastName}}")]
    [InlineData("{{name.firstName}} {{address.streetSuffix}}")]
    [InlineData("{{internet.port}}{{commerce.color}}")]
    [InlineData("name.fullName")]
    [InlineData("internet.ip")]
    [InlineData("commerce.productName")]
    [InlineData("address.city")]
    [InlineData("date.month")]
    [InlineData("vehicle.model")]
    [InlineData("name.jobTitle")]
    public void Different_indices_give_different_values(string template)
    {
        var source = TextSource.Fake(template, "en");
        var count = (int)Math.Min(source.Domain, 150_000);
        count.ShouldBeGreaterThan(10);

        Distinct(source, count, step: 1).ShouldBe(count);
        Distinct(source, count, step: source.Domain / count).ShouldBe(count);
    }

    [Fact]
    public void Texts_that_run_together_are_told_apart_by_leaving_out_the_ambiguous_ones()
    {
        // "1" + "23" and "12" + "3" are the same text: of the first numbers, 1, 2 and 3 have to go.
        var source = TextSource.Fake("{{1..30}}{{1..30}}", "en");

        source.Domain.ShouldBe(27 * 30);
        Distinct(source, 27 * 30, step: 1).ShouldBe(27 * 30);
    }

    [Theory]
    [InlineData("???-####", 17_576L * 10_000)]
    [InlineData("*", 36)]
    [InlineData(@"A\#\?\*", 1)]
    [InlineData("####################", long.MaxValue)]
    public void A_patterns_domain_is_the_product_of_its_places(string template, long domain) => TextSource.Pattern(template).Domain.ShouldBe(domain);

    [Fact]
    public void A_pattern_puts_digits_letters_and_what_is_escaped()
    {
        Draw(TextSource.Pattern(@"?#\#*ü\\"), 300).ShouldAllBe(value =>
            value.Length == 6 && char.IsAsciiLetterUpper(value[0]) && char.IsAsciiDigit(value[1]) && value[2] == '#'
            && (char.IsAsciiLetterUpper(value[3]) || char.IsAsciiDigit(value[3])) && value.EndsWith("ü\\"));
        Distinct(TextSource.Pattern("?#*"), 26 * 10 * 36, step: 1).ShouldBe(26 * 10 * 36);
    }

    [Fact]
    public void Characters_of_a_pattern_are_spread_evenly()
    {
        var values = Draw(TextSource.Pattern("##########"), 20_000);

        for (var place = 0; place < 10; place++)
        {
            foreach (var digit in values.CountBy(value => value[place]))
                digit.Value.ShouldBeInRange(1_800, 2_200);
        }
    }

    [Fact]
    public void Values_of_a_corpus_are_spread_evenly()
    {
        foreach (var month in Draw(TextSource.Fake("date.month", "en"), 24_000).CountBy(value => value))
            month.Value.ShouldBeInRange(1_800, 2_200);
    }

    [Theory]
    [InlineData("name.firstName")]
    [InlineData("internet.email")]
    [InlineData("finance.iban")]
    [InlineData("lorem.paragraph")]
    public void A_fake_allocates_nothing(string name) => ShouldAllocateNothing(TextSource.Fake(name, "en"));

    [Fact]
    public void Prose_and_patterns_allocate_nothing()
    {
        ShouldAllocateNothing(TextSource.Prose(10, 300));
        ShouldAllocateNothing(TextSource.Pattern("??-####"));
    }

    [Fact]
    public void Check_digits_are_right()
    {
        Remainders("finance.creditCardNumber", number => Weighted(number, 1, 2)).ShouldBe([0]);
        Remainders("commerce.ean13", code => Weighted(code, 1, 3)).ShouldBe([0]);
        Remainders("commerce.ean8", code => Weighted(code, 1, 3)).ShouldBe([0]);
        Remainders("finance.routingNumber", number => Weighted(number, 1, 7, 3)).ShouldBe([0]);
        Remainders("finance.iban", Mod97).ShouldBe([1]);

        static IEnumerable<int> Remainders(string name, Func<string, int> remainder) => Draw(TextSource.Fake(name, "en"), 500).Select(remainder).Distinct();

        // From right to left. On cards a product of two digits counts as their sum.
        static int Weighted(string number, params int[] weights) =>
            number.Where(char.IsAsciiDigit).Reverse().Select((digit, i) => (digit - '0') * weights[i % weights.Length])
                .Sum(product => weights.Contains(2) && product > 9 ? product - 9 : product) % 10;

        static int Mod97(string iban) =>
            (int)(BigInteger.Parse(
                string.Concat((iban[4..] + iban[..4]).Select(c => char.IsAsciiDigit(c) ? $"{c}" : $"{c - 'A' + 10}")),
                CultureInfo.InvariantCulture) % 97);
    }

    [Fact]
    public void A_seeds_values_never_change()
    {
        var values = FakeNames.All.Select(name => $"{name} = {Draw(TextSource.Fake(name, "en"), 1)[0]}")
            .Append($"prose = {Draw(TextSource.Prose(40, 90), 1)[0]}")
            .Append($"pattern = {Draw(TextSource.Pattern("??-####-****"), 1)[0]}");

        Golden.ShouldMatch("fake-values.txt", string.Join('\n', values) + "\n");
    }

    internal static List<string> Draw(TextSource source, int count)
    {
        var values = new List<string>(count);
        var key = StreamKey.Derive(42, "Text", "Value");
        var scratch = new Utf8Builder(stackalloc byte[64]);
        for (var row = 0; row < count; row++)
        {
            var random = key.At(row);
            values.Add(Encoding.UTF8.GetString(source.Next(ref random, ref scratch)));
        }
        scratch.Dispose();
        return values;
    }

    internal static int Distinct(TextSource source, int count, long step)
    {
        var values = new HashSet<string>(count);
        var scratch = new Utf8Builder(stackalloc byte[64]);
        for (var i = 0; i < count; i++)
            values.Add(Encoding.UTF8.GetString(source.At(i * step, ref scratch)));
        scratch.Dispose();
        return values.Count;
    }

    internal static void ShouldBeText(string value, string name)
    {
        value.ShouldNotBeNullOrWhiteSpace(name);
        value.Contains('\0').ShouldBeFalse(name);
        value.Contains('\uFFFD').ShouldBeFalse(name);
        value.Contains("{{", StringComparison.Ordinal).ShouldBeFalse(name);
        value.Contains("#{", StringComparison.Ordinal).ShouldBeFalse(name);
    }

    private static void ShouldAllocateNothing(TextSource source)
    {
        var key = StreamKey.Derive(42, "Text", "Value");
        var bytes = 0L;

        Allocations.Least(() =>
        {
            var scratch = new Utf8Builder(stackalloc byte[1024]);
            for (var row = 0; row < 20_000; row++)
            {
                var random = key.At(row);
                bytes += source.Next(ref random, ref scratch).Length;
                bytes += source.At(row % Math.Min(source.Domain, 1000), ref scratch).Length;
            }
        }).ShouldBe(0);

        bytes.ShouldBeGreaterThan(0);
    }
}
