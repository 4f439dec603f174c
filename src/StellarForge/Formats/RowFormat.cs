using StellarForge.Schema;

namespace StellarForge.Formats;

/// <summary>A format of rows as bytes, with its options: makes the encoder and the decoder of a table. Immutable, and safe to share between threads.</summary>
/// <remarks>An assembly offers its formats by <see cref="RowFormatAttribute"/>.</remarks>
public abstract class RowFormat
{
    /// <summary>The name on the command line: <c>csv</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What the names of files in this format end in: <c>.csv</c>.</summary>
    public abstract string FileExtension { get; }

    /// <summary>The format with the options that are not its defaults: what has another description is other bytes for the same rows.</summary>
    public virtual string Description => Name;

    /// <summary>Makes an encoder, for one thread at a time.</summary>
    /// <param name="schema">The table.</param>
    /// <exception cref="NotSupportedException">The format can't hold a column's values; the message names the column.</exception>
    public abstract RowEncoder CreateEncoder(TableSchema schema);

    /// <summary>Makes a decoder of one run of bytes, such as a file.</summary>
    /// <inheritdoc cref="CreateEncoder"/>
    public abstract RowDecoder CreateDecoder(TableSchema schema);
}
