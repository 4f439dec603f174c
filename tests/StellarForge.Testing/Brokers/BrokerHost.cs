using System.Diagnostics;
using System.Globalization;
using StellarForge.Testing.Targets;

namespace StellarForge.Testing.Brokers;

/// <summary>A process that sends or reads, to be killed; see StellarForge.BrokerHost.</summary>
public sealed class BrokerHost : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "StellarForge.BrokerHost.dll");

    private readonly Process _process;
    private readonly Task<string> _errors;

    private BrokerHost(string program, params IEnumerable<string> arguments)
    {
        _process = Tool.Start(program, arguments);
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts to send numbers from 0 on to the partitions of a topic in turn; prints how many are acknowledged.</summary>
    /// <param name="uri">The broker.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="name">The key of its messages.</param>
    public static BrokerHost Produce(string uri, string topic, string name) => new("dotnet", Program, "produce", uri, topic, name);

    /// <summary>Starts to read as a member of a group; prints <c>+0</c>, <c>-0</c> as it is to read a partition or no longer, and how many it read.</summary>
    /// <param name="uri">The broker.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="group">The group.</param>
    public static BrokerHost Consume(string uri, string topic, string group) => new("dotnet", Program, "consume", uri, topic, group);

    /// <summary>Starts to send as <see cref="Produce"/>, and can't write files that are longer than a bound: as on a full disk.</summary>
    /// <param name="uri">The broker.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="name">The key of its messages.</param>
    /// <param name="kibibytes">The bound.</param>
    public static BrokerHost ProduceUntilFull(string uri, string topic, string name, int kibibytes) => new(
        "bash", "-c", $"""trap '' XFSZ; export DOTNET_EnableWriteXorExecute=0; ulimit -f {kibibytes}; exec dotnet "$0" "$@" """,
        Program, "produce", uri, topic, name);

    /// <summary>The next line that it prints.</summary>
    /// <exception cref="InvalidOperationException">It came to its end; the message is what it wrote to its standard error.</exception>
    public async Task<string> ReadLineAsync(CancellationToken cancellationToken) =>
        await _process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException(await _errors);

    /// <summary>Kills it by SIGKILL.</summary>
    /// <returns>What it had printed and was not read, in whole lines.</returns>
    public async Task<IReadOnlyList<string>> KillAsync()
    {
        _process.Kill();
        var rest = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return rest.Split('\n')[..^1];
    }

    /// <summary>Stops it by SIGSTOP: it holds what it holds, and says nothing.</summary>
    public Task StopAsync() => SignalAsync("STOP");

    /// <summary>Lets it go on after <see cref="StopAsync"/>.</summary>
    public Task ContinueAsync() => SignalAsync("CONT");

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private async Task SignalAsync(string signal) =>
        await Tool.RunAsync("sh", "-c", $"kill -{signal} {_process.Id.ToString(CultureInfo.InvariantCulture)}");
}
