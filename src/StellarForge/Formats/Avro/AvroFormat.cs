using StellarForge.Formats;
using StellarForge.Schema;

[assembly: RowFormat(typeof(AvroFormat))]

namespace StellarForge.Formats;

/// <summary>How the blocks of an Avro file are compressed.</summary>
public enum AvroCodec
{
    /// <summary>Not at all.</summary>
    Null,

    /// <summary>Deflate (RFC 1951).</summary>
    Deflate,
}

/// <summary>Rows as Avro: files are object containers (<see href="https://avro.apache.org/docs/1.12.0/specification/#object-container-files"/>).</summary>
/// <remarks>
/// The schema is that of <see cref="Ddl.SchemaDocument.Avro"/>. Where a file is read, its own schema counts: its fields are found by name; those that the
/// table does not have are skipped, and columns that the file does not have are null.
/// </remarks>
/// <param name="codec">How blocks are compressed. Either is read. Default not at all.</param>
public sealed class AvroFormat(AvroCodec codec) : RowFormat
{
    /// <summary>Avro without compression.</summary>
    public AvroFormat()
        : this(AvroCodec.Null)
    {
    }

    /// <inheritdoc/>
    public override string Name => "avro";

    /// <inheritdoc/>
    public override string FileExtension => ".avro";

    /// <inheritdoc/>
    public override string Description => codec == AvroCodec.Null ? "avro" : "avro, deflate";

    /// <inheritdoc/>
    public override RowEncoder CreateEncoder(TableSchema schema) => new AvroEncoder(schema, codec);

    /// <inheritdoc/>
    public override RowDecoder CreateDecoder(TableSchema schema) => new AvroDecoder(schema);
}
