using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StellarForge.Schema;

namespace StellarForge.Ddl;

/// <summary>A table's schema as a document of another schema language.</summary>
public static class SchemaDocument
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An Avro schema: a record (<see href="https://avro.apache.org/docs/1.11.1/specification/"/>). A nullable column is a union with null.</summary>
    public static string Avro(TableSchema table) => AvroRecord(table).ToJsonString(Indented);

    /// <inheritdoc cref="Avro"/>
    internal static JsonObject AvroRecord(TableSchema table)
    {
        var fields = new JsonArray();
        foreach (var (column, name) in table.Columns.Zip(AvroNames(table)))
        {
            var field = new JsonObject { ["name"] = name };
            if (column.IsNullable)
            {
                field["type"] = new JsonArray("null", AvroType(column));
                field["default"] = null;
            }
            else
            {
                field["type"] = AvroType(column);
            }

            fields.Add((JsonNode)field);
        }

        var record = new JsonObject { ["type"] = "record", ["name"] = AvroName(table.Name) };
        if (table.Schema is { } schema)
            record["namespace"] = AvroName(schema);
        record["fields"] = fields;
        return record;
    }

    /// <summary>A JSON Schema (2020-12) of one line of <see cref="Formats.JsonLinesFormat"/>.</summary>
    public static string JsonSchema(TableSchema table)
    {
        var properties = new JsonObject();
        foreach (var column in table.Columns)
            properties[column.Name] = JsonType(column);
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = table.QualifiedName,
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. table.Columns.Select(column => (JsonNode)column.Name)]),
            ["additionalProperties"] = false,
        }.ToJsonString(Indented);
    }

    /// <summary>
    /// The names of the fields of <see cref="Avro"/>: the columns' own, with an underscore for what no name may have, and a number where two would be one.
    /// </summary>
    internal static string[] AvroNames(TableSchema table)
    {
        var names = new List<string>(table.Columns.Length);
        foreach (var column in table.Columns)
        {
            var name = AvroName(column.Name);
            for (var number = 2; names.Contains(name); number++)
                name = $"{AvroName(column.Name)}_{number}";
            names.Add(name);
        }

        return [.. names];
    }

    private static JsonNode AvroType(ColumnSchema column) => column.Type switch
    {
        ColumnType.Boolean => "boolean",
        ColumnType.SByte or ColumnType.Byte or ColumnType.Int16 or ColumnType.UInt16 or ColumnType.Int32 => "int",
        ColumnType.UInt32 or ColumnType.Int64 => "long",
        ColumnType.UInt64 => Logical("bytes", "decimal", ("precision", 20), ("scale", 0)),
        ColumnType.Single => "float",
        ColumnType.Double => "double",
        ColumnType.Decimal => Logical("bytes", "decimal", ("precision", column.Precision), ("scale", column.Scale)),
        ColumnType.Date => Logical("int", "date"),
        ColumnType.Time => Logical("long", "time-micros"),
        ColumnType.Timestamp or ColumnType.TimestampOffset => Logical("long", "timestamp-micros"),

        // Microseconds; Avro's own duration has months, days and milliseconds.
        ColumnType.Duration => "long",
        ColumnType.Uuid => Logical("string", "uuid"),
        ColumnType.Binary => "bytes",
        _ => "string",
    };

    private static JsonObject Logical(string type, string logicalType, params ReadOnlySpan<(string Name, int Value)> attributes)
    {
        var schema = new JsonObject { ["type"] = type, ["logicalType"] = logicalType };
        foreach (var (name, value) in attributes)
            schema[name] = value;
        return schema;
    }

    private static JsonObject JsonType(ColumnSchema column)
    {
        var (type, format) = column.Type switch
        {
            ColumnType.Boolean => ("boolean", null),
            ColumnType.SByte or ColumnType.Byte or ColumnType.Int16 or ColumnType.UInt16 or ColumnType.Int32
                or ColumnType.UInt32 or ColumnType.Int64 or ColumnType.UInt64 => ("integer", null),
            ColumnType.Single or ColumnType.Double or ColumnType.Decimal => ("number", null),
            ColumnType.Date => ("string", "date"),
            ColumnType.Time => ("string", null),
            ColumnType.Timestamp or ColumnType.TimestampOffset => ("string", "date-time"),
            ColumnType.Duration => ("string", "duration"),
            ColumnType.Uuid => ("string", "uuid"),
            _ => ("string", (string?)null),
        };
        var schema = new JsonObject { ["type"] = column.IsNullable ? new JsonArray(type, "null") : type };
        if (format is not null)
            schema["format"] = format;
        if (column.Type == ColumnType.Text && column.MaxLength is { } length)
            schema["maxLength"] = length;
        if (column.Type == ColumnType.Binary)
            schema["contentEncoding"] = "base64";
        return schema;
    }

    // Letters, digits and underscores, the first not a digit.
    private static string AvroName(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var character in name)
            text.Append(char.IsAsciiLetterOrDigit(character) ? character : '_');
        return char.IsAsciiDigit(text[0]) ? $"_{text}" : text.ToString();
    }
}
