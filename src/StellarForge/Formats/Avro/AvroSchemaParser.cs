using System.Text;
using System.Text.Json;

namespace StellarForge.Formats;

/// <summary>
/// Reads a schema in JSON (<see href="https://avro.apache.org/docs/1.12.0/specification/#schema-declaration"/>). Logical types that are not known are their
/// plain types, as the specification asks.
/// </summary>
internal sealed class AvroSchemaParser
{
    private static readonly Dictionary<string, AvroKind> Primitives = new(StringComparer.Ordinal)
    {
        ["null"] = AvroKind.Null,
        ["boolean"] = AvroKind.Boolean,
        ["int"] = AvroKind.Int,
        ["long"] = AvroKind.Long,
        ["float"] = AvroKind.Float,
        ["double"] = AvroKind.Double,
        ["bytes"] = AvroKind.Bytes,
        ["string"] = AvroKind.String,
    };

    private static readonly Dictionary<(AvroKind Kind, string LogicalType), AvroKind> LogicalTypes = new()
    {
        [(AvroKind.Int, "date")] = AvroKind.Date,
        [(AvroKind.Int, "time-millis")] = AvroKind.TimeMillis,
        [(AvroKind.Long, "time-micros")] = AvroKind.TimeMicros,
        [(AvroKind.Long, "timestamp-millis")] = AvroKind.TimestampMillis,
        [(AvroKind.Long, "timestamp-micros")] = AvroKind.TimestampMicros,
        [(AvroKind.Long, "timestamp-nanos")] = AvroKind.TimestampNanos,
        [(AvroKind.Long, "local-timestamp-millis")] = AvroKind.TimestampMillis,
        [(AvroKind.Long, "local-timestamp-micros")] = AvroKind.TimestampMicros,
        [(AvroKind.Long, "local-timestamp-nanos")] = AvroKind.TimestampNanos,
        [(AvroKind.Bytes, "decimal")] = AvroKind.Decimal,
        [(AvroKind.Fixed, "decimal")] = AvroKind.FixedDecimal,
        [(AvroKind.Fixed, "uuid")] = AvroKind.FixedUuid,
        [(AvroKind.Fixed, "duration")] = AvroKind.FixedDuration,
    };

    private readonly Dictionary<string, AvroSchema> _named = new(StringComparer.Ordinal);

