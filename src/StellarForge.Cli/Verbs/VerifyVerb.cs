using System.CommandLine;
using StellarForge.Cli.Connectors;
using StellarForge.Cli.Options;
using StellarForge.Cli.Output;
using StellarForge.Engine.Streams;

namespace StellarForge.Cli.Verbs;

/// <summary><c>stellarforge verify</c>: compares what a target holds with what the model says.</summary>
internal static class VerifyVerb
{
    public static Command Create()
    {
        var target = new Option<string>("--target") { Description = "The target; see fill", HelpName = "URI", Required = true };
        var selection = new SelectionOptions();
        var stream = new StreamVerifyOptions();
        var verb = new Verb(
            "verify", "Reads tables back and compares them, row for row, with what the model says. Exit code 0 only when every table matches.",
            "verify --target sqlite:retail.db", "verify --target postgres://me:secret@localhost/shop --scale 10 --tables orders,order_lines",
            "verify --target sqlite:retail.db --stream stream --from embedded:retail.log --complete")
        {
            target,
        };
        verb.HasTarget = true;
        verb.HasBroker = true;
        selection.AddTo(verb);
        stream.AddTo(verb);
        verb.SetAction(async (result, cancellationToken) =>
        {
            if (stream.IsWanted(result))
                return await new StreamVerifyCommand(result, stream, result.GetRequiredValue(target), selection).RunAsync(cancellationToken);
            var (_, tables, world) = selection.Select(result);
            await using var opened = result.Address(result.GetRequiredValue(target)).OpenTarget();
            var verification = await Verification.RunAsync(opened, world, tables, cancellationToken);
            if (result.WantsJson())
                JsonOutput.Write(verification.Report, OutputJson.Default.VerifyReport);
            else
            {
                verification.Write();
                if (verification.HasMore && opened is IPipelineTarget)
                    Console.WriteLine("Where a stream wrote to it, verify --stream NAME --from URI knows what has to be there.");
            }

            return verification.IsMatch ? CommandHost.Done : CommandHost.Failed;
        });
        return verb;
    }
}
