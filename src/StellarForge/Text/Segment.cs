using System.Security.Cryptography;
using System.Text;
using StellarForge.Corpora;

namespace StellarForge.Text;

/// <summary>A part of a composed text. Immutable.</summary>
internal abstract class Segment
{
    /// <summary>What follows a value at its end: a byte that stands in no text, so that no whole value begins another.</summary>
    public static ReadOnlySpan<byte> End => "\0"u8;

    /// <summary>The number of values that <see cref="AppendAt"/> can give; <see cref="long.MaxValue"/> where it is larger.</summary>
    public abstract long Domain { get; }

    /// <summary>Appends a random value.</summary>
    public abstract void Append(scoped ref RowRandom random, ref Utf8Builder text);

    /// <summary>Appends the value at an index below <see cref="Domain"/>.</summary>
    public abstract void AppendAt(long index, ref Utf8Builder text);

    /// <summary>
    /// The part of this that gives different values for different indices and in which no value, with <paramref name="next"/> after it, begins another one.
    /// A row of such parts can be read from left to right in one way only: different indices make different texts.
    /// </summary>
    /// <param name="next">What surely follows each value.</param>
    public abstract Segment PrefixFree(ReadOnlySpan<byte> next);

    /// <summary>Adds to a hash all that decides the values.</summary>
    public abstract void Describe(IncrementalHash hash);

    /// <summary>a × b, or <see cref="long.MaxValue"/> where that is larger.</summary>
    public static long SaturatingProduct(long a, long b) => Math.BigMul(a, b, out var low) == 0 && low >= 0 ? low : long.MaxValue;
}

/// <summary>The same text always.</summary>
internal sealed class LiteralSegment(byte[] value) : Segment
{
    public byte[] Value => value;

    public override long Domain => 1;

    public override void Append(scoped ref RowRandom random, ref Utf8Builder text) => text.Append(value);

    public override void AppendAt(long index, ref Utf8Builder text) => text.Append(value);

    public override Segment PrefixFree(ReadOnlySpan<byte> next) => this;

    public override void Describe(IncrementalHash hash)
    {
        hash.AppendData("literal "u8);
        hash.AppendData(value);
    }

    public override string ToString() => Encoding.UTF8.GetString(value);
}

/// <summary>A value of a list.</summary>
internal sealed class CorpusSegment(Corpus corpus) : Segment
{
    public Corpus Corpus => corpus;

    public override long Domain => corpus.Count;

    public override void Append(scoped ref RowRandom random, ref Utf8Builder text) => text.Append(corpus[random.NextIndex(corpus.Count)]);

    public override void AppendAt(long index, ref Utf8Builder text) => text.Append(corpus[(int)index]);

    // A list's values differ from each other: nothing to leave out where they end the text.
    public override Segment PrefixFree(ReadOnlySpan<byte> next)
    {
        if (next.SequenceEqual(End))
            return this;
        var part = corpus.PrefixFree(next);
        return part == corpus ? this : new CorpusSegment(part);
    }

    public override void Describe(IncrementalHash hash)
    {
        hash.AppendData("corpus "u8);
        corpus.AppendTo(hash);
    }
}

/// <summary>Several parts, one after the other.</summary>
internal sealed class SequenceSegment(Segment[] parts) : Segment
{
    public Segment[] Parts => parts;

    public override long Domain { get; } = parts.Aggregate(1L, (product, part) => SaturatingProduct(product, part.Domain));

    public override void Append(scoped ref RowRandom random, ref Utf8Builder text)
    {
        foreach (var part in parts)
            part.Append(ref random, ref text);
    }

    // A number whose digits, each of its own radix, are the indices of the parts.
    public override void AppendAt(long index, ref Utf8Builder text)
    {
        foreach (var part in parts)
        {
            (index, var digit) = Math.DivRem(index, part.Domain);
            part.AppendAt(digit, ref text);
        }
    }

    public override Segment PrefixFree(ReadOnlySpan<byte> next)
    {
        var free = new Segment[parts.Length];
        byte[] following = [.. next];
        for (var i = parts.Length - 1; i >= 0; i--)
        {
            free[i] = parts[i].PrefixFree(following);
            following = free[i] is LiteralSegment literal ? [.. literal.Value, .. following] : [];
        }
        return new SequenceSegment(free);
    }

    public override void Describe(IncrementalHash hash)
    {
        hash.AppendData("sequence ("u8);
        foreach (var part in parts)
            part.Describe(hash);
        hash.AppendData(")"u8);
    }
}

/// <summary>One of several parts, with even odds.</summary>
internal sealed class ChoiceSegment(Segment[] parts) : Segment
{
    private readonly Segment _richest = parts.MaxBy(part => part.Domain)!;

    public override long Domain => _richest.Domain;

    public override void Append(scoped ref RowRandom random, ref Utf8Builder text) => parts[random.NextIndex(parts.Length)].Append(ref random, ref text);

    public override void AppendAt(long index, ref Utf8Builder text) => _richest.AppendAt(index, ref text);

    // Two alternatives may make the same text, so that only the richest is sure to repeat nothing.
    public override Segment PrefixFree(ReadOnlySpan<byte> next)
    {
        var best = parts[0].PrefixFree(next);
        foreach (var part in parts.AsSpan(1))
        {
            var free = part.PrefixFree(next);
            if (free.Domain > best.Domain)
                best = free;
        }
        return best;
    }

    public override void Describe(IncrementalHash hash)
    {
        hash.AppendData("choice ("u8);
        foreach (var part in parts)
            part.Describe(hash);
        hash.AppendData(")"u8);
    }
}
