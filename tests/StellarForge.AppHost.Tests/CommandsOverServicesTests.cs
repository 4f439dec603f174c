using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using StellarForge.AppHost.Commands;
using StellarForge.AppHost.Tests.Support;

namespace StellarForge.AppHost.Tests;

/// <summary>The services as the embedded profile starts them, on a machine that has none of its files yet, under the commands of the dashboard.</summary>
public sealed class CommandsOverServicesTests : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<ServiceProcess> _services = [];

    private string Data => Path.Combine(_folder.Path, "100% new");

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
            await service.DisposeAsync();
        _folder.Dispose();
    }

    [Fact(Timeout = 600_000)]
    public async Task Every_command_does_with_the_services_what_it_says()
    {
        var api = await StartAsync();
        var commands = ApiCommands.Of(Profile.All.Single(profile => profile.Name == "embedded")).ToDictionary(command => command.Name);
        await api.UntilAsync("/api/pipelines", pipelines => pipelines[0].GetProperty("state").GetString() == "running"
            && pipelines[0].GetProperty("tables").EnumerateArray().Any(table => table.GetProperty("written").GetInt64() > 0));

        // Nothing streams into this table.
        var rows = await SqlAsync("SELECT count(*) FROM product_suppliers");
        await SqlAsync("DELETE FROM product_suppliers");
        (await RunAsync("start-fill")).GetProperty("state").GetString().ShouldBe("done");
        (await SqlAsync("SELECT count(*) FROM product_suppliers")).ShouldBe(rows);
        rows.ShouldNotBe("0");
        (await RunAsync("change-rate")).GetProperty("rate").GetDouble().ShouldBe(500);
        var faults = (await RunAsync("inject-faults")).GetProperty("faults");
        (faults.GetProperty("late").GetDouble(), faults.GetProperty("disorder").GetDouble(), faults.GetProperty("duplicates").GetDouble(),
            faults.GetProperty("bad").GetDouble()).ShouldBe((0.02, 0.01, 0.01, 0.001));
        await RunAsync("pause");
        await StreamIsAsync("paused");
        (await RunAsync("verify")).GetProperty("matches").GetBoolean().ShouldBeTrue();
        (await RunAsync("replay-dead-letters")).GetProperty("leftCount").ValueKind.ShouldBe(JsonValueKind.Number);
        await RunAsync("resume");
        await StreamIsAsync("running");
        commands.ShouldBeEmpty("each of them was run");

        async Task<JsonElement> RunAsync(string name)
        {
            commands.Remove(name, out var command).ShouldBeTrue(name);

            // With what stands in the dialog when it opens.
            var body = command!.Body(new InteractionInputCollection(command.Inputs()));
            var (succeeded, text) = await ApiCommandRun.SendAsync(api.Client, command, body, TestContext.Current.CancellationToken);
            succeeded.ShouldBeTrue($"{name}: {text}");
            return JsonElement.Parse(text);
        }

        Task StreamIsAsync(string state) => api.UntilAsync("/api/streams", streams => streams[0].GetProperty("state").GetString() == state);
    }

    // The environment is the one of a run; only addresses of services are given here, as the orchestrator would.
    private async Task<ServiceProcess> StartAsync()
    {
        var model = Composed.Of("--profile", "embedded", "--data", Data);
        var ports = model.Resources.OfType<ProjectResource>().ToDictionary(service => service.Name, _ => FreePort());
        foreach (var service in model.Resources.OfType<ProjectResource>())
        {
            var environment = await model.EnvironmentAsync(service.Name, DistributedApplicationOperation.Run);
            foreach (var other in ports.Keys.Where(other => environment.ContainsKey($"services__{other}__http__0")))
                environment[$"services__{other}__http__0"] = $"http://127.0.0.1:{ports[other]}";
            _services.Add(ServiceProcess.Start(service, environment, ports[service.Name], _folder.Path));
        }

        return _services[^1];
    }

    private async Task<string> SqlAsync(string sql)
    {
        var start = new ProcessStartInfo("sqlite3", ["-batch", "-bail", "-cmd", ".timeout 60000", Path.Combine(Data, "shop.db"), sql])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, sql);
        return output.Trim();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
