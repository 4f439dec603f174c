using System.CommandLine;
using System.Globalization;
using StellarForge.Cli;
using StellarForge.Cli.Options;
using StellarForge.Cli.Output;
using StellarForge.Cli.Verbs;

// One driver needs cultures to be there; what is printed and read depends on none.
CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;

if (OpenFileLimit.IsTooLow())
    return CommandHost.Failed;

StandardOutput.Use();

var root = new Command("stellarforge", "Realistic, related data in every database, with proof that all of it arrived.")
{
    ModelsVerb.Create(),
    PreviewVerb.Create(),
    SchemaVerb.Create(),
    FillVerb.Create(),
    VerifyVerb.Create(),
    WriteVerb.Create(),
    DeadLettersVerb.Create(),
    ExportVerb.Create(),
    BenchVerb.Create(),
    StreamVerb.Create(),
    UpVerb.Create(),
    DoctorVerb.Create(),
    HashPasswordVerb.Create(),
};
CommonOptions.AddTo(root);
root.Add(HelpWithExample.CreateOption());
root.Add(new VersionOption());

return await CommandHost.RunAsync(root, args);

// Else a source generator of the web framework makes it public.
internal partial class Program;
