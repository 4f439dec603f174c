using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>A format of rows as messages of their own, with its options: makes the encoder and the decoder of a table. Safe to share between threads.</summary>
public abstract class MessageFormat
{
    /// <summary>The name on the command line: <c>avro</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Makes the format known to a topic's readers, before an encoder is made: registers its schema, where the format has a registry.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="schema">The table whose rows are sent there.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public virtual Task RegisterAsync(string topic, TableSchema schema, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Makes an encoder, for one thread at a time.</summary>
    /// <param name="schema">The table.</param>
    /// <exception cref="NotSupportedException">The format can't hold a column's values; the message names the column.</exception>
    public abstract MessageEncoder CreateEncoder(TableSchema schema);

    /// <summary>Makes a decoder, for one thread at a time.</summary>
    /// <inheritdoc cref="CreateEncoder"/>
    public abstract MessageDecoder CreateDecoder(TableSchema schema);

    /// <summary>Makes what damages the messages of an encoder, for one thread at a time.</summary>
    /// <inheritdoc cref="CreateEncoder"/>
    public abstract MessageDamager CreateDamager(TableSchema schema);

    /// <summary>
    /// Finds the schema that a decoder did not know, for all decoders of the format: the message is then decoded again. Where nobody has it, the decoder
    /// refuses the message. What is thrown here says nothing of the message: the source of schemas can't be asked.
    /// </summary>
    public virtual Task FindSchemaAsync(UnknownSchemaException unknown, CancellationToken cancellationToken) => Task.CompletedTask;
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
/// <param name="schema">The table.</param>
public abstract class MessageDecoder(TableSchema schema)
{
    /// <summary>The table.</summary>
    public TableSchema Schema { get; } = schema;

    /// <summary>Decodes a message, of which each value fits its column, into one row. Begins no row that it does not end.</summary>
    /// <exception cref="FormatException">The message is not of the format, or a value does not fit its column: the message says which, and why.</exception>
    /// <exception cref="UnknownSchemaException">Its writer's schema has to be found first, by <see cref="MessageFormat.FindSchemaAsync"/>.</exception>
    public abstract void Decode<TSink>(ReadOnlySpan<byte> message, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct;
}
