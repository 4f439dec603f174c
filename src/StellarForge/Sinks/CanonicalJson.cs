using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StellarForge.Sinks;

/// <summary>
/// JSON in one form: no spaces, members by name, the last of equal names, numbers without zeros that say nothing. Stores such as <c>jsonb</c> keep no other.
/// </summary>
internal static class CanonicalJson
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The canonical form; text that is not JSON stays as it is.</summary>
    public static ReadOnlySpan<byte> Write(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            using var document = JsonDocument.ParseValue(ref reader);
            var buffer = new ArrayBufferWriter<byte>(json.Length);
            using (var writer = new Utf8JsonWriter(buffer, Compact))
                Write(document.RootElement, writer);
            return buffer.WrittenSpan;
        }
        catch (JsonException)
        {
            // What a column of JSON would refuse: two different texts must then stay different.
            return json;
        }
    }

    private static void Write(JsonElement element, Utf8JsonWriter writer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                var members = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
                foreach (var member in element.EnumerateObject())
                    members[member.Name] = member.Value;
                foreach (var (name, value) in members)
                {
                    writer.WritePropertyName(name);
                    Write(value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Write(item, writer);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Number:
                // Dividing by 1 with 28 zeros takes the zeros at the end away.
                if (element.TryGetDecimal(out var exact))
                    writer.WriteRawValue((exact / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture));
                else
                    writer.WriteRawValue(element.GetDouble().ToString("R", CultureInfo.InvariantCulture));
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
