using System.Diagnostics;
using StellarForge.Engine;

namespace StellarForge.Targets.PostgreSql.Tests.Support;

/// <summary>A fill of the bank in a process of its own, to be killed: this program, started as <c>fill TARGET</c>.</summary>
public static class FillingProcess
{
    public static readonly World World = new(rows: new Dictionary<string, long> { ["accounts"] = 10_000, ["transfers"] = 300_000 });

    public static Process Start(string target)
    {
        var program = Path.ChangeExtension(typeof(FillingProcess).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null);
        return Process.Start(new ProcessStartInfo(program, ["fill", target]) { RedirectStandardError = true })!;
    }

    public static FillPlan Plan() => FillPlanner.Plan(Bank.Model, World, chunkRows: 5_000);

    internal static async Task RunAsync(string address)
    {
        await using var target = PostgreSqlTarget.Open(address);
        await new FillRunner(target, Plan()).RunAsync();
    }
}
