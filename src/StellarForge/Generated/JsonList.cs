using System.Buffers.Text;
using System.ComponentModel;
using System.Text.Json;
using StellarForge.Formats;
using StellarForge.Sinks;
using StellarForge.Text;

namespace StellarForge.Generated;

/// <summary>A list as a JSON array, whose values stand as System.Text.Json writes them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class JsonList
{
    /// <summary>Begins a list, in place of what the text was.</summary>
    public static void Begin(ref Utf8Builder json)
    {
        json.Clear();
        json.Append((byte)'[');
    }

    /// <summary>Ends a list.</summary>
    public static void End(ref Utf8Builder json) => json.Append((byte)']');

    /// <summary>Appends null.</summary>
    public static void Null(ref Utf8Builder json) => Plain(ref json, "null"u8);

    /// <summary>Appends true or false.</summary>
    public static void Boolean(ref Utf8Builder json, bool value) => Plain(ref json, value ? "true"u8 : "false"u8);

    /// <summary>Appends a number.</summary>
    public static void Number(ref Utf8Builder json, long value)
    {
        Span<byte> text = stackalloc byte[Utf8Format.MaxLength];
        Plain(ref json, text[..Utf8Format.Int64(ref text[0], value)]);
    }

    /// <summary>Appends a number.</summary>
    public static void Number(ref Utf8Builder json, ulong value)
    {
        Span<byte> text = stackalloc byte[Utf8Format.MaxLength];
        Plain(ref json, text[..Utf8Format.UInt64(ref text[0], value)]);
    }

    /// <summary>Appends a number.</summary>
    public static void Number(ref Utf8Builder json, float value)
    {
        Span<byte> text = stackalloc byte[Utf8Format.MaxLength];
        Plain(ref json, text[..Utf8Format.Single(ref text[0], value)]);
    }

    /// <summary>Appends a number.</summary>
    public static void Number(ref Utf8Builder json, double value)
    {
        Span<byte> text = stackalloc byte[Utf8Format.MaxLength];
        Plain(ref json, text[..Utf8Format.Double(ref text[0], value)]);
    }

    /// <summary>Appends a decimal with all digits of its scale.</summary>
    public static void Decimal(ref Utf8Builder json, Int128 unscaled, int scale)
    {
        Span<byte> text = stackalloc byte[Utf8Format.MaxLength];
        Plain(ref json, text[..Utf8Format.Decimal(ref text[0], unscaled, scale)]);
    }

    /// <summary>Appends a date.</summary>
    public static void Date(ref Utf8Builder json, int days)
    {
        Span<byte> text = stackalloc byte[Utf8Format.MaxLength];
        Quoted(ref json, text[..Utf8Format.Date(ref text[0], days)]);
    }

    /// <summary>Appends a time of day.</summary>
    public static void Time(ref Utf8Builder json, long microseconds)
    {
        Span<byte> text = stackalloc byte[Utf8Format.MaxLength];
        Quoted(ref json, text[..Utf8Format.Time(ref text[0], microseconds)]);
    }

    /// <summary>Appends a span of time as .NET writes it: <c>1.02:03:04</c>.</summary>
    public static void Duration(ref Utf8Builder json, long microseconds)
    {
        Span<byte> text = stackalloc byte[Utf8Format.MaxLength];
        Canonical.ToTimeSpan(microseconds).TryFormat(text, out var length, "c");
        Quoted(ref json, text[..length]);
    }

    /// <summary>Appends a time in UTC.</summary>
    public static void Timestamp(ref Utf8Builder json, long microseconds)
    {
        Span<byte> text = stackalloc byte[Utf8Format.MaxLength];
        Quoted(ref json, text[..Utf8Format.Timestamp(ref text[0], microseconds)]);
    }

    /// <summary>Appends a UUID.</summary>
    public static void Uuid(ref Utf8Builder json, Guid value)
    {
        Span<byte> text = stackalloc byte[Utf8Format.MaxLength];
        Quoted(ref json, text[..Utf8Format.Uuid(ref text[0], value)]);
    }

    /// <summary>Appends a text.</summary>
    public static void Text(ref Utf8Builder json, scoped ReadOnlySpan<byte> utf8)
    {
        // In pieces, as each of its bytes may become several.
        Span<byte> buffer = stackalloc byte[64 * JsonText.LongestEscape];
        Separate(ref json);
        json.Append((byte)'"');
        while (utf8.Length > 0)
        {
            var piece = utf8[..Math.Min(utf8.Length, 64)];
            json.Append(buffer[..JsonText.Escape(piece, ref buffer[0])]);
            utf8 = utf8[piece.Length..];
        }

        json.Append((byte)'"');
    }

    /// <summary>Appends a text.</summary>
    public static void Text(ref Utf8Builder json, string text)
    {
        var utf8 = new Utf8Builder(stackalloc byte[128]);
        utf8.Append(text.AsSpan());
        Text(ref json, utf8.Written);
        utf8.Dispose();
    }

    /// <summary>Appends bytes, as base64.</summary>
    public static void Binary(ref Utf8Builder json, scoped ReadOnlySpan<byte> value)
    {
        Separate(ref json);
        json.Append((byte)'"');
        Base64.EncodeToUtf8(value, json.Extend(Base64.GetMaxEncodedToUtf8Length(value.Length)), out _, out _);
        json.Append((byte)'"');
    }

    /// <summary>The values of a list; a null among them is the type's default.</summary>
    public static T[] ToArray<T>(ReadOnlySpan<byte> json, Func<JsonElement, T> read)
    {
        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        return [.. document.RootElement.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Null ? default! : read(item))];
    }

    /// <inheritdoc cref="ToArray"/>
    public static List<T> ToList<T>(ReadOnlySpan<byte> json, Func<JsonElement, T> read) => [.. ToArray(json, read)];

    private static void Quoted(ref Utf8Builder json, scoped ReadOnlySpan<byte> text)
    {
        Separate(ref json);
        json.Append((byte)'"');
        json.Append(text);
        json.Append((byte)'"');
    }

    private static void Plain(ref Utf8Builder json, scoped ReadOnlySpan<byte> text)
    {
        Separate(ref json);
        json.Append(text);
    }

    // A value ends in a quotation mark, a digit or a letter, so that the bracket is the list's own.
    private static void Separate(ref Utf8Builder json)
    {
        if (json.Written[^1] != '[')
            json.Append((byte)',');
    }
}
