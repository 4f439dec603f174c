using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using StellarForge.Generated;

namespace StellarForge.Corpora;

/// <summary>A list of distinct UTF-8 values. Immutable.</summary>
internal sealed class Corpus
{
    private readonly TextList _values;

    private Corpus(TextList values) => _values = values;

    /// <summary>The number of values.</summary>
    public int Count => _values.Count;

    /// <summary>The value at an index.</summary>
    /// <param name="index">0 to <see cref="Count"/> − 1.</param>
    public ReadOnlySpan<byte> this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _values[index];
    }

    /// <summary>What tells this list from others: a hash of its values in their order, 32 hexadecimal digits.</summary>
    public string Fingerprint
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            AppendTo(hash);
            return CorpusCatalog.Format(hash);
        }
    }

    /// <summary>Keeps the first of equal values; drops empty ones, and characters that no store takes.</summary>
    /// <param name="values">The values.</param>
    internal static Corpus Of(IEnumerable<string> values) => new(new TextList([
        .. values.Select(value => value.Replace("\0", "", StringComparison.Ordinal))
            .Where(value => value.Length > 0)
            .Distinct(StringComparer.Ordinal),
    ]));

    /// <summary>
    /// The largest part of the list in which no value, with a text after it, begins another one: what is put together
    /// from such values can be taken apart again.
    /// </summary>
    /// <param name="next">What follows each value.</param>
    internal Corpus PrefixFree(ReadOnlySpan<byte> next)
    {
        // In sorted order the values that begin with another stand right after it.
        var followed = new byte[Count][];
        for (var i = 0; i < Count; i++)
            followed[i] = [.. this[i], .. next];
        var order = Enumerable.Range(0, Count).ToArray();
        Array.Sort(order, (a, b) => followed[a].AsSpan().SequenceCompareTo(followed[b]));

        var kept = new List<int>(Count);
        for (var i = 0; i < order.Length; i++)
        {
            if (i + 1 == order.Length || !followed[order[i + 1]].AsSpan().StartsWith(followed[order[i]]))
                kept.Add(order[i]);
        }

        if (kept.Count == Count)
            return this;
        kept.Sort();
        return Of(kept.Select(index => Encoding.UTF8.GetString(this[index])));
    }

    internal void AppendTo(IncrementalHash hash)
    {
        for (var i = 0; i < Count; i++)
        {
            hash.AppendData(this[i]);
            hash.AppendData("\n"u8);
        }
    }
}
