using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>Writes a message for each row: the envelope, then the record.</summary>
internal sealed class AvroMessageEncoder(TableSchema schema, byte[] envelope) : MessageEncoder
{
    private readonly bool[] _isNullable = [.. schema.Columns.Select(column => column.IsNullable)];

    public override bool Write(RowSource rows, MessageBuffer messages)
    {
        var sink = new AvroSink<MessageFrame>(_isNullable, messages.Bytes, new MessageFrame(messages, envelope));
        return rows.WriteTo(ref sink);
    }
}
