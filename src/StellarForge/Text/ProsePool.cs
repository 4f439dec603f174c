using StellarForge.Corpora;

namespace StellarForge.Text;

/// <summary>
/// The text that prose is cut from: sentences of the grammar in <c>Corpora/en/prose.*.txt</c>, in ASCII, one space
/// between two words. The same in every process.
/// </summary>
internal static class ProsePool
{
    // Every kind of word of the grammar.
    private static readonly string[] WordLists = ["prose.noun", "prose.adjective", "prose.verb", "prose.adverb", "prose.place"];

    /// <summary>The text: a quarter of a million characters are written in a few milliseconds, and stay in a core's own cache.</summary>
    public static byte[] Bytes { get; } = Write(1 << 18);

    /// <summary>The words that the text is made of.</summary>
    public static Corpus Words { get; } = Corpus.Of(WordLists.SelectMany(list => LocaleData.For(EnglishData.Code).Find(list)!));

    private static byte[] Write(int length)
    {
        var sentence = TemplateParser.List("prose.sentence", LocaleData.For(EnglishData.Code));
        var random = StreamKey.Derive(0, nameof(ProsePool), "").At(0);
        var text = new Utf8Builder(new byte[length + 512]);
        while (text.Length < length)
        {
            sentence.Append(ref random, ref text);
            text.Append((byte)' ');
        }
        return text.Written[..^1].ToArray();
    }
}
