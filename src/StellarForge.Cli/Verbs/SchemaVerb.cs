using System.CommandLine;
using StellarForge.Cli.Options;
using StellarForge.Cli.Output;
using StellarForge.Ddl;
using StellarForge.Engine;
using StellarForge.Engine.Connectors;
using StellarForge.Schema;

namespace StellarForge.Cli.Verbs;

/// <summary><c>stellarforge schema</c>: a model's tables as SQL, Avro or JSON Schema.</summary>
internal static class SchemaVerb
{
    public static Command Create()
    {
        var kind = new Argument<string>("ddl|avro|json") { Description = "What to write: SQL, an Avro schema or a JSON Schema" }
            .Of("ddl", "avro", "json");
        var names = new Argument<string[]>("table") { Description = "Only these tables; without any, all", Arity = ArgumentArity.ZeroOrMore };
        var dialect = new Option<string>("--dialect")
        {
            Description = "The SQL of ddl: that of a kind of address, such as postgres, mysql, sqlserver or sqlite",
            HelpName = "name",
            DefaultValueFactory = _ => "sqlite",
        };

        var verb = new Verb(
            "schema", "Writes the tables' schema as SQL, Avro or JSON Schema.",
            "schema ddl --dialect postgres", "schema avro orders", "schema json orders order_lines")
        {
            kind, names, dialect,
        };
        verb.SetAction(result =>
        {
            var schemas = result.Model().Select(result.GetValue(names) ?? []).Select(table => table.Schema).ToList();
            switch (result.GetValue(kind))
            {
                case "avro":
                    Console.WriteLine(Document(schemas, SchemaDocument.Avro));
                    break;
                case "json":
                    Console.WriteLine(Document(schemas, SchemaDocument.JsonSchema));
                    break;
                default:
                    WriteSql(schemas, Find(ExtensionAssemblies.Connectors(result.ModelsPath()), result.GetRequiredValue(dialect)), result.WantsJson());
                    break;
            }
        });
        return verb;
    }

    private static SqlDialect Find(ConnectorRegistry connectors, string name)
    {
        var dialects = connectors.Dialects.ToList();
        return dialects.FirstOrDefault(dialect => dialect.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new UsageException($"--dialect: there is no '{name}'. {NearNames.Suggest(name, [.. dialects.Select(dialect => dialect.Name)])}");
    }

    private static void WriteSql(IReadOnlyList<TableSchema> schemas, SqlDialect dialect, bool json)
    {
        var script = dialect.Script(schemas).TrimEnd();
        if (json)
            JsonOutput.Write(new DdlReport(dialect.Name, script), OutputJson.Default.DdlReport);
        else
            Console.WriteLine(script);
    }

    // One table is its own document; several are an array of them (which Avro reads as a union).
    private static string Document(IReadOnlyList<TableSchema> schemas, Func<TableSchema, string> write) =>
        schemas is [var only] ? write(only) : $"[\n{string.Join(",\n", schemas.Select(write))}\n]";
}
