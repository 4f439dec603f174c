using System.CommandLine;
using StellarForge.Cli.Options;

namespace StellarForge.Cli.Verbs;

/// <summary><c>stellarforge up</c>: all services in one process.</summary>
internal static class UpVerb
{
    public static Command Create()
    {
        var options = new UpOptions();
        var verb = new Verb(
            "up",
            "Runs generator, writer and API in one process: by default a live stream of the retail model through an embedded log into a SQLite file, both in "
                + "--data. Nothing but this machine can reach it. The same command goes on where it stopped.",
            "up",
            "up --rate 500/s --port 8080",
            "up --config shop.json");
        options.AddTo(verb);
        verb.SetAction((result, cancellationToken) => new UpCommand(result, options).RunAsync(cancellationToken));
        return verb;
    }
}
