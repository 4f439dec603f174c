using StellarForge.Formats;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Engine.Streams;

/// <summary>The good messages of one table in a batch, as rows.</summary>
/// <param name="schema">The table as it is stored.</param>
/// <param name="decoder">The table's decoder, which nobody else uses meanwhile.</param>
/// <param name="batch">The batch.</param>
/// <param name="entries">The places of the messages in the batch.</param>
/// <param name="processedAt">What the columns of <see cref="MessageMetadata"/> say; <see langword="null"/> where the table has none.</param>
internal sealed class MessageRows(TableSchema schema, MessageDecoder decoder, PipelineBatch batch, IReadOnlyList<int> entries, long? processedAt) : RowSource
{
    private int _next;

    public override TableSchema Schema => schema;

    public override long RowsWritten => _next;

    public override bool WriteTo<TSink>(ref TSink sink)
    {
        if (processedAt is { } time)
        {
            var widening = new WideningSink<TSink, MetadataColumns>(sink, new MetadataColumns(decoder.Schema.Columns.Length, time));
            for (; _next < entries.Count && !widening.IsFull; _next++)
            {
                var message = batch.Message(entries[_next]);
                widening.Columns.MoveTo(message.Partition, message.Offset);
                decoder.Decode(message.Value, ref widening);
            }

            sink = widening.Inner;
        }
        else
        {
            for (; _next < entries.Count && !sink.IsFull; _next++)
                decoder.Decode(batch.Message(entries[_next]).Value, ref sink);
        }

        return _next < entries.Count;
    }
}
