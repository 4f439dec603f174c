using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using StellarForge.Schema;

namespace StellarForge.Formats;

/// <summary>What each member of an object begins with: <c>{"name":</c>, then <c>,"name":</c>, escaped.</summary>
internal sealed class JsonMemberNames
{
    /// <summary>Names are copied whole vectors at a time, so each takes a multiple of this.</summary>
    public const int Alignment = 32;

    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);

    public JsonMemberNames(TableSchema schema)
    {
        var names = schema.Columns
            .Select((column, ordinal) => (byte[])
            [
                ordinal == 0 ? (byte)'{' : (byte)',',
                (byte)'"', .. JsonEncodedText.Encode(column.Name, Encoder).EncodedUtf8Bytes, .. "\":"u8,
            ])
            .ToArray();
        Lengths = [.. names.Select(name => name.Length)];
        Stride = names.Select(name => name.Length).DefaultIfEmpty().Max() + Alignment - 1 & -Alignment;
        Bytes = new byte[names.Length * Stride];
        for (var ordinal = 0; ordinal < names.Length; ordinal++)
            names[ordinal].CopyTo(Bytes, ordinal * Stride);
    }

    /// <summary>All names, that of an ordinal at its product with <see cref="Stride"/>.</summary>
    public byte[] Bytes { get; }

    public int[] Lengths { get; }

    public int Stride { get; }
}
