using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>Rows as JSON messages: an object (RFC 8259) each, with the members of <see cref="JsonLinesFormat"/>.</summary>
/// <remarks>
/// Members are found by name, in any order; those that the table does not have are skipped; a column without a member is null, or refused where it takes none.
/// Every value has to fit its column.
/// </remarks>
public sealed class JsonMessageFormat : MessageFormat
{
    /// <inheritdoc/>
    public override string Name => "json";

    /// <inheritdoc/>
    public override MessageEncoder CreateEncoder(TableSchema schema) => new Encoder(schema);

    /// <inheritdoc/>
    public override MessageDecoder CreateDecoder(TableSchema schema) => new Decoder(schema);

    /// <inheritdoc/>
    public override MessageDamager CreateDamager(TableSchema schema) => new JsonMessageDamager(schema);

    private sealed class Encoder(TableSchema schema) : MessageEncoder
    {
        private readonly JsonMemberNames _names = new(schema);

        public override bool Write(RowSource rows, MessageBuffer messages)
        {
            var sink = new JsonSink<MessageFrame>(_names, messages.Bytes, new MessageFrame(messages, []));
            return rows.WriteTo(ref sink);
        }
    }

    private sealed class Decoder(TableSchema schema) : MessageDecoder(schema)
    {
        private readonly JsonRowDecoder _row = new(schema, skipsUnknown: true, isStrict: true);

        public override void Decode<TSink>(ReadOnlySpan<byte> message, ref TSink sink)
        {
            _row.Read(message);
            _row.WriteTo(ref sink);
        }
    }
}
