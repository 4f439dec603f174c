using StellarForge.Formats;
using StellarForge.Schema;
using StellarForge.Targets.PostgreSql;

[assembly: RowFormat(typeof(CopyBinaryFormat))]

namespace StellarForge.Targets.PostgreSql;

/// <summary>Rows in PostgreSQL's binary COPY (<see href="https://www.postgresql.org/docs/current/sql-copy.html"/>, “Binary Format”).</summary>
/// <remarks>A column's <see cref="ColumnSchema.TypeName"/> that means another wire type than its own is followed, by converting each value.</remarks>
public sealed class CopyBinaryFormat : RowFormat
{
    /// <inheritdoc/>
    public override string Name => "pgcopy";

    /// <inheritdoc/>
    public override string FileExtension => ".pgcopy";

    /// <inheritdoc/>
    public override RowEncoder CreateEncoder(TableSchema schema) => new CopyBinaryEncoder(schema);

    /// <inheritdoc/>
    public override RowDecoder CreateDecoder(TableSchema schema) => new CopyBinaryDecoder(schema, [.. schema.Columns.Select(column =>
        CopyWires.Conversion(schema, column) is var wire and not CopyWire.Other ? wire : CopyWires.Own(column.Type))], takesAnyNull: false);
}
