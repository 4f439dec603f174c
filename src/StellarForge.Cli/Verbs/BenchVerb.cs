using System.CommandLine;
using System.Globalization;
using StellarForge.Cli.Options;
using StellarForge.Cli.Output;
using StellarForge.Engine;

namespace StellarForge.Cli.Verbs;

/// <summary><c>stellarforge bench</c>: how fast one core makes a table's rows in a format.</summary>
internal static class BenchVerb
{
    public static Command Create()
    {
        var names = new Argument<string[]>("table") { Description = "Only these tables", Arity = ArgumentArity.ZeroOrMore };
        var format = new Option<string>("--format")
        {
            Description = "The format of the rows: csv, json, pgcopy, parquet, checksum, … or all",
            HelpName = "name",
            DefaultValueFactory = _ => "all",
        };
        var rows = new Option<long>("--rows")
        {
            Description = "How many rows are measured; a smaller table is written again and again",
            HelpName = "rows",
            DefaultValueFactory = _ => 500_000,
            CustomParser = Numbers.Parse(1L, "a whole number above 0"),
        };

        var verb = new Verb(
            "bench", "Measures how fast one core makes rows, and what that allocates. Nothing is stored.",
            "bench order_lines --format pgcopy", "bench --format all --rows 1e6 --json")
        {
            names, format, rows,
        };
        verb.SetAction((result, cancellationToken) => Task.Run(() =>
        {
            var tables = result.Model().Select(result.GetValue(names) ?? []);
            var all = BenchFormat.All(result.ModelsPath());
            var asked = result.GetRequiredValue(format);
            var formats = asked == "all" ? all : [.. all.Where(candidate => candidate.Name == asked)];
            if (formats.Count == 0)
                throw new UsageException($"--format: there is no '{asked}'. {NearNames.Suggest(asked, [.. all.Select(candidate => candidate.Name), "all"])}");
            var text = new TextTable("table", "format", ">rows", ">seconds", ">rows/s", ">MB/s", ">bytes allocated");
            foreach (var table in tables)
            {
                foreach (var candidate in formats)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var report = Bench.Measure(table, candidate, new World(result.WorldSeed()), result.GetValue(rows));
                    if (result.WantsJson())
                        JsonOutput.Write(report, OutputJson.Default.BenchReport);
                    else
                        Add(text, report);
                }
            }
            if (!result.WantsJson())
                text.Write(Console.Out);
        }, cancellationToken));
        return verb;
    }

    private static void Add(TextTable text, BenchReport report) => text.Add(
        report.Table,
        report.Format,
        report.Rows.ToString("N0", CultureInfo.InvariantCulture),
        report.Seconds.ToString("F3", CultureInfo.InvariantCulture),
        report.RowsPerSecond.ToString("N0", CultureInfo.InvariantCulture),
        report.MegabytesPerSecond.ToString("N0", CultureInfo.InvariantCulture),
        report.AllocatedBytes.ToString("N0", CultureInfo.InvariantCulture));
}
