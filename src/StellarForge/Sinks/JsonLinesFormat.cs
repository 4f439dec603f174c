using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace StellarForge.Sinks;

/// <summary>A table's rows as JSON lines: an object (RFC 8259) and a line feed for each row, in UTF-8.</summary>
/// <remarks>
/// Numbers of every size and decimals are JSON numbers, times ISO 8601 (RFC 3339 with <c>Z</c>), binary is base64. A member is there for
/// each column, null included.
/// </remarks>
public sealed class JsonLinesFormat : RowFormat
{
    // Members' names are copied whole vectors at a time, so each takes a multiple of this.
    internal const int NameAlignment = 32;

    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);

    /// <summary>Encodes the names of members.</summary>
    /// <param name="schema">The table.</param>
    public JsonLinesFormat(TableSchema schema)
        : base(schema)
    {
        var names = schema.Columns
            .Select((column, ordinal) => (byte[])[ordinal == 0 ? (byte)'{' : (byte)',', (byte)'"', .. JsonEncodedText.Encode(column.Name, Encoder).EncodedUtf8Bytes, .. "\":"u8])
            .ToArray();
        NameLengths = [.. names.Select(name => name.Length)];
        NameStride = names.Select(name => name.Length).DefaultIfEmpty().Max() + NameAlignment - 1 & -NameAlignment;
        Names = new byte[names.Length * NameStride];
        for (var ordinal = 0; ordinal < names.Length; ordinal++)
            names[ordinal].CopyTo(Names, ordinal * NameStride);
    }

    /// <summary>Empty.</summary>
    public override ReadOnlyMemory<byte> Header => default;

    /// <summary>Empty.</summary>
    public override ReadOnlyMemory<byte> Footer => default;

    // {"name": or ,"name": by ordinal, each at ordinal × stride.
    internal byte[] Names { get; }

    internal int[] NameLengths { get; }

    internal int NameStride { get; }

    /// <inheritdoc/>
    public override long Write(TableRows rows, long from, long to, RowBuffer buffer)
    {
        var sink = new JsonLinesSink(this, buffer);
        return rows.WriteRange(from, to, ref sink);
    }
}
