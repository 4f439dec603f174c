using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using StellarForge.Cli.Targets;
using StellarForge.Engine;

namespace StellarForge.Cli.Verbs;

/// <summary>Tries what fills need.</summary>
internal sealed class Doctor(Model model, TargetRegistry targets)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly FillPlan _nothing = new()
    {
        Model = model,
        World = World.Default,
        Tables = [],
        Chunks = [],
        Identities = new Dictionary<string, FillIdentity>(),
    };

    public async Task<IReadOnlyList<Check>> RunAsync(CancellationToken cancellationToken) => await Task.WhenAll([
        Task.FromResult(new Check("runtime", CheckState.Ok, $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} processors")),
        ProgramAsync("SDK", "dotnet", "Models of your own need it: https://dotnet.microsoft.com/download", cancellationToken),
        SqliteAsync(cancellationToken),
        ServerAsync("PostgreSQL", "postgres://postgres@localhost:5432/postgres", "(28", "-p 5432:5432 -e POSTGRES_HOST_AUTH_METHOD=trust postgres", cancellationToken),
        ServerAsync("MySQL", "mysql://root@localhost:3306/mysql", "(1045)", "-p 3306:3306 -e MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1 mariadb", cancellationToken),
        ServerAsync("SQL Server", "sqlserver://sa@localhost:1433/master?trustservercertificate=true&connect_timeout=2&connect_retry_count=0", "(18456)", "-p 1433:1433 -e ACCEPT_EULA=Y -e MSSQL_SA_PASSWORD=… mcr.microsoft.com/mssql/server:2022-latest", cancellationToken),
        .. ConnectionStrings.All().Select(entry => ConfiguredAsync(entry.Key, entry.Value, cancellationToken)),
        ProgramAsync("sqlite3", "sqlite3", "Only for looking at SQLite files: apt install sqlite3, brew install sqlite.", cancellationToken),
        ProgramAsync("psql", "psql", "Only for looking at PostgreSQL: apt install postgresql-client, brew install libpq.", cancellationToken),
    ]);

    private async Task<Check> SqliteAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.GetCurrentDirectory();
        var file = Path.Combine(folder, $".stellarforge-doctor-{Environment.ProcessId}.db");
        try
        {
            var error = await TryAsync($"sqlite:{file}", cancellationToken, write: true);
            return error is null
                ? new Check("SQLite", CheckState.Ok, $"can write in {folder}")
                : new Check("SQLite", CheckState.Failed, error, "Run in a folder that can be written, or give another: --target sqlite:PATH");
        }
        finally
        {
            foreach (var left in Directory.EnumerateFiles(folder, Path.GetFileName(file) + "*"))
                File.Delete(left);
        }
    }

    // That a server asks for a password says that it is there.
    private async Task<Check> ServerAsync(string name, string address, string refusal, string start, CancellationToken cancellationToken)
    {
        var error = await TryAsync(address, cancellationToken);
        var hint = $"or give yours: --target {targets.Examples.First(example => example.StartsWith(address.Split(':')[0], StringComparison.Ordinal))}";
        return error is null ? new Check(name, CheckState.Ok, address)
            : error.Contains(refusal, StringComparison.Ordinal) ? new Check(name, CheckState.Ok, $"a server answers {address}, and wants another user; {hint}")
            : new Check(name, CheckState.Missing, error, $"docker run -d {start}; {hint}");
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

    /// <summary>Tries a target.</summary>
    /// <returns>Why that failed, or <see langword="null"/>.</returns>
    private async Task<string?> TryAsync(string address, CancellationToken cancellationToken, bool write = false)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await using var target = targets.Open(address);
            await (write ? target.PrepareAsync(_nothing, recreate: false, patience.Token) : target.CheckAsync(patience.Token));
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
