using System.Diagnostics;

namespace StellarForge.Testing.Servers;

/// <summary>
/// A server process under a small shell that starts and kills it on command, and that stops it and removes its directory when its
/// standard input ends: also when the test run is killed.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly ServerDirectory _directory;
    private readonly Process _shell;

    private ServerProcess(ServerDirectory directory, Process shell) => (_directory, _shell) = (directory, shell);

    /// <summary>Starts a server and waits until it takes connections.</summary>
    /// <param name="directory">Its directory, where it is run; disposed with the server.</param>
    /// <param name="user">Whom to run as, or <see langword="null"/> for the current user.</param>
    /// <param name="initialize">A shell command that makes the data directory.</param>
    /// <param name="run">A shell command, a single process, that runs the server.</param>
    /// <param name="isReady">A shell command that succeeds once the server takes connections.</param>
    /// <exception cref="IOException">The server does not start; the message has the end of its log.</exception>
    public static async Task<ServerProcess> StartAsync(
        ServerDirectory directory, string? user, string initialize, string run, string isReady)
    {
        var script = $$"""
            # Tried again, as the children of a server that was killed may not have let go of its memory yet.
            start() {
                for attempt in 1 2 3 4 5 6 7 8; do
                    {{run}} </dev/null >>log 2>&1 & server=$!
                    while kill -0 $server 2>/dev/null; do
                        {{isReady}} >/dev/null 2>&1 && { echo ready; return; }
                        sleep 0.05
                    done
                    sleep 0.5
                done
                echo failed
            }
            # Stopped first, so that it can neither start children nor lose the ones it has.
            slay() { kill -STOP $server; pkill -KILL -P $server; kill -KILL $server; wait $server; } 2>/dev/null

            { {{initialize}}; } </dev/null >log 2>&1 || { echo failed; exit 1; }
            start
            while read -r order; do
                case $order in
                    start) start ;;
                    kill) slay; echo killed ;;
                    stop) kill -STOP $server; echo stopped ;;
                    continue) kill -CONT $server; echo continued ;;
                esac
            done
            slay
            cd / && rm -rf '{{directory.Path}}'
            """;
        var start = new ProcessStartInfo
        {
            WorkingDirectory = directory.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (user is null)
        {
            start.FileName = "sh";
        }
        else
        {
            directory.GiveTo(user);
            start.FileName = "runuser";
            foreach (var argument in (string[])["-u", user, "--", "sh"])
                start.ArgumentList.Add(argument);
        }

        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        var server = new ServerProcess(directory, Process.Start(start)!);
        try
        {
            await server.ExpectAsync("ready");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the server and its children by SIGKILL.</summary>
    public Task KillAsync() => OrderAsync("kill", "killed");

    /// <summary>Stops the server by SIGSTOP.</summary>
    public Task StopAsync() => OrderAsync("stop", "stopped");

    /// <summary>Lets a stopped server go on.</summary>
    public Task ContinueAsync() => OrderAsync("continue", "continued");

    /// <summary>Starts a killed server again, on the same data, and waits until it takes connections.</summary>
    public Task RestartAsync() => OrderAsync("start", "ready");

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
        _directory.Dispose();
    }

    private async Task OrderAsync(string order, string answer)
    {
        await _shell.StandardInput.WriteLineAsync(order);
        await _shell.StandardInput.FlushAsync();
        await ExpectAsync(answer);
    }

    private async Task ExpectAsync(string answer)
    {
        if (await _shell.StandardOutput.ReadLineAsync() == answer)
            return;

        var log = Path.Combine(_directory.Path, "log");
        var tail = File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(10)) : "no log";
        throw new IOException($"The server in {_directory.Path} does not start: {tail}");
    }
}
