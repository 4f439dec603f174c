using System.Security.Cryptography;
using StellarForge.Schema;
using StellarForge.Text;

namespace StellarForge.Corpora;

/// <summary>What the values of a model's fakes come from.</summary>
public static class CorpusCatalog
{
    /// <summary>The locales: <c>en</c>, which ships with StellarForge, and those of Bogus.</summary>
    public static IReadOnlyList<string> Locales => BogusData.Locales;

    /// <summary>A hash over all that decides the values of a fake: its recipe and the lists that the recipe draws from. 32 hexadecimal digits.</summary>
    /// <param name="localeAndTemplate">As in <see cref="TableSchema.Corpora"/>: <c>de/name.firstName</c>.</param>
    /// <exception cref="ArgumentException">There is no such locale or name.</exception>
    public static string Fingerprint(string localeAndTemplate)
    {
        var slash = localeAndTemplate.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            throw new ArgumentException($"'{localeAndTemplate}' is not 'locale/template', such as 'en/name.firstName'.", nameof(localeAndTemplate));

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        TemplateParser.Parse(localeAndTemplate[(slash + 1)..], LocaleData.For(localeAndTemplate[..slash])).Describe(hash);
        return Format(hash);
    }

    internal static string Format(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
}
