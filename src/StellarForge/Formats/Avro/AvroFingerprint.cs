using System.Globalization;
using System.Text;

namespace StellarForge.Formats;

/// <summary>
/// What single-object encoding names a writer's schema by: CRC-64-AVRO of its parsing canonical form
/// (<see href="https://avro.apache.org/docs/1.12.0/specification/#parsing-canonical-form-for-schemas"/>). Logical types are no part of it.
/// </summary>
internal static class AvroFingerprint
{
    // Of no bytes; also the polynomial.
    private const ulong Empty = 0xc15d213aa4d7a795;

    private static readonly ulong[] Table = MakeTable();

    public static ulong Of(AvroSchema schema) => Of(Encoding.UTF8.GetBytes(Canonical(schema)));

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var fingerprint = Empty;
        foreach (var next in bytes)
            fingerprint = (fingerprint >> 8) ^ Table[(byte)fingerprint ^ next];
        return fingerprint;
    }

    public static string Canonical(AvroSchema schema)
    {
        var text = new StringBuilder();
        Append(schema, text, new HashSet<AvroSchema>(ReferenceEqualityComparer.Instance));
        return text.ToString();
    }

    // A named type is written out where it first stands, and is its name from then on.
    private static void Append(AvroSchema schema, StringBuilder text, HashSet<AvroSchema> written)
    {
        if (schema.Name is { } name)
        {
            if (!written.Add(schema))
            {
                Quote(text, name);
                return;
            }

            Quote(text.Append("{\"name\":"), name).Append(",\"type\":\"").Append(TypeOf(schema)).Append('"');
            AppendRest(schema, text, written);
            text.Append('}');
            return;
        }

        switch (schema.Kind)
        {
            case AvroKind.Union: AppendAll(text, schema.Types, type => Append(type, text, written)); break;
            case AvroKind.Array or AvroKind.Map:
                text.Append(schema.Kind == AvroKind.Array ? "{\"type\":\"array\",\"items\":" : "{\"type\":\"map\",\"values\":");
                Append(schema.Types[0], text, written);
                text.Append('}');
                break;
            default: Quote(text, TypeOf(schema)); break;
        }
    }

    private static void AppendRest(AvroSchema schema, StringBuilder text, HashSet<AvroSchema> written)
    {
        switch (schema.Kind)
        {
            case AvroKind.Record:
                AppendAll(text.Append(",\"fields\":"), schema.Fields, field =>
                {
                    Quote(text.Append("{\"name\":"), field.Name).Append(",\"type\":");
                    Append(field.Type, text, written);
                    text.Append('}');
                });
                break;
            case AvroKind.Enum:
                AppendAll(text.Append(",\"symbols\":"), schema.Symbols, symbol => Quote(text, Encoding.UTF8.GetString(symbol)));
                break;
            default: text.Append(CultureInfo.InvariantCulture, $",\"size\":{schema.Size}"); break;
        }
    }

    private static void AppendAll<T>(StringBuilder text, IEnumerable<T> items, Action<T> append)
    {
        var separator = '[';
        foreach (var item in items)
        {
            text.Append(separator);
            append(item);
            separator = ',';
        }

        text.Append(separator == '[' ? "[]" : "]");
    }

    // Names may be anything in a foreign schema, though the specification allows letters, digits and underscores.
    private static StringBuilder Quote(StringBuilder text, string name) =>
        text.Append('"').Append(name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');

    private static string TypeOf(AvroSchema schema) => schema.Kind switch
    {
        AvroKind.Null => "null",
        AvroKind.Boolean => "boolean",
        AvroKind.Int or AvroKind.Date or AvroKind.TimeMillis => "int",
        AvroKind.Long or AvroKind.TimeMicros or AvroKind.TimestampMillis or AvroKind.TimestampMicros or AvroKind.TimestampNanos => "long",
        AvroKind.Float => "float",
        AvroKind.Double => "double",
        AvroKind.Bytes or AvroKind.Decimal => "bytes",
        AvroKind.String => "string",
        AvroKind.Enum => "enum",
        AvroKind.Record => "record",
        _ => "fixed",
    };

    private static ulong[] MakeTable()
    {
        var table = new ulong[256];
        for (var index = 0; index < table.Length; index++)
        {
            var value = (ulong)index;
            for (var bit = 0; bit < 8; bit++)
                value = (value >> 1) ^ (Empty & (0 - (value & 1)));
            table[index] = value;
        }

        return table;
    }
}
