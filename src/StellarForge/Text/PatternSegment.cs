using System.Security.Cryptography;
using System.Text;

namespace StellarForge.Text;

/// <summary>Text with places that take a random character each: always equally long.</summary>
internal sealed class PatternSegment : Segment
{
    // Draws to be made from one 64-bit number: 62^8 is below 2^48, which leaves a bias below 2^−16 to the last.
    private const int PlacesPerDraw = 8;

    private readonly byte[] _template;
    private readonly Place[] _places;
    private readonly CheckDigit _check;

    /// <summary>Makes a pattern.</summary>
    /// <param name="template">The text, with any byte at the places.</param>
    /// <param name="places">The places, from left to right.</param>
    /// <param name="check">The check digit to put at the end, or wherever the kind has it.</param>
    public PatternSegment(byte[] template, Place[] places, CheckDigit check = CheckDigit.None)
    {
        (_template, _places, _check) = (template, places, check);
        Domain = places.Aggregate(1L, (product, place) => SaturatingProduct(product, place.Alphabet.Length));
    }

    public override long Domain { get; }

    public override void Append(scoped ref RowRandom random, ref Utf8Builder text)
    {
        var value = text.Extend(_template.Length);
        _template.CopyTo(value);
        var bits = 0UL;
        for (var i = 0; i < _places.Length; i++)
        {
            if (i % PlacesPerDraw == 0)
                bits = random.NextUInt64();
            // The number as a fraction of 2^64: its next digit is what a multiplication carries out.
            var alphabet = _places[i].Alphabet;
            value[_places[i].Position] = alphabet[(int)Math.BigMul(bits, (ulong)alphabet.Length, out bits)];
        }
        _check.Put(value);
    }

    public override void AppendAt(long index, ref Utf8Builder text)
    {
        var value = text.Extend(_template.Length);
        _template.CopyTo(value);
        for (var i = _places.Length - 1; i >= 0; i--)
        {
            var alphabet = _places[i].Alphabet;
            (index, var digit) = Math.DivRem(index, alphabet.Length);
            value[_places[i].Position] = alphabet[digit];
        }
        _check.Put(value);
    }

    public override Segment PrefixFree(ReadOnlySpan<byte> next) => this;

    public override void Describe(IncrementalHash hash)
    {
        hash.AppendData(Encoding.UTF8.GetBytes($"pattern {_check} "));
        hash.AppendData(_template);
        foreach (var place in _places)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($" {place.Position}:"));
            hash.AppendData(place.Alphabet);
        }
    }

    /// <summary>A place of a pattern.</summary>
    /// <param name="Position">The byte's position.</param>
    /// <param name="Alphabet">The ASCII characters to choose from.</param>
    public readonly record struct Place(int Position, byte[] Alphabet);
}

/// <summary>The characters that a place of a pattern takes.</summary>
internal static class Alphabets
{
    public static readonly byte[] Digits = "0123456789"u8.ToArray();
    public static readonly byte[] LeadingDigits = "123456789"u8.ToArray();
    public static readonly byte[] HighDigits = "23456789"u8.ToArray();
    public static readonly byte[] Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"u8.ToArray();
    public static readonly byte[] LowerLetters = "abcdefghijklmnopqrstuvwxyz"u8.ToArray();
    public static readonly byte[] LowerLettersAndDigits = "abcdefghijklmnopqrstuvwxyz0123456789"u8.ToArray();
    public static readonly byte[] LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"u8.ToArray();
    public static readonly byte[] Hexadecimal = "0123456789abcdef"u8.ToArray();
    public static readonly byte[] Base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"u8.ToArray();

    /// <summary>An alphabet by the name that templates give it, or <see langword="null"/>.</summary>
    public static byte[]? Named(string name) => name switch { "hex" => Hexadecimal, "base58" => Base58, "lower" => LowerLetters, _ => null };
}
