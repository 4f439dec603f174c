using System.CommandLine;
using StellarForge.Cli.Options;
using StellarForge.Engine.Connectors;

namespace StellarForge.Cli.Verbs;

/// <summary><c>stellarforge fill</c>: loads a model's rows into a target.</summary>
internal static class FillVerb
{
    public static Command Create()
    {
        var target = new Option<string?>("--target")
        {
            Description = "Where the rows go: an address (below), a connection string (Provider=…;…), or a name from ConnectionStrings. " +
                "Default: a SQLite file named after the model",
            HelpName = "URI",
        };
        var selection = new SelectionOptions();
        var run = new FillRunOptions();
        var verb = new Verb(
            "fill", "Fills a target with the model's rows. What is there already is not done again: the same command goes on where it stopped.",
            "fill --verify",
            "fill --target postgres://me:secret@localhost/shop --scale 10 --workers 8",
            "fill --models bin/Debug/net10.0/Shop.dll --rows orders=5e6 --recreate")
        {
            target,
        };
        verb.HasTarget = true;
        selection.AddTo(verb);
        run.AddTo(verb);
        verb.Add(run.StreamedTables);
        verb.SetAction((result, cancellationToken) =>
        {
            var address = result.GetValue(target) ?? $"sqlite:{ConnectorAddress.EscapePath(result.Model().Name)}.db";
            return new FillCommand(result, selection, run, address).RunAsync(cancellationToken);
        });
        return verb;
    }
}
