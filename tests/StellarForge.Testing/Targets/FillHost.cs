using System.Globalization;

namespace StellarForge.Testing.Targets;

/// <summary>A process that fills a target; see StellarForge.FillHost.</summary>
public static class FillHost
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "StellarForge.FillHost.dll");

    /// <summary>Runs a fill to its end.</summary>
    /// <returns>What it prints.</returns>
    public static Task<string> RunAsync(Model model, string uri, double scale, long chunkRows, int workers = 2) =>
        Tool.RunAsync("dotnet", Arguments(model, uri, scale, chunkRows, workers));

    /// <summary>Starts a fill, and kills it by SIGKILL.</summary>
    /// <returns>Whether it was killed before its end.</returns>
    public static async Task<bool> KillAsync(Model model, string uri, double scale, long chunkRows, TimeSpan after, int workers = 2)
    {
        using var process = Tool.Start("dotnet", Arguments(model, uri, scale, chunkRows, workers));

        // From its first line on, which it writes when it begins.
        await process.StandardError.ReadLineAsync();
        await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(after));
        process.Kill();
        await process.WaitForExitAsync();
        return process.ExitCode != 0;
    }

    private static string[] Arguments(Model model, string uri, double scale, long chunkRows, int workers) =>
        [Program, model.Name, uri, Number(scale), Number(chunkRows), Number(workers)];

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
