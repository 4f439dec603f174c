using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Text;
using StellarForge.Corpora;
using StellarForge.Text;

namespace StellarForge.Generated;

/// <summary>Makes the text of one column: from a corpus, a template of several, a pattern, or prose. Immutable.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TextSource
{
    // One of the three; a corpus and prose hand out their own bytes.
    private readonly Corpus? _corpus;
    private readonly Prose? _prose;
    private readonly Segment? _segment;
    private readonly Lazy<Segment> _distinct;

    private TextSource(Segment segment)
    {
        _segment = segment;
        _corpus = (segment as CorpusSegment)?.Corpus;
        _distinct = new(() => segment.PrefixFree(Segment.End));
    }

    private TextSource(Prose prose)
    {
        _prose = prose;
        _distinct = new(() => new DistinctProse(prose));
    }

    /// <summary>The number of distinct values that <see cref="At"/> can give; <see cref="long.MaxValue"/> where it is larger.</summary>
    public long Domain => _distinct.Value.Domain;

    /// <summary>A random value: a part of the corpus itself, or built in the scratch buffer.</summary>
    /// <param name="random">The column's random stream at the row.</param>
    /// <param name="scratch">Cleared and written to where the value has to be put together.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Next(scoped ref RowRandom random, ref Utf8Builder scratch)
    {
        if (_corpus is { } corpus)
            return corpus[random.NextIndex(corpus.Count)];
        if (_prose is { } prose)
            return prose.Next(ref random, ref scratch);

        scratch.Clear();
        _segment!.Append(ref random, ref scratch);
        return scratch.Written;
    }

    /// <summary>The value at an index below <see cref="Domain"/>: a different one for each index.</summary>
    /// <param name="index">0 to <see cref="Domain"/> − 1.</param>
    /// <param name="scratch">Cleared and written to where the value has to be put together.</param>
    public ReadOnlySpan<byte> At(long index, ref Utf8Builder scratch)
    {
        if (_corpus is { } corpus)
            return corpus[checked((int)index)];

        var distinct = _distinct.Value;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)index, (ulong)distinct.Domain, nameof(index));
        scratch.Clear();
        distinct.AppendAt(index, ref scratch);
        return scratch.Written;
    }

    /// <summary>The values of <see cref="FakeAttribute"/>.</summary>
    /// <param name="template">A name, or text with <c>{{handlebars}}</c>.</param>
    /// <param name="locale">A Bogus locale code.</param>
    /// <exception cref="ArgumentException">There is no such name or locale.</exception>
    public static TextSource Fake(string template, string locale) => new(TemplateParser.Parse(template, LocaleData.For(locale)));

    /// <summary>The values of <see cref="PatternAttribute"/>.</summary>
    /// <param name="template">The template.</param>
    public static TextSource Pattern(string template) => new(TemplateParser.Pattern(template));

    /// <summary>Texts of which each place takes one of its own characters: what a regular expression of fixed length says.</summary>
    /// <param name="alphabets">The characters of each place, in ASCII.</param>
    public static TextSource Places(params IReadOnlyList<string> alphabets) => new(new PatternSegment(
        [.. alphabets.Select(alphabet => (byte)alphabet[0])],
        [
            .. alphabets.Select((alphabet, position) => new PatternSegment.Place(position, Encoding.ASCII.GetBytes(alphabet)))
                .Where(place => place.Alphabet.Length > 1),
        ]));

    /// <summary>The values of <see cref="TextAttribute"/>.</summary>
    /// <param name="minLength">The fewest characters; 0 or more.</param>
    /// <param name="maxLength">The most characters; not below <paramref name="minLength"/>.</param>
    public static TextSource Prose(int minLength, int maxLength) => new(new Prose(minLength, maxLength));
}
