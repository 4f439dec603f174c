using System.Security.Cryptography;
using System.Text;

namespace StellarForge.Text;

/// <summary>Prose that differs from index to index: some words spell the index, prose follows up to the length.</summary>
internal sealed class DistinctProse : Segment
{
    // 300 words to the power of 6: more than a table's rows. Fewer words are helped out by letters and digits.
    private const int MostWords = 6;

    private readonly Prose _prose;
    private readonly int _words;
    private readonly SequenceSegment _code;

    public DistinctProse(Prose prose)
    {
        _prose = prose;
        var words = ProsePool.Words;
        var longest = Enumerable.Range(0, words.Count).Max(index => words[index].Length);
        _words = Math.Min(MostWords, (prose.MaxLength + 1) / (longest + 1));

        var word = new CorpusSegment(words);
        var space = new LiteralSegment([(byte)' ']);
        var parts = new List<Segment>();
        for (var i = 0; i < _words; i++)
            parts.AddRange(i == 0 ? [word] : [space, word]);

        var room = prose.MaxLength - _words * (longest + 1);
        if (_words < MostWords && room > 0)
            parts.AddRange(_words == 0 ? [Letters(room)] : [space, Letters(room)]);
        _code = new SequenceSegment([.. parts]);
    }

    public override long Domain => _code.Domain;

    public override void Append(scoped ref RowRandom random, ref Utf8Builder text) => AppendAt(random.NextInt64(0, Domain - 1), ref text);

    public override void AppendAt(long index, ref Utf8Builder text)
    {
        var start = text.Length;
        _code.AppendAt(index, ref text);
        // No word contains a full stop or a space: what follows can't be taken for a part of the index.
        var random = new RowRandom((ulong)index * StreamKey.RowStep, StreamKey.DrawStep);
        var missing = (int)random.NextInt64(_prose.MinLength, _prose.MaxLength) - (text.Length - start);
        if (missing > 0)
            text.Append((byte)'.');
        if (missing > 2)
        {
            text.Append((byte)' ');
            _prose.AppendExactly(ref random, missing - 2, ref text);
        }
        else if (missing == 2)
        {
            text.Append((byte)'.');
        }
    }

    // Always a text of its own.
    public override Segment PrefixFree(ReadOnlySpan<byte> next) => this;

    public override void Describe(IncrementalHash hash) => hash.AppendData(Encoding.UTF8.GetBytes($"prose {_prose.MinLength}..{_prose.MaxLength}"));

    private static PatternSegment Letters(int count) =>
        new(new byte[count], [.. Enumerable.Range(0, count).Select(position => new PatternSegment.Place(position, Alphabets.LowerLettersAndDigits))]);
}
