namespace StellarForge.Ddl;

/// <summary>A table's schema as a document of another schema language.</summary>
public static class SchemaDocument
{
    /// <summary>An Avro schema (Apache Avro 1.11): a record.</summary>
    public static string Avro(TableSchema table) => throw new NotImplementedException();

    /// <summary>A JSON Schema (2020-12) of one line of <see cref="Sinks.JsonLinesFormat"/>.</summary>
    public static string JsonSchema(TableSchema table) => throw new NotImplementedException();
}
