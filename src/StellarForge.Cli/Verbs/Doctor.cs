using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using StellarForge.Cli.Connectors;
using StellarForge.Engine;
using StellarForge.Engine.Connectors;

namespace StellarForge.Cli.Verbs;

/// <summary>Tries what fills need.</summary>
internal sealed class Doctor(Model model, ConnectorRegistry connectors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly FillPlan _nothing = new()
    {
        Model = model,
        World = World.Default,
        Tables = [],
        ChunkSizes = new Dictionary<string, long>(),
        Identities = new Dictionary<string, FillIdentity>(),
    };

    public async Task<IReadOnlyList<Check>> RunAsync(CancellationToken cancellationToken) => await Task.WhenAll([
        Task.FromResult(new Check(
            "runtime", CheckState.Ok,
            $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} processors")),
        ProgramAsync("SDK", "dotnet", "Models of your own need it: https://dotnet.microsoft.com/download", cancellationToken),
        .. connectors.Connectors
            .Where(connector => connector.Probe is not null)
            .Select(connector => ProbeAsync(connector, connector.Probe!, cancellationToken)),
        .. ConnectionStrings.All().Select(entry => ConfiguredAsync(entry.Key, entry.Value, cancellationToken)),
    ]);

    private async Task<Check> ProbeAsync(Connector connector, ConnectorProbe probe, CancellationToken cancellationToken)
    {
        var hint = $"or give yours: {(connector is BrokerConnector ? "--to" : "--target")} {connector.Example}";
        try
        {
            var error = await TryAsync(probe.Address, cancellationToken, write: probe.IsScratch);
            return error is null ? new Check(connector.Name, CheckState.Ok, probe.IsScratch ? $"can write in {Directory.GetCurrentDirectory()}" : probe.Address)
                : probe.IsScratch ? new Check(connector.Name, CheckState.Failed, error, probe.Fix)

                // That a server asks for a password says that it is there.
                : probe.LoginRefused is { } refusal && error.Contains(refusal, StringComparison.Ordinal)
                    ? new Check(connector.Name, CheckState.Ok, $"a server answers {probe.Address}, and wants another user; {hint}")
                : new Check(connector.Name, CheckState.Missing, error, $"{probe.Fix}; {hint}");
        }
        finally
        {
            if (probe.IsScratch && connector.Parse(probe.Address).Path is { } file)
            {
                foreach (var left in Directory.EnumerateFiles(Directory.GetCurrentDirectory(), Path.GetFileName(file) + "*"))
                    File.Delete(left);
            }
        }
    }

    private async Task<Check> ConfiguredAsync(string name, string address, CancellationToken cancellationToken)
    {
        try
        {
            var error = await TryAsync(address, cancellationToken);
            return error is null
                ? new Check(name, CheckState.Ok, $"from ConnectionStrings; use it by --target {name}")
                : new Check(name, CheckState.Failed, error, $"Correct ConnectionStrings:{name} in appsettings.json or the environment, or start its server.");
        }
        catch (FormatException error)
        {
            return new Check(name, CheckState.Missing, error.Message, "Leave it, if it is for another program.");
        }
    }

    /// <summary>Tries a target or a broker.</summary>
    /// <returns>Why that failed, or <see langword="null"/>.</returns>
    private async Task<string?> TryAsync(string address, CancellationToken cancellationToken, bool write = false)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var parsed = connectors.Parse(address);
            if (parsed.Connector is BrokerConnector)
            {
                await using var broker = parsed.OpenBroker();
                await broker.PingAsync(patience.Token);
                return null;
            }

            await using var target = parsed.OpenTarget();
            await (write ? target.PrepareAsync(_nothing, recreate: false, patience.Token) : target.PingAsync(patience.Token));
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {Patience.TotalSeconds} seconds";
        }
        catch (Exception error) when (error is not (OperationCanceledException or FormatException))
        {
            return error.Message;
        }
    }

    private static async Task<Check> ProgramAsync(string name, string program, string fix, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var version = await process.StandardOutput.ReadLineAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? new Check(name, CheckState.Ok, version ?? "")
                : new Check(name, CheckState.Missing, $"'{program} --version' ends with exit code {process.ExitCode}", fix);
        }
        catch (Win32Exception)
        {
            return new Check(name, CheckState.Missing, $"no '{program}' in PATH", fix);
        }
    }
}
