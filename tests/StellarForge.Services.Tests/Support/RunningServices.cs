using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using StellarForge.Api;
using StellarForge.GeneratorService;
using StellarForge.ServiceDefaults;
using StellarForge.WriterService;

namespace StellarForge.Services.Tests.Support;

/// <summary>Generator, writer and API in one web application on a port of its own, which reads a file of configuration in a folder of its own.</summary>
internal sealed class RunningServices : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly KeptLogs _logs;

    private RunningServices(WebApplication app, KeptLogs logs)
    {
        (_app, _logs) = (app, logs);
        _client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    /// <summary>A client of them.</summary>
    public HttpClient Client => _client;

    /// <summary>What was logged.</summary>
    public IEnumerable<string> Logs => _logs.Lines;

    /// <summary>Starts the services with a configuration.</summary>
    /// <param name="folder">The folder that has it.</param>
    /// <param name="configure">What else they have.</param>
    /// <param name="map">Further endpoints.</param>
    public static async Task<RunningServices> StartAsync(
        TestFolder folder, Action<WebApplicationBuilder>? configure = null, Action<WebApplication>? map = null)
    {
        var logs = new KeptLogs("");
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = folder.Path });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddJsonFile(folder.File, optional: false, reloadOnChange: true);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.AddGenerator();
        builder.AddWriter();
        builder.AddApi();
        configure?.Invoke(builder);
        var app = builder.Build();
        app.UseAccess();
        app.MapGenerator();
        app.MapWriter();
        app.MapApi();
        map?.Invoke(app);
        await app.StartAsync();
        return new RunningServices(app, logs);
    }

    public async Task<StreamStatus> StreamAsync(string name = "shop") =>
        (await _client.GetFromJsonAsync<List<StreamStatus>>("/api/streams"))!.Single(stream => stream.Name == name);

    public async Task<PipelineStatus> PipelineAsync(string name = "shop") =>
        (await _client.GetFromJsonAsync<List<PipelineStatus>>("/api/pipelines"))!.Single(pipeline => pipeline.Name == name);

    public Task<HttpResponseMessage> PatchAsync(string path, object change) => _client.PatchAsJsonAsync(path, change);

    /// <summary>What stands at a path, for whoever has a token.</summary>
    public async Task<JsonElement> GetAsync(string path, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _client.SendAsync(request);
        return JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).RootElement;
    }

    /// <summary>Waits until what stands at a path is so.</summary>
    public Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> condition, string? token = null) =>
        UntilAsync(() => GetAsync(path, token), condition);

    /// <summary>Waits until a stream is so.</summary>
    public Task<StreamStatus> UntilAsync(Func<StreamStatus, bool> condition) => UntilAsync(() => StreamAsync(), condition);

    /// <summary>Waits until a pipeline is so.</summary>
    public Task<PipelineStatus> UntilPipelineAsync(Func<PipelineStatus, bool> condition, string name = "shop") =>
        UntilAsync(() => PipelineAsync(name), condition);

    /// <summary>Waits until something was logged.</summary>
    public Task UntilLoggedAsync(string text) =>
        UntilAsync(() => Task.FromResult(string.Join('\n', Logs)), logs => logs.Contains(text, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task<T> UntilAsync<T>(Func<Task<T>> get, Func<T, bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var value = await get();
            if (condition(value))
                return value;
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(2))
                throw new TimeoutException($"It is still {value}.\n{string.Join('\n', Logs)}");
            await Task.Delay(50);
        }
    }

    /// <summary>Lines of all categories; those of a category of ours begin with it.</summary>
    private sealed class KeptLogs(string prefix) : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; private init; } = new();

        public ILogger CreateLogger(string categoryName) => new KeptLogs(categoryName == AuditLog.Category ? "Audit " : "") { Lines = Lines };

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{prefix}{logLevel}: {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
