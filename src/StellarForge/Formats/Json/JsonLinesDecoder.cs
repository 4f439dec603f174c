using StellarForge.Schema;

namespace StellarForge.Formats;

/// <summary>Reads an object per line.</summary>
/// <inheritdoc cref="JsonRowDecoder(TableSchema, bool, bool)"/>
internal sealed class JsonLinesDecoder(TableSchema schema, bool isStrict = false) : RecordDecoder(schema)
{
    private readonly JsonRowDecoder _row = new(schema, skipsUnknown: false, isStrict);

    public override int Decode<TSink>(ReadOnlySpan<byte> bytes, bool isLast, ref TSink sink)
    {
        var start = 0;
        while (start < bytes.Length && !sink.IsFull)
        {
            var length = bytes[start..].IndexOf((byte)'\n');
            if (length < 0 && !isLast)
                break;
            var line = length < 0 ? bytes[start..] : bytes.Slice(start, length);
            start += line.Length + (length < 0 ? 0 : 1);
            if (line.Trim(" \r\t"u8).IsEmpty)
                continue;
            _row.Read(line, RowsDecoded + 1);
            _row.WriteTo(ref sink);
            RowsDecoded++;
        }

        return start;
    }
}
