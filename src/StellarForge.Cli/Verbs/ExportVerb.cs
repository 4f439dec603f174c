using System.CommandLine;
using StellarForge.Cli.Options;
using StellarForge.Engine;
using StellarForge.Engine.Connectors;
using StellarForge.Targets.Files;

namespace StellarForge.Cli.Verbs;

/// <summary><c>stellarforge export</c>: a fill into files.</summary>
internal static class ExportVerb
{
    public static Command Create()
    {
        var format = new Option<string>("--format")
        {
            Description = "The format of the files: csv, jsonl, avro, parquet, or one that comes with the models",
            HelpName = "name",
            Required = true,
        };
        var folder = new Option<string>("--out")
        {
            Description = "The folder of the files, which is made where it is missing; no address",
            HelpName = "DIR",
            Required = true,
        };
        var selection = new SelectionOptions();
        var run = new FillRunOptions();
        var verb = new Verb(
            "export", "Writes the model's rows into files: a fill of a folder, which goes on where it stopped.",
            "export --format csv --out data --scale 0.1", "export --format parquet --out data --tables orders,order_lines")
        {
            format, folder,
        };
        selection.AddTo(verb);
        run.AddTo(verb);
        verb.SetAction((result, cancellationToken) =>
        {
            var connectors = ExtensionAssemblies.Connectors(result.ModelsPath()).Connectors;
            var scheme = Scheme(connectors, result.GetRequiredValue(format));
            var address = $"{scheme}:{ConnectorAddress.EscapePath(Folder(connectors, result.GetRequiredValue(folder)))}";
            return new FillCommand(result, selection, run, address).RunAsync(cancellationToken);
        });
        return verb;
    }

    private static string Scheme(IEnumerable<Connector> connectors, string format)
    {
        string[] schemes = [.. connectors.OfType<FilesConnector>().SelectMany(connector => connector.Schemes)];
        return schemes.FirstOrDefault(scheme => scheme.Equals(format, StringComparison.OrdinalIgnoreCase))
            ?? throw new UsageException($"--format: there is no '{format}'. {NearNames.Suggest(format, schemes)}");
    }

    // A folder's name may have a colon; one that begins as an address does was meant to be one.
    private static string Folder(IEnumerable<Connector> connectors, string folder)
    {
        var scheme = folder.Split(':')[0];
        return folder.Contains(':', StringComparison.Ordinal)
            && connectors.Any(connector => connector.Schemes.Contains(scheme, StringComparer.OrdinalIgnoreCase))
            ? throw new UsageException($"--out takes a folder, not an address of {scheme}:. To fill an address, write: stellarforge fill --target.")
            : folder;
    }
}
