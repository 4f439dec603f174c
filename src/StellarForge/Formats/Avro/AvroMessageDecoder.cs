using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>Reads messages, each by the schema it names.</summary>
internal sealed class AvroMessageDecoder(TableSchema schema, AvroWriterSchemas writers, bool hasRegistry) : MessageDecoder(schema)
{
    private readonly Dictionary<ulong, AvroRowDecoder> _rows = [];

    // Of the message before: mostly all of a topic have one schema.
    private ulong _id;
    private AvroRowDecoder? _row;

    public override void Decode<TSink>(ReadOnlySpan<byte> message, ref TSink sink)
    {
        var id = AvroEnvelope.Read(message, hasRegistry, out var record);
        var row = _row is not null && id == _id ? _row : Select(id);
        var reader = new AvroReader(record);
        if (!TryRead(row, ref reader))
            throw new FormatException($"The message ends before the end of its field {row.Field}.");
        if (reader.Position < record.Length)
            throw new FormatException($"The message goes on for {record.Length - reader.Position} bytes after its record.");
        row.Check(1);
        row.WriteTo(ref sink);
    }

    private static bool TryRead(AvroRowDecoder row, ref AvroReader reader)
    {
        try
        {
            return row.TryRead(ref reader);
        }
        catch (FormatException error) when (error is not ColumnValueException)
        {
            throw new FormatException($"The field {row.Field} can't be read: {error.Message}", error);
        }
    }

    private AvroRowDecoder Select(ulong id)
    {
        if (!_rows.TryGetValue(id, out var row))
            _rows[id] = row = new AvroRowDecoder(Schema, writers.Get(id), isStrict: true);
        (_id, _row) = (id, row);
        return row;
    }
}
