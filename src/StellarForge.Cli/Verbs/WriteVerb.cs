using System.CommandLine;
using StellarForge.Cli.Options;

namespace StellarForge.Cli.Verbs;

/// <summary><c>stellarforge write</c>: writes events from a broker into targets.</summary>
internal static class WriteVerb
{
    public static Command Create()
    {
        var from = new Option<string>("--from") { Description = "The broker: an address (below)", HelpName = "URI", Required = true };
        var targets = new Option<string[]>("--target")
        {
            Description = "Where the rows go: an address (below); repeated for several, of which a slow one holds up no other",
            HelpName = "URI",
            Required = true,
        };
        var run = new PipelineRunOptions();
        var verb = new Verb(
            "write", "Writes events from topics into tables, each exactly once, until it is stopped. What can't be written becomes a dead letter.",
            "write --from embedded:streams --target sqlite:retail.db --until-idle 5s",
            "write --from embedded:streams --target parquet:lake?roll_wait=60 --metadata",
            "write --from kafka://localhost:9092 --target postgres://me:secret@localhost/shop --tables orders --mode upsert --version placed_at")
        {
            from, targets,
        };
        verb.HasTarget = verb.HasBroker = true;
        run.AddTo(verb);
        verb.SetAction((result, cancellationToken) =>
            new WriteCommand(result, run, result.GetRequiredValue(from), result.GetRequiredValue(targets)).RunAsync(cancellationToken));
        return verb;
    }
}
