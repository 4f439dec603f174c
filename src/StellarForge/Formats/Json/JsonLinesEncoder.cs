using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>Writes JSON lines; see <see cref="JsonLinesFormat"/>.</summary>
internal sealed class JsonLinesEncoder(TableSchema schema) : RowEncoder
{
    private readonly JsonMemberNames _names = new(schema);

    public override bool Write(RowSource rows, RowBuffer buffer)
    {
        var sink = new JsonSink<LineFrame>(_names, buffer, default);
        return rows.WriteTo(ref sink);
    }
}