    /// <summary>Reads a schema.</summary>
    /// <exception cref="FormatException">The text is no schema; the message says where.</exception>
    public static AvroSchema Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return new AvroSchemaParser().Type(document.RootElement, "");
        }
        catch (JsonException error)
        {
            throw new FormatException($"The Avro schema is not JSON: {error.Message}", error);
        }
        catch (Exception error) when (error is InvalidOperationException or OverflowException)
        {
            // A member of another JSON type than the specification's, or text that is no Unicode.
            throw new FormatException($"The Avro schema is damaged: {error.Message}", error);
        }
    }

    private AvroSchema Type(JsonElement json, string space) => json.ValueKind switch
    {
        JsonValueKind.String => Named(json.GetString()!, space),
        JsonValueKind.Array => Union(json, space),
        JsonValueKind.Object => Complex(json, space),
        _ => throw new FormatException($"The Avro schema has {Excerpt(json)} where a type should be."),
    };

    private AvroSchema Named(string name, string space)
    {
        if (Primitives.TryGetValue(name, out var kind))
            return new AvroSchema(kind) { IsEmpty = kind == AvroKind.Null };
        return _named.TryGetValue(FullName(name, space), out var type) || _named.TryGetValue(name, out type)
            ? type
            : throw new FormatException($"The Avro schema has no type {name}.");
    }

    private AvroSchema Union(JsonElement json, string space)
    {
        var union = new AvroSchema(AvroKind.Union);
        foreach (var branch in json.EnumerateArray())
            union.Types.Add(Type(branch, space));
        return union.Types.Count > 0 ? union : throw new FormatException("The Avro schema has a union of nothing.");
    }

    private AvroSchema Complex(JsonElement json, string space)
    {
        var type = Member(json, "type");
        if (type.ValueKind != JsonValueKind.String)
            return Type(type, space);
        switch (type.GetString())
        {
            case "record" or "error": return Record(json, space);
            case "enum":
                return Define(new AvroSchema(AvroKind.Enum)
                {
                    Name = FullName(json, space),
                    Symbols = [.. Member(json, "symbols").EnumerateArray().Select(symbol => Encoding.UTF8.GetBytes(Text(symbol)))],
                });
            case "fixed": return Define(Fixed(json, space));
            case "array": return Of(AvroKind.Array, Member(json, "items"), space);
            case "map": return Of(AvroKind.Map, Member(json, "values"), space);
            default:
                var plain = Type(type, space);
                return plain.Name is null && Logical(json, plain.Kind) is { } kind ? new AvroSchema(kind) { Scale = Scale(json) } : plain;
        }
    }

    private static AvroSchema Fixed(JsonElement json, string space)
    {
        var size = Number(json, "size", -1);
        var kind = Logical(json, AvroKind.Fixed) ?? AvroKind.Fixed;
        var isWhole = kind switch
        {
            AvroKind.FixedUuid => size == 16,
            AvroKind.FixedDuration => size == 12,
            _ => size >= 0,
        };
        return isWhole
            ? new AvroSchema(kind) { Name = FullName(json, space), Size = size, Scale = Scale(json), IsEmpty = size == 0 }
            : throw new FormatException($"The Avro schema has a fixed of {size} bytes: {Excerpt(json)}");
    }

    private AvroSchema Record(JsonElement json, string space)
    {
        var record = Define(new AvroSchema(AvroKind.Record) { Name = FullName(json, space) });
        var inner = record.Name!.LastIndexOf('.') is > 0 and var dot ? record.Name[..dot] : "";
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in Member(json, "fields").EnumerateArray())
        {
            var name = Text(Member(field, "name"));
            if (!names.Add(name))
                throw new FormatException($"The Avro schema has the field {name} of {record.Name} twice.");
            record.Fields.Add(new AvroField(name, Type(Member(field, "type"), inner)));
        }

        record.IsEmpty = record.Fields.TrueForAll(member => member.Type.IsEmpty);
        return record;
    }

    private AvroSchema Of(AvroKind kind, JsonElement items, string space)
    {
        var type = new AvroSchema(kind);
        type.Types.Add(Type(items, space));
        return type;
    }

    private AvroSchema Define(AvroSchema type) =>
        _named.TryAdd(type.Name!, type) ? type : throw new FormatException($"The Avro schema defines {type.Name} twice.");

    private static AvroKind? Logical(JsonElement json, AvroKind kind) =>
        json.TryGetProperty("logicalType", out var logical) && logical.ValueKind == JsonValueKind.String
        && LogicalTypes.TryGetValue((kind, logical.GetString()!), out var known) ? known : null;

    private static string FullName(JsonElement json, string space) =>
        FullName(Text(Member(json, "name")), json.TryGetProperty("namespace", out var own) ? own.GetString() ?? "" : space);

    private static string FullName(string name, string space) => name.Contains('.', StringComparison.Ordinal) || space.Length == 0 ? name : $"{space}.{name}";

    private static JsonElement Member(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) ? member : throw new FormatException($"The Avro schema lacks \"{name}\" in {Excerpt(json)}");

    private static string Text(JsonElement json) =>
        json.GetString() ?? throw new FormatException("The Avro schema has null where a name should be.");

    private static int Number(JsonElement json, string name, int otherwise) =>
        !json.TryGetProperty(name, out var member) ? otherwise
        : member.TryGetInt32(out var number) ? number : throw new FormatException($"The Avro schema has no whole number for \"{name}\" in {Excerpt(json)}");

    private static int Scale(JsonElement json)
    {
        const int MostDigits = 38;
        return Number(json, "scale", 0) is >= 0 and <= MostDigits and var scale
            ? scale
            : throw new FormatException($"The Avro schema has a decimal of more than {MostDigits} digits after the point: {Excerpt(json)}");
    }

    private static string Excerpt(JsonElement json) => json.GetRawText() is { Length: > 80 } text ? $"{text[..80]}…" : json.GetRawText();
}
