using StellarForge.Formats;
using StellarForge.Schema;

[assembly: RowFormat(typeof(JsonLinesFormat))]

namespace StellarForge.Formats;

/// <summary>Rows as JSON lines: an object (RFC 8259) and a line feed for each row, in UTF-8.</summary>
/// <remarks>
/// Numbers of every size and decimals are JSON numbers, times ISO 8601 (RFC 3339 with <c>Z</c>), binary is base64. A member is written for
/// each column, null included; where lines are read, members may stand in any order, and a missing one is null.
/// </remarks>
public sealed class JsonLinesFormat : RowFormat
{
    /// <inheritdoc/>
    public override string Name => "json";

    /// <inheritdoc/>
    public override string FileExtension => ".jsonl";

    /// <inheritdoc/>
    public override string Description => "jsonl";

    /// <inheritdoc/>
    public override RowEncoder CreateEncoder(TableSchema schema) => new JsonLinesEncoder(schema);

    /// <inheritdoc/>
    public override RowDecoder CreateDecoder(TableSchema schema) => new JsonLinesDecoder(schema);
}
