namespace StellarForge.Text;

/// <summary>Makes the text of one column: from a corpus, a template of several, a pattern, or prose. Immutable.</summary>
public sealed class TextSource
{
    private TextSource(long domain) => Domain = domain;

    /// <summary>The number of distinct values that <see cref="At"/> can give; <see cref="long.MaxValue"/> where it is larger.</summary>
    public long Domain { get; }

    /// <summary>A random value: a part of the corpus itself, or built in the scratch buffer.</summary>
    /// <param name="random">The column's random stream at the row.</param>
    /// <param name="scratch">Cleared and written to where the value has to be put together.</param>
    public ReadOnlySpan<byte> Next(scoped ref RowRandom random, ref Utf8Text scratch) => throw new NotImplementedException();

    /// <summary>The value at an index below <see cref="Domain"/>: a different one for each index.</summary>
    /// <param name="index">0 to <see cref="Domain"/> − 1.</param>
    /// <param name="scratch">Cleared and written to where the value has to be put together.</param>
    public ReadOnlySpan<byte> At(long index, ref Utf8Text scratch) => throw new NotImplementedException();

    /// <summary>The values of <see cref="FakeAttribute"/>.</summary>
    /// <param name="template">A name, or text with <c>{{handlebars}}</c>.</param>
    /// <param name="locale">A Bogus locale code.</param>
    public static TextSource Fake(string template, string locale) => new(locale.Length + template.Length);

    /// <summary>The values of <see cref="PatternAttribute"/>.</summary>
    /// <param name="template">The template.</param>
    public static TextSource Pattern(string template) => new(template.Length);

    /// <summary>The values of <see cref="TextAttribute"/>.</summary>
    /// <param name="minLength">The fewest characters.</param>
    /// <param name="maxLength">The most characters.</param>
    public static TextSource Prose(int minLength, int maxLength) => new(minLength + maxLength);
}
