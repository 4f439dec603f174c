using System.CommandLine;
using StellarForge.Cli.Options;
using StellarForge.Cli.Output;
using StellarForge.Engine.Connectors;

namespace StellarForge.Cli.Verbs;

/// <summary><c>stellarforge doctor</c>: what this machine can reach, and how to fix what it cannot.</summary>
internal static class DoctorVerb
{
    public static Command Create()
    {
        var verb = new Verb(
            "doctor", "Says what this machine can reach, and how to fix what it cannot. Fails only for what is configured and out of reach.",
            "doctor", "doctor --json");
        verb.SetAction(async (result, cancellationToken) =>
        {
            var model = result.Model();
            var checks = await new Doctor(model, ExtensionAssemblies.Connectors(result.ModelsPath())).RunAsync(cancellationToken);
            if (result.WantsJson())
                JsonOutput.Write(new DoctorReport(checks), OutputJson.Default.DoctorReport);
            else
                Write(checks);
            return checks.Any(check => check.State == CheckState.Failed) ? CommandHost.Failed : CommandHost.Done;
        });
        return verb;
    }

    private static void Write(IReadOnlyList<Check> checks)
    {
        var width = checks.Max(check => check.Name.Length);
        foreach (var check in checks)
        {
            var mark = check.State switch { CheckState.Ok => "ok     ", CheckState.Missing => "missing", _ => "FAILED " };
            Console.WriteLine($"{mark}  {check.Name.PadRight(width)}  {check.Detail}");
            if (check.Fix is { } fix)
                Console.WriteLine($"         {"".PadRight(width)}  → {fix}");
        }
    }
}
