using System.Collections.Concurrent;
using System.Text;

namespace StellarForge.Corpora;

/// <summary>The lists of one locale, by path (<c>address.city_prefix</c>). A value may be a format that refers to other lists.</summary>
/// <remarks>What a locale lacks comes from its language (<c>de_AT</c> from <c>de</c>), and then from English.</remarks>
internal abstract class LocaleData(string locale)
{
    private static readonly ConcurrentDictionary<string, LocaleData> Known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string, TextForm), Corpus> _corpora = [];
    private readonly ConcurrentDictionary<string, string[]?> _lists = new(StringComparer.Ordinal);

    /// <summary>The locale's code.</summary>
    public string Locale => locale;

    /// <summary>The data of a locale.</summary>
    /// <param name="locale">A Bogus locale code.</param>
    /// <exception cref="ArgumentException">There is no such locale.</exception>
    public static LocaleData For(string locale) =>
        Known.GetOrAdd(locale, static locale => locale == EnglishData.Code ? new EnglishData() : BogusData.Open(locale));

    /// <summary>The values at a path, or <see langword="null"/>.</summary>
    /// <param name="path">The path.</param>
    public string[]? Find(string path) => _lists.GetOrAdd(path, static (path, data) => data.FindAnywhere(path), this);

    /// <summary>The values at a path as a corpus, made once.</summary>
    /// <param name="path">The path of a list that exists.</param>
    /// <param name="form">What to make of each value.</param>
    public Corpus Corpus(string path, TextForm form)
    {
        return _corpora.GetOrAdd((path, form), static (key, data) => Make(key.Item1, key.Item2, data), this);

        static Corpus Make(string path, TextForm form, LocaleData data)
        {
            var corpus = Corpora.Corpus.Of(data.Find(path)!.Select(value => form.Apply(value, data)));
            // A script that has no Latin form.
            return corpus.Count > 0 || data.Fallback is null ? corpus : data.Fallback.Corpus(path, form);
        }
    }

    /// <summary>Writes a text of this locale in ASCII letters, as far as that can be.</summary>
    /// <param name="text">The text.</param>
    public abstract string ToLatin(string text);

    /// <summary>Where to look for what this locale lacks.</summary>
    protected abstract LocaleData? Fallback { get; }

    /// <summary>The locale's own values at a path, or <see langword="null"/>.</summary>
    /// <param name="path">The path.</param>
    protected abstract string[]? Load(string path);

    private string[]? FindAnywhere(string path) => Load(path) is { Length: > 0 } own ? own : LoadByGender(path) ?? Fallback?.Find(path);

    // Some locales have names only by gender.
    private string[]? LoadByGender(string path)
    {
        if (path is not ("name.first_name" or "name.last_name"))
            return null;
        var name = path[path.IndexOf('.', StringComparison.Ordinal)..].TrimStart('.');
        string[] both = [.. Load($"name.male_{name}") ?? [], .. Load($"name.female_{name}") ?? []];
        return both.Length > 0 ? both : null;
    }
}

/// <summary>The English lists, which ship inside this assembly so that a seed's values never depend on a package's version.</summary>
internal sealed class EnglishData() : LocaleData(Code)
{
    public const string Code = "en";

    protected override LocaleData? Fallback => null;

    public override string ToLatin(string text) => text;

    protected override string[]? Load(string path)
    {
        using var stream = typeof(EnglishData).Assembly.GetManifestResourceStream($"{Code}/{path}");
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
