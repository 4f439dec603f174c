using StellarForge.Corpora;

namespace StellarForge.Tests.Corpora;

public class CorpusCatalogTests
{
    [Theory]
    [InlineData("en/name.firstName", "19c87c62c0defc53d1f6cf139a09b1cf")]
    [InlineData("en/internet.email", "1ac7ca47d7c53624b78c88febf0268de")]
    [InlineData("en/{{address.city}} / {{name.lastName}}", "888ec154d3a32b7bd51b2b325e1cbc71")]
    public void The_english_values_never_change(string template, string fingerprint) => CorpusCatalog.Fingerprint(template).ShouldBe(fingerprint);

    [Fact]
    public void A_fingerprint_tells_locales_and_templates_apart() =>
        new[] { "en/name.firstName", "de/name.firstName", "en/name.lastName", "en/{{name.firstName}} ", "en/ {{name.firstName}}", "ja/name.firstName" }
            .Select(CorpusCatalog.Fingerprint).Distinct().Count().ShouldBe(6);

    [Theory]
    [InlineData("name.firstName", "locale/template")]
    [InlineData("xx/name.firstName", "de_AT")]
    [InlineData("en/name.none", "name.none")]
    public void What_does_not_exist_is_refused(string template, string hint) =>
        Should.Throw<ArgumentException>(() => CorpusCatalog.Fingerprint(template)).Message.ShouldContain(hint);

    [Fact]
    public void A_corpus_keeps_the_first_of_equal_values()
    {
        var corpus = Corpus.Of(["b", "a", "b", "", "ä\0"]);

        Enumerable.Range(0, corpus.Count).Select(index => System.Text.Encoding.UTF8.GetString(corpus[index])).ShouldBe(["b", "a", "ä"]);
        corpus.Fingerprint.ShouldBe(Corpus.Of(["b", "a", "ä"]).Fingerprint);
        corpus.Fingerprint.ShouldNotBe(Corpus.Of(["a", "b", "ä"]).Fingerprint);
    }
}
