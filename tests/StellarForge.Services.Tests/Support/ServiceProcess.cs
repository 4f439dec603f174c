using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using StellarForge.Testing.Servers;

namespace StellarForge.Services.Tests.Support;

/// <summary>A service as a process of its own, which listens on a free port.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly HttpClient _client;
    private readonly ConcurrentQueue<string> _output = new();

    private ServiceProcess(Process process, string url)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _client = new HttpClient { BaseAddress = new Uri(url) };
    }

    /// <summary>How a program of this solution is started.</summary>
    public static ProcessStartInfo Command(string program, string folder, params IEnumerable<string> arguments) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{program}.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

    /// <summary>A client of it.</summary>
    public HttpClient Client => _client;

    /// <summary>Starts a service, and waits until it answers. It listens where <c>HTTP_PORTS</c> says, else on a free port.</summary>
    public static async Task<ServiceProcess> StartAsync(string program, IReadOnlyDictionary<string, string> environment, string folder)
    {
        var url = $"http://127.0.0.1:{environment.GetValueOrDefault("HTTP_PORTS") ?? $"{Availability.FreePort()}"}";
        var start = Command(program, folder);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        if (!environment.ContainsKey("HTTP_PORTS"))
            start.Environment["ASPNETCORE_URLS"] = url;
        var service = new ServiceProcess(Process.Start(start)!, url);
        await service.UntilAsync(async () => (await service._client.GetAsync("/")).StatusCode is var code && code != 0);
        return service;
    }

    /// <summary>Runs a program to its end, which has to be a success.</summary>
    public static async Task<string> RunAsync(string program, string folder, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(Command(program, folder, arguments))!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{output}\n{await error}");
        return output;
    }

    /// <summary>Waits until one of what an endpoint lists is so.</summary>
    public Task UntilAsync<T>(string path, Func<T, bool> condition) =>
        UntilAsync(async () => (await _client.GetFromJsonAsync<List<T>>(path))!.Exists(item => condition(item)));

    /// <summary>Waits until something was logged.</summary>
    public Task UntilLoggedAsync(string text) => UntilAsync(() => Task.FromResult(_output.Any(line => line.Contains(text, StringComparison.Ordinal))));

    /// <summary>Sends SIGKILL, and waits for the end.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>Sends SIGTERM, and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
            await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"The service has ended with {_process.ExitCode}.\n{string.Join('\n', _output)}");
            try
            {
                if (await condition())
                    return;
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(started) < Patience)
            {
                // It does not listen yet.
            }

            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                _process.Kill();
                throw new TimeoutException($"Nothing came of it.\n{string.Join('\n', _output)}");
            }

            await Task.Delay(100);
        }
    }
}
