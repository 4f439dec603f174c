using System.Runtime.CompilerServices;

namespace StellarForge.Formats;

/// <summary>Text within the quotation marks of JSON.</summary>
internal static class JsonText
{
    /// <summary>The most bytes that one byte becomes.</summary>
    public const int LongestEscape = 6;

    /// <summary>Writes a text escaped, as RFC 8259 §7 asks for: quotation mark, reverse solidus and control characters, nothing else.</summary>
    /// <param name="value">The text.</param>
    /// <param name="destination">Where it goes, with room for <see cref="LongestEscape"/> times its length.</param>
    /// <returns>How many bytes it takes.</returns>
    public static int Escape(scoped ReadOnlySpan<byte> value, ref byte destination)
    {
        var length = 0;
        foreach (var character in value)
        {
            if (character >= ' ' && character is not ((byte)'"' or (byte)'\\'))
            {
                Unsafe.Add(ref destination, length++) = character;
                continue;
            }

            Unsafe.Add(ref destination, length++) = (byte)'\\';
            var escape = character switch
            {
                (byte)'\b' => (byte)'b',
                (byte)'\t' => (byte)'t',
                (byte)'\n' => (byte)'n',
                (byte)'\f' => (byte)'f',
                (byte)'\r' => (byte)'r',
                >= (byte)' ' => character,
                _ => (byte)'u',
            };
            Unsafe.Add(ref destination, length++) = escape;
            if (escape == 'u')
            {
                Unsafe.Add(ref destination, length++) = (byte)'0';
                Unsafe.Add(ref destination, length++) = (byte)'0';
                Unsafe.Add(ref destination, length++) = "0123456789abcdef"u8[character >> 4];
                Unsafe.Add(ref destination, length++) = "0123456789abcdef"u8[character & 15];
            }
        }

        return length;
    }
}
