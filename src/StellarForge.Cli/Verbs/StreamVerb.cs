using System.CommandLine;
using StellarForge.Cli.Options;

namespace StellarForge.Cli.Verbs;

/// <summary><c>stellarforge stream</c>: sends a model's rows as events.</summary>
internal static class StreamVerb
{
    public static Command Create()
    {
        var to = new Option<string?>("--to")
        {
            Description = "Where the events go: a broker's address (below), or a name from ConnectionStrings. "
                + "Default: an embedded log, in a folder of the current one that is named after the model",
            HelpName = "URI",
        };
        var selection = new SelectionOptions(
            "; with --live how often as well: orders=20/s is rows a second, orders=2,users=1 are weights by which they share --rate");
        var messages = new MessageOptions();
        var options = new StreamRunOptions();
        var live = new LiveRunOptions();
        var verb = new Verb(
            "stream",
            "Sends the model's rows as events, in the order of their time. The same command goes on where it stopped; "
                + "several processes that are given the same --name share the work. A replay has the rows of a fill and ends with them; "
                + "a live stream goes on as the clock does.",
            "stream --rate 500",
            "stream --to kafka://localhost:9092 --tables orders,order_lines --speed 3600 --late 0.05 --bad 0.001",
            "stream --tables orders --duplicates 0.01 --dry-run",
            "stream --live --tables orders=20/s,order_lines,payments --pattern diurnal --fill --target sqlite:retail.db")
        {
            to,
        };
        verb.HasBroker = true;
        selection.AddTo(verb);
        messages.AddTo(verb);
        options.AddTo(verb);
        live.AddTo(verb);
        verb.Add(StreamSetVerb.Create());
        verb.HasTarget = true;
        verb.SetAction((result, cancellationToken) => new StreamCommand(result, to, selection, messages, options, live).RunAsync(cancellationToken));
        return verb;
    }
}
