using System.CommandLine;
using System.Globalization;
using StellarForge.Cli.Options;
using StellarForge.Cli.Output;
using StellarForge.Engine;
using StellarForge.Schema;

namespace StellarForge.Cli.Verbs;

/// <summary><c>stellarforge models</c>: tables, columns, references, row counts.</summary>
internal static class ModelsVerb
{
    public static Command Create()
    {
        var names = new Argument<string[]>("table") { Description = "Shows these tables with their columns", Arity = ArgumentArity.ZeroOrMore };
        var scale = SelectionOptions.CreateScale();
        var verb = new Verb(
            "models", "Shows a model's tables, columns, references and row counts.",
            "models", "models orders order_lines", "models --models bin/Debug/net10.0/Shop.dll --json")
        {
            names, scale,
        };
        verb.SetAction(result =>
        {
            var model = result.Model();
            var tables = model.Select(result.GetValue(names) ?? []);
            var world = SelectionOptions.CreateWorld(result, model, tables, scale);
            if (result.WantsJson())
                JsonOutput.Write(Describe(model, tables, world), OutputJson.Default.ModelReport);
            else if (result.GetValue(names) is { Length: > 0 })
                WriteColumns(tables);
            else
                WriteTables(tables, world);
        });
        return verb;
    }

    private static void WriteTables(IReadOnlyList<Table> tables, World world)
    {
        var text = new TextTable("table", ">rows", ">columns", "key", "owned by", "refers to");
        foreach (var table in tables)
        {
            var schema = table.Schema;
            text.Add(
                schema.QualifiedName,
                FillPlanner.CountRows(table, world).ToString("N0", CultureInfo.InvariantCulture),
                schema.Columns.Length.ToString(CultureInfo.InvariantCulture),
                string.Join(", ", schema.Key.Select(ordinal => schema.Columns[ordinal].Name)),
                schema.Owner is { } owner ? $"{owner.Table.QualifiedName} ({owner.Min}–{owner.Max})" : "",
                string.Join(", ", schema.References.Select(reference => reference.Parent).Distinct()));
        }
        text.Write(Console.Out);
    }

    private static void WriteColumns(IReadOnlyList<Table> tables)
    {
        foreach (var schema in tables.Select(table => table.Schema))
        {
            Console.WriteLine(schema.QualifiedName);
            var text = new TextTable("  column", "type", "null", "key", "rule") { WidestCell = int.MaxValue };
            foreach (var (column, ordinal) in schema.Columns.Select((column, ordinal) => (column, ordinal)))
            {
                var isKey = schema.Key.Contains(ordinal);
                text.Add($"  {column.Name}", TypeName(column), column.IsNullable ? "null" : "", isKey ? "key" : "", RuleOf(column));
            }
            text.Write(Console.Out);
            Console.WriteLine();
        }
    }

    // A property without an attribute has the values that its name and its type suggest.
    private static string RuleOf(ColumnSchema column) => column.Rule.Length > 0 ? column.Rule : column.IsSequence ? "Sequence" : "by convention";

    private static ModelReport Describe(Model model, IReadOnlyList<Table> tables, World world) => new(
        model.Name,
        [.. tables.Select(table => new TableReport(
            table.Schema.QualifiedName,
            FillPlanner.CountRows(table, world),
            table.Schema.IsScalable,
            table.Schema.Owner?.Table.QualifiedName,
            [.. table.Schema.Key.Select(ordinal => table.Schema.Columns[ordinal].Name)],
            [.. table.Schema.Columns.Select(column => new ColumnReport(column.Name, TypeName(column), column.IsNullable, column.IsUnique, RuleOf(column)))],
            [.. table.Schema.References.Select(reference => new ReferenceReport(
                [.. reference.Columns.Select(ordinal => table.Schema.Columns[ordinal].Name)], reference.Parent, [.. reference.ParentColumns]))]))]);

    private static string TypeName(ColumnSchema column) => column switch
    {
        { Type: ColumnType.Decimal } => $"decimal({column.Precision},{column.Scale})",
        { MaxLength: { } length } => $"{Name(column.Type)}({length})",
        _ => Name(column.Type),
    };

    private static string Name(ColumnType type) => type.ToString().ToLowerInvariant();
}
