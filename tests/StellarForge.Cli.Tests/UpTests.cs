using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using StellarForge.Cli.Tests.Support;
using StellarForge.ServiceDefaults;

namespace StellarForge.Cli.Tests;

public sealed class UpTests : IDisposable
{
    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Up_brings_events_into_SQLite_and_loses_and_doubles_nothing_when_it_is_ended_and_started_again()
    {
        for (var round = 0; round < 2; round++)
        {
            using var up = _cli.Start("up --port 0 --data data --rate 300/s --json");
            using var client = await ClientAsync(up);
            await UntilAsync(async () =>
                (await client.GetFromJsonAsync<List<PipelineStatus>>("/api/pipelines"))!.Single().Tables.Sum(table => table.Written) > 300);
            await UntilAsync(async () => (await client.GetFromJsonAsync<List<StreamStatus>>("/api/streams"))!.Single().State == HostState.Running);
            await TerminateAsync(up);
            var result = await CommandLine.FinishAsync(up);
            result.ExitCode.ShouldBe(0, result.Error);
            result.Error.ShouldContain("Nothing is lost: the same command goes on.");
        }

        await _cli.OutputOfAsync(
            "write --from embedded:data/log --target sqlite:data/retail.db --name shop --until-idle 1s "
            + "--tables orders,order_lines,payments,customer_interactions");
        (await _cli.OutputOfAsync("verify --target sqlite:data/retail.db --stream shop --from embedded:data/log --name shop --complete"))
            .ShouldContain("It has read all that was sent so far.");
        Sqlite.Ask(_cli.PathOf("data/retail.db"), "SELECT count(*) > 50 FROM orders WHERE placed_at > date('now', '-1 day')").ShouldBe("1");
    }

    [Fact]
    public async Task A_wrong_file_is_refused_with_all_its_mistakes()
    {
        await File.WriteAllTextAsync(_cli.PathOf("shop.json"), """{ "StellarForge": { "Streams": { "a": { "Rate": "fast" } }, "Pipelines": { "b": {} } } }""");

        var result = await _cli.RunAsync("up --config shop.json --port 0");

        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain("StellarForge:Streams:a:Rate: takes a number, not 'fast'.");
        result.Error.ShouldContain("StellarForge:Streams:a:Broker is missing.");
        result.Error.ShouldContain("StellarForge:Pipelines:b has no source.");
        result.Error.Split('\n').ShouldContain(line => line.StartsWith("StellarForge:Streams:a:Broker", StringComparison.Ordinal));
        result.Error.ShouldContain("stellarforge: --config shop.json: The ");
    }

    [Fact]
    public async Task A_wrong_environment_is_refused_where_the_configuration_is_built_in()
    {
        _cli.Environment["StellarForge__Streams__shop__Rate"] = "fast";

        var result = await _cli.RunAsync("up --port 0");

        result.ExitCode.ShouldBe(2);
        result.Error.ShouldStartWith("stellarforge: StellarForge:Streams:shop:Rate: takes a number, not 'fast'.");
    }

    [Theory]
    [InlineData("up --config none.json", "there is no file")]
    [InlineData("up --config none.json --rate 5", "--rate is a matter of the built-in configuration")]
    [InlineData("up --port 5 --urls http://localhost:5", "--urls and --port contradict each other")]
    public async Task What_makes_no_sense_is_refused(string arguments, string problem)
    {
        var result = await _cli.RunAsync(arguments);

        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain(problem);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_in_a_sentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var result = await _cli.RunAsync($"up --port {((IPEndPoint)taken.LocalEndpoint).Port}");

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("address already in use");
        result.Error.ShouldNotContain("   at ");
        result.Error.ShouldNotContain("Exception");
    }

    private static async Task<HttpClient> ClientAsync(Process up)
    {
        var line = await up.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));
        line.ShouldNotBeNull(up.HasExited ? await up.StandardError.ReadToEndAsync() : "It wrote nothing.");
        return new HttpClient { BaseAddress = new Uri(JsonDocument.Parse(line).RootElement.GetProperty("urls")[0].GetString()!) };
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromMinutes(2));
            await Task.Delay(100);
        }
    }

    private static async Task TerminateAsync(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }
}
