using System.ComponentModel;
using System.Diagnostics;

namespace StellarForge.AppHost;

/// <summary>Docker or Podman. Without one, Aspire starts nothing of what runs in containers, and what waits for that waits for ever.</summary>
internal static class ContainerEngine
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    /// <summary>Makes sure that an engine answers, where anything is to run in one here.</summary>
    /// <param name="builder">The application, with all of its resources.</param>
    /// <exception cref="AppModelException">None does.</exception>
    public static async Task RequireAsync(IDistributedApplicationBuilder builder)
    {
        if (builder.ExecutionContext.IsPublishMode || !builder.Resources.Any(resource => resource.IsContainer()))
            return;

        // As Aspire is told which one to take.
        var named = builder.Configuration["ASPIRE_CONTAINER_RUNTIME"] ?? builder.Configuration["DOTNET_ASPIRE_CONTAINER_RUNTIME"];
        string[] engines = string.IsNullOrEmpty(named) ? ["docker", "podman"] : [named];
        foreach (var engine in engines)
        {
            if (await AnswersAsync(engine))
                return;
        }

        throw new AppModelException(
            $"No container engine answers ({string.Join(", ", engines)}): start Docker or Podman, or take --profile embedded, which needs none.");
    }

    private static async Task<bool> AnswersAsync(string engine)
    {
        try
        {
            // Unlike "info" and "version", it fails with every version of either that has no server.
            using var process = Process.Start(
                new ProcessStartInfo(engine, ["container", "ls", "-n", "1"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            using var patience = new CancellationTokenSource(Patience);
            try
            {
                await process.WaitForExitAsync(patience.Token);
                return process.ExitCode == 0;
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return false;
            }
        }
        catch (Win32Exception)
        {
            // It is not installed.
            return false;
        }
    }
}
