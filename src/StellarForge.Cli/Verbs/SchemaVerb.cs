using System.CommandLine;
using StellarForge.Cli.Options;
using StellarForge.Cli.Output;
using StellarForge.Ddl;

namespace StellarForge.Cli.Verbs;

/// <summary><c>stellarforge schema</c>: a model's tables as SQL, Avro or JSON Schema.</summary>
internal static class SchemaVerb
{
    public static Command Create()
    {
        var kind = new Argument<string>("kind") { Description = "What to write: ddl (SQL), avro or json (JSON Schema)" };
        kind.AcceptOnlyFromAmong("ddl", "avro", "json");
        var names = new Argument<string[]>("table") { Description = "Only these tables", Arity = ArgumentArity.ZeroOrMore };
        var dialect = new Option<string>("--dialect")
        {
            Description = "The SQL of ddl",
            DefaultValueFactory = _ => SqlDialect.Sqlite.Name,
        };
        dialect.AcceptOnlyFromAmong([.. SqlDialect.All.Select(candidate => candidate.Name)]);

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
                    WriteSql(schemas, SqlDialect.Find(result.GetRequiredValue(dialect))!, result.WantsJson());
                    break;
            }
        });
        return verb;
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
