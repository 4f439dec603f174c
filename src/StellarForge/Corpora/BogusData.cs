using Bogus;
using Bogus.Bson;

namespace StellarForge.Corpora;

/// <summary>The lists of a locale as Bogus has them. Nothing English touches this class: loading Bogus takes its time.</summary>
internal sealed class BogusData : LocaleData
{
    private readonly BObject _root;

    private BogusData(string locale)
        : base(locale) => _root = Database.GetLocale(locale);

    /// <summary>The codes of all locales, sorted.</summary>
    public static string[] Locales { get; } = [.. Database.GetAllLocales().Order(StringComparer.Ordinal)];

    protected override LocaleData? Fallback
    {
        get
        {
            var language = Locale.Split('_')[0];
            return For(language != Locale && Locales.Contains(language) ? language : EnglishData.Code);
        }
    }

    /// <inheritdoc cref="LocaleData.For"/>
    public static BogusData Open(string locale) =>
        Locales.Contains(locale)
            ? new BogusData(locale)
            : throw new ArgumentException($"There is no locale '{locale}'. Known: {string.Join(", ", Locales)}.", nameof(locale));

    public override string ToLatin(string text) => Transliterater.Translate(text, Locale.Split('_')[0]);

    protected override string[]? Load(string path)
    {
        BValue? value = _root;
        foreach (var key in path.Split('.'))
            value = value is BObject parent && parent.ContainsKey(key) ? parent[key] : null;
        return value is BArray list ? [.. Strings(list)] : null;
    }

    private static IEnumerable<string> Strings(BArray list)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].ValueType == BValueType.String && list[i].StringValue.Trim() is { Length: > 0 } text)
                yield return text;
        }
    }
}
