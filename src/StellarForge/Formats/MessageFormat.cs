using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>A format of rows as messages of their own, with its options: makes the encoder and the decoder of a table. Immutable, and safe to share.</summary>
public abstract class MessageFormat
{
    /// <summary>The name on the command line: <c>avro</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Makes an encoder, for one thread at a time.</summary>
    /// <param name="schema">The table.</param>
    /// <exception cref="NotSupportedException">The format can't hold a column's values; the message names the column.</exception>
    public abstract MessageEncoder CreateEncoder(TableSchema schema);

    /// <summary>Makes a decoder, for one thread at a time.</summary>
    /// <inheritdoc cref="CreateEncoder"/>
    public abstract MessageDecoder CreateDecoder(TableSchema schema);
}

/// <summary>Turns each row of a table into the bytes of one message. For one thread at a time.</summary>
public abstract class MessageEncoder : IDisposable
{
    /// <summary>Appends rows, each as a message, until the buffer is full.</summary>
    /// <returns>Whether the source may have more rows.</returns>
    public abstract bool Write(RowSource rows, MessageBuffer messages);

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>Turns the bytes of a message back into a row. For one thread at a time.</summary>
/// <remarks>What a column can't hold is refused by a <see cref="ColumnValueException"/>: a <see cref="RowValidator"/> checks a <see cref="StagedRow"/>.</remarks>
/// <param name="schema">The table.</param>
public abstract class MessageDecoder(TableSchema schema)
{
    /// <summary>The table.</summary>
    public TableSchema Schema { get; } = schema;

    /// <summary>Decodes a message, of which each value fits its column, into one row. Begins no row that it does not end.</summary>
    /// <exception cref="FormatException">The message is not of the format, or a value does not fit its column: the message says which, and why.</exception>
    public abstract void Decode<TSink>(ReadOnlySpan<byte> message, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct;
}
