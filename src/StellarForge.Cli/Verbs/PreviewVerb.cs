using System.CommandLine;
using StellarForge.Cli.Options;
using StellarForge.Cli.Output;
using StellarForge.Formats;
using StellarForge.Schema;

namespace StellarForge.Cli.Verbs;

/// <summary><c>stellarforge preview</c>: any rows of a table, at once.</summary>
internal static class PreviewVerb
{
    public static Command Create()
    {
        var name = new Argument<string>("table") { Description = "The table" };
        var count = new Option<int>("--count", "-n")
        {
            Description = "How many rows",
            HelpName = "rows",
            DefaultValueFactory = _ => 10,
            CustomParser = Numbers.Parse(1, "a whole number above 0"),
        };
        var from = new Option<long>("--from")
        {
            Description = "The index of the first row, from 0; an owned table's rows are found from there on",
            HelpName = "row",
            DefaultValueFactory = _ => 0,
            CustomParser = Numbers.Parse(0L, "a row index, 0 or more"),
        };
        var scale = SelectionOptions.CreateScale();
        var format = new Option<string>("--format") { Description = "How the rows are shown", DefaultValueFactory = _ => "table" }
            .Of("table", "json", "csv");

        var verb = new Verb(
            "preview", "Shows rows of a table without a database: any rows, at once.",
            "preview orders -n 3", "preview order_lines --from 1000000 --format csv")
        {
            name, count, from, format, scale,
        };
        verb.SetAction(result =>
        {
            var model = result.Model();
            var table = model.Require(result.GetRequiredValue(name));
            var world = SelectionOptions.CreateWorld(result, model, [table], scale);
            var first = result.GetValue(from);
            if (first >= world.EndRow(table.Schema))
                throw new UsageException($"--from: '{table}' has row indices up to {world.EndRow(table.Schema) - 1}, not {first}.");

            var rows = new PreviewRows(table, world, first, result.GetValue(count));
            switch (result.WantsJson() ? "json" : result.GetValue(format))
            {
                case "json":
                    WriteJson(rows);
                    break;
                case "csv":
                    WriteCsv(rows);
                    break;
                default:
                    WriteTable(rows);
                    break;
            }
        });
        return verb;
    }

    private static void WriteTable(PreviewRows rows)
    {
        var schema = rows.Table.Schema;
        var text = new TextTable([.. schema.Columns.Select(Head)]);
        foreach (var row in rows.Capture())
            text.Add([.. row.Values]);
        text.Write(Console.Out);

        static string Head(ColumnSchema column) =>
            column.Type is >= ColumnType.SByte and <= ColumnType.Decimal ? $">{column.Name}" : column.Name;
    }

    private static void WriteCsv(PreviewRows rows)
    {
        using var output = new StandardOutput();
        foreach (var row in rows.In(new CsvFormat()))
            output.Write(row.Span);
    }

    private static void WriteJson(PreviewRows rows)
    {
        using var output = new StandardOutput();
        var separator = "[\n  "u8;
        foreach (var line in rows.In(new JsonLinesFormat()))
        {
            output.Write(separator);
            output.Write(line.Span.TrimEnd((byte)'\n'));
            separator = ",\n  "u8;
        }
        output.Write("\n]\n"u8);
    }
}
