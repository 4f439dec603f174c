using System.Diagnostics;
using StellarForge.ServiceDefaults;
using StellarForge.Services.Tests.Support;
using StellarForge.Testing.Servers;

[assembly: Xunit.AssemblyFixture(typeof(PostgreSqlServer))]

namespace StellarForge.Services.Tests;

public sealed class ServiceProcessTests(PostgreSqlServer postgres)
{
    [Fact]
    public async Task Generator_and_writer_as_processes_with_what_Aspire_injects_lose_and_double_nothing_when_they_are_ended()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        using var folder = new TestFolder("\"Pipelines\": {}");
        var environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__log"] = $"embedded:{folder.Path}/log",
            ["ConnectionStrings__db"] = database.ConnectionString,
            ["StellarForge__Model__Rows__orders"] = "500",
            ["StellarForge__Model__Rows__users"] = "200",
            ["StellarForge__Model__Rows__products"] = "100",
            ["StellarForge__Model__Rows__customer_interactions"] = "500",
            ["StellarForge__Streams__shop__Broker"] = "log",
            ["StellarForge__Streams__shop__Fill"] = "db",
            ["StellarForge__Streams__shop__Rate"] = "1000",
            ["StellarForge__Streams__shop__Tables__orders"] = "",
            ["StellarForge__Streams__shop__Tables__order_lines"] = "",
            ["StellarForge__Streams__shop__Tables__customer_interactions"] = "",
            ["StellarForge__Pipelines__shop__Stream"] = "shop",
            ["StellarForge__Pipelines__shop__Target"] = "db",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        };
        for (var round = 0; round < 2; round++)
        {
            await using var writer = await ServiceProcess.StartAsync("StellarForge.WriterService", environment, folder.Path);
            await using var generator = await ServiceProcess.StartAsync("StellarForge.GeneratorService", environment, folder.Path);
            await writer.UntilAsync<PipelineStatus>("/api/pipelines", pipeline => pipeline.Tables.Sum(table => table.Written) > 1_000);
            (await generator.TerminateAsync()).ShouldBe(0);
            (await writer.TerminateAsync()).ShouldBe(0);
        }

        await using var last = await ServiceProcess.StartAsync("StellarForge.WriterService", environment, folder.Path);
        await last.UntilAsync<PipelineStatus>("/api/pipelines", pipeline => pipeline is { State: HostState.Running, Lag: 0 });
        (await last.TerminateAsync()).ShouldBe(0);
        var verified = await ServiceProcess.RunAsync(
            "StellarForge.Cli", folder.Path, "verify", "--target", database.Uri, "--stream", "shop", "--from", $"embedded:{folder.Path}/log", "--complete",
            "--name", "shop");

        verified.ShouldContain("It has read all that was sent so far.");
        (await database.PsqlAsync("SELECT count(*) > 1500 FROM orders o JOIN order_lines USING (order_id)")).ShouldBe("t");
    }

    [Fact]
    public async Task A_service_whose_address_is_taken_says_so_in_one_sentence()
    {
        using var folder = new TestFolder("\"Pipelines\": {}");
        var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var start = ServiceProcess.Command("StellarForge.WriterService", folder.Path);
        var address = $"{taken.LocalEndpoint}";
        start.Environment["ASPNETCORE_URLS"] = $"http://{address}";

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        taken.Stop();

        process.ExitCode.ShouldBe(1, $"{await output}\n{error}");
        error.TrimEnd().ShouldBe(
            $"Failed to bind to address http://{address}: address already in use. Give another one: ASPNETCORE_URLS=http://127.0.0.1:5090");
    }

    [Fact]
    public async Task A_service_whose_configuration_is_wrong_says_all_of_it_and_ends_with_2()
    {
        using var folder = new TestFolder("\"Pipelines\": {}");
        var start = ServiceProcess.Command("StellarForge.WriterService", folder.Path);
        // JSON, which is what a service logs outside a terminal, escapes quotes.
        start.Environment["Logging__Console__FormatterName"] = "simple";
        start.Environment["StellarForge__Pipelines__shop__Mode"] = "merge";
        start.Environment["StellarForge__Pipelines__shop__BatchRows"] = "-1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync() + await error;
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(2, output);
        output.ShouldContain("StellarForge:Pipelines:shop:Mode: takes one of append, upsert, ignore, not 'merge'.");
        output.ShouldContain("StellarForge:Pipelines:shop:BatchRows is '-1'.");
        output.ShouldContain("StellarForge:Pipelines:shop has no source.");
    }
}
