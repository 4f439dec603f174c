using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using StellarForge.ServiceDefaults;
using StellarForge.Services.Tests.Support;

namespace StellarForge.Services.Tests;

/// <summary>Configuration that is gone for whatever reason changes nothing that runs.</summary>
public sealed class TopologyMonitorTests : IDisposable
{
    private const string Streams = """
        "a": { "Broker": "log", "Tables": { "users": null }, "Paused": true }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("stellarforge-monitor-").FullName;
    private readonly KeptLog _log = new();
    private readonly ConcurrentQueue<Topology> _changes = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_stream_that_is_taken_out_keeps_its_pause_until_a_restart()
    {
        Write("one.json", Settings.Json(_folder, $"\"Streams\": {{ {Streams}, {B(10)} }}"));
        var configuration = Configuration("one.json");
        using var monitor = Watch(configuration);

        Write("one.json", Settings.Json(_folder, $"\"Streams\": {{ {B(20)} }}"));
        await UntilAsync(() => !_changes.IsEmpty);

        _changes.ShouldAllBe(topology => Of(topology, "a").Settings.Paused && Of(topology, "b").Settings.Rate == 20);
        _log.Lines.ShouldContain("StellarForge:Streams:a:Paused has changed, which needs a restart");
    }

    [Fact]
    public async Task A_file_that_is_moved_away_is_told_and_changes_nothing_until_it_is_back()
    {
        Write("one.json", Settings.Json(_folder, $"\"Streams\": {{ {Streams}, {B(10)} }}"));
        var configuration = Configuration("one.json");
        using var monitor = Watch(configuration);

        File.Move(Path.Combine(_folder, "one.json"), Path.Combine(_folder, "away.json"));
        await UntilAsync(() => _log.Lines.Any(line => line.EndsWith("one.json is gone. Put it back, or start anew.", StringComparison.Ordinal)));
        _changes.ShouldBeEmpty();
        Write("one.json", Settings.Json(_folder, $"\"Streams\": {{ {Streams}, {B(20)} }}"));
        await UntilAsync(() => !_changes.IsEmpty);

        _changes.ShouldAllBe(topology => Of(topology, "a").Settings.Paused && Of(topology, "b").Settings.Rate == 20);
    }

    [Fact]
    public async Task While_one_file_can_not_be_read_a_change_of_another_waits_and_takes_nothing_out()
    {
        Write("one.json", Settings.Json(_folder, $"\"Streams\": {{ {Streams} }}"));
        Write("two.json", $"{{ \"StellarForge\": {{ \"Streams\": {{ {B(10)} }} }} }}");
        var configuration = Configuration("one.json", "two.json");
        using var monitor = Watch(configuration);

        Write("one.json", "{ \"StellarForge\": {");
        await UntilAsync(() => _log.Lines.Any(line => line.Contains("one.json can't be read", StringComparison.Ordinal)));
        Write("two.json", $"{{ \"StellarForge\": {{ \"Streams\": {{ {B(20)} }} }} }}");
        await UntilAsync(() => configuration["StellarForge:Streams:b:Rate"] == "20");
        monitor.Reload();
        _changes.ShouldBeEmpty();
        Write("one.json", Settings.Json(_folder, $"\"Streams\": {{ {Streams} }}"));
        await UntilAsync(() => !_changes.IsEmpty);

        _changes.ShouldAllBe(topology => Of(topology, "a").Settings.Paused && Of(topology, "b").Settings.Rate == 20);
    }

    [Fact]
    public void What_fails_as_a_change_is_applied_does_not_end_the_process()
    {
        var configuration = Settings.OfShop("""
            "Streams": { "a": { "Broker": "log", "Tables": { "users": null }, "Rate": 1 } }
            """).AddInMemoryCollection().Build();
        using var monitor = new TopologyMonitor(configuration, TopologyReader.Read(configuration), _log);
        var told = 0;
        monitor.Changed += _ =>
        {
            told++;
            throw new InvalidOperationException("Nobody foresaw this.");
        };

        configuration["StellarForge:Streams:a:Rate"] = "5";
        Should.NotThrow(monitor.Reload);

        told.ShouldBe(1);
    }

    private static string B(int rate) => $$"""
        "b": { "Broker": "log", "Tables": { "orders": null }, "Rate": {{rate}} }
        """;

    private static TopologyStream Of(Topology topology, string name) => topology.Streams.Single(stream => stream.Name == name);

    private TopologyMonitor Watch(IConfigurationRoot configuration)
    {
        var monitor = new TopologyMonitor(configuration, TopologyReader.Read(configuration), _log);
        monitor.Changed += _changes.Enqueue;
        return monitor;
    }

    private IConfigurationRoot Configuration(params IEnumerable<string> files)
    {
        var builder = new ConfigurationBuilder();
        foreach (var file in files)
            builder.AddJsonFile(Path.Combine(_folder, file), optional: false, reloadOnChange: true);
        return builder.Build();
    }

    // In one step, as editors do: a half-written file is another test's.
    private void Write(string file, string text)
    {
        var path = Path.Combine(_folder, $"{file}.new");
        File.WriteAllText(path, text);
        File.Move(path, Path.Combine(_folder, file), overwrite: true);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private sealed class KeptLog : ILogger<TopologyMonitor>
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));
    }
}
