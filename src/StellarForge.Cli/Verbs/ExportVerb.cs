using System.CommandLine;
using StellarForge.Cli.Options;
using StellarForge.Engine.Connectors;

namespace StellarForge.Cli.Verbs;

/// <summary><c>stellarforge export</c>: a fill into files.</summary>
internal static class ExportVerb
{
    public static Command Create()
    {
        var format = new Option<string>("--format") { Description = "The format of the files", Required = true };
        format.AcceptOnlyFromAmong("csv", "jsonl", "parquet");
        var folder = new Option<string>("--out") { Description = "The folder of the files", HelpName = "DIR", Required = true };
        var selection = new SelectionOptions();
        var run = new FillRunOptions();
        var verb = new Verb(
            "export", "Writes the model's rows into files.",
            "export --format csv --out data --scale 0.1", "export --format parquet --out data --tables orders,order_lines")
        {
            format, folder,
        };
        selection.AddTo(verb);
        run.AddTo(verb);
        verb.SetAction((result, cancellationToken) =>
            new FillCommand(result, selection, run, $"{result.GetRequiredValue(format)}:{ConnectorAddress.EscapePath(result.GetRequiredValue(folder))}").RunAsync(cancellationToken));
        return verb;
    }
}
