using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace StellarForge.AppHost.Tests.Support;

/// <summary>A service of the model as a process of its own, as the AppHost would start it.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private ServiceProcess(Process process, string url)
    {
        (_process, Client) = (process, new HttpClient { BaseAddress = new Uri(url) });
        process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>A client of it.</summary>
    public HttpClient Client { get; }

    /// <summary>Starts a service.</summary>
    /// <param name="service">The service in the model.</param>
    /// <param name="environment">Its environment.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="folder">The folder that it is started in.</param>
    public static ServiceProcess Start(ProjectResource service, Dictionary<string, string> environment, int port, string folder)
    {
        // The services are built as these tests are.
        var project = service.GetProjectMetadata().ProjectPath;
        var built = Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "../.."), AppContext.BaseDirectory);
        var program = Path.Combine(Path.GetDirectoryName(project)!, "bin", built, Path.ChangeExtension(Path.GetFileName(project), ".dll"));
        var start = new ProcessStartInfo("dotnet", [program]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var url = $"http://127.0.0.1:{port}";
        start.Environment["ASPNETCORE_URLS"] = url;
        start.Environment.Remove("HTTP_PORTS");
        return new ServiceProcess(Process.Start(start)!, url);
    }

    /// <summary>Waits until what stands at a path is so.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        var last = "Nothing listens.";
        while (true)
        {
            _process.HasExited.ShouldBeFalse(string.Join('\n', _output));
            try
            {
                using var response = await Client.GetAsync(path, TestContext.Current.CancellationToken);
                last = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                if (response.IsSuccessStatusCode && JsonElement.Parse(last) is var answer && condition(answer))
                    return answer;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet; the patience below ends.
            }

            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(Patience, $"{last}\n{string.Join('\n', _output)}");
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
