using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Npgsql;
using StellarForge.Engine.Tests.SchemaRegistry;
using StellarForge.ServiceDefaults;
using StellarForge.Services.Tests.Support;
using StellarForge.Testing.Servers;

[assembly: Xunit.AssemblyFixture(typeof(MariaDbServer))]

namespace StellarForge.Services.Tests;

/// <summary>The services with the environment that the AppHost gives them.</summary>
public sealed class InjectedEnvironmentTests(PostgreSqlServer postgres, MariaDbServer mariaDb)
{
    private const string Password = "correct horse battery staple";

    private static readonly (string Name, int Partitions)[] Topics =
        [("orders", 8), ("order_lines", 8), ("payments", 8), ("customer_interactions", 8), ("shop.control", 1)];

    private readonly Dictionary<string, string> _values = new()
    {
        ["access-key.value"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)),
        ["operator-password-hash.value"] = Passwords.Hash(Password),

        // Nobody is there: a dashboard that is away keeps nothing from working.
        ["compose-dashboard.bindings.otlp-grpc.url"] = "http://127.0.0.1:1",
    };

    [Fact]
    public async Task With_what_the_AppHost_injects_live_rows_reach_all_databases()
    {
        await using var postgresdb = await postgres.CreateDatabaseAsync();
        await using var mysqldb = await mariaDb.CreateDatabaseAsync();
        await using var kafka = new KafkaMock();
        await kafka.InitializeAsync();
        foreach (var (topic, partitions) in Topics)
            await kafka.CreateTopicAsync(topic, partitions);
        await using var registry = await FakeSchemaRegistry.StartAsync();
        using var folder = new TestFolder("\"Pipelines\": {}");
        GiveAddresses(postgresdb, mysqldb, kafka, registry);
        var manifest = new AspireManifest("full", key => _values[key]);
        string[] targets = ["postgresdb", "mysqldb"];

        var services = await Task.WhenAll(
            ServiceProcess.StartAsync("StellarForge.GeneratorService", EnvironmentOf("generator"), folder.Path),
            ServiceProcess.StartAsync("StellarForge.WriterService", EnvironmentOf("writer"), folder.Path),
            ServiceProcess.StartAsync("StellarForge.Api", EnvironmentOf("api"), folder.Path));
        await using var generator = services[0];
        await using var writer = services[1];
        await using var api = services[2];
        var token = await api.Client.PostAsJsonAsync("/api/token", new { user = "operator", password = Password });
        api.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", (await token.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString());
        await api.UntilAsync<StreamStatus>("/api/streams", stream => stream is { State: HostState.Running, Events: > 100 });
        foreach (var target in targets)
        {
            // Payments come minutes after their orders.
            await api.UntilAsync<PipelineStatus>("/api/pipelines", pipeline => pipeline.Name == target && pipeline.State == HostState.Running
                && pipeline.Tables.All(table => table is { Written: > 0, DeadLetters: 0 } or { Table: "payments" }));
        }

        foreach (var service in services)
            (await service.Client.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var service in services)
            (await service.TerminateAsync()).ShouldBe(0);

        const string Orphans = "SELECT count(*) FROM orders LEFT JOIN users USING (user_id) WHERE users.user_id IS NULL";
        (await postgresdb.PsqlAsync("SELECT count(*) > 0 FROM orders WHERE placed_at > now() AT TIME ZONE 'UTC' - interval '10 minutes'")).ShouldBe("t");
        (await postgresdb.PsqlAsync(Orphans)).ShouldBe("0");
        (await mysqldb.ClientAsync("SELECT count(*) > 0 FROM orders WHERE placed_at > utc_timestamp() - interval 10 minute")).ShouldBe("1");
        (await mysqldb.ClientAsync(Orphans)).ShouldBe("0");
        registry.Requests.ShouldContain(request => request.StartsWith("POST /subjects/orders-value", StringComparison.Ordinal));

        Dictionary<string, string> EnvironmentOf(string service)
        {
            var environment = manifest.EnvironmentOf(service);

            // There is no SQL Server here: as a user leaves a target out. Its connection stays, and is nobody's.
            environment["StellarForge__Streams__shop__Fill"] = string.Join(',', targets);
            foreach (var key in environment.Keys.Where(key => key.StartsWith("StellarForge__Pipelines__sqlserverdb__", StringComparison.Ordinal)).ToList())
                environment.Remove(key);

            // Less to fill.
            environment["StellarForge__Model__Scale"] = "0.001";

            // A database of this test's own on a server that others use as well.
            Rename("ConnectionStrings__postgresdb", postgresdb.Name);
            Rename("ConnectionStrings__mysqldb", mysqldb.Name);
            return environment;

            void Rename(string key, string database) => environment[key] = environment[key].Replace("=shop", $"={database}", StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("full")]
    [InlineData("light")]
    [InlineData("embedded")]
    public void What_a_profile_injects_is_a_topology_without_mistakes_whose_pipelines_find_their_targets_filled(string profile)
    {
        // Of what a deployment knows, a number does for ports and hosts alike.
        var manifest = new AspireManifest(
            profile, key => key.EndsWith(".url", StringComparison.Ordinal) ? "http://127.0.0.1:1" : _values.GetValueOrDefault(key, "1"));
        foreach (var service in (string[])["generator", "writer", "api"])
        {
            var environment = manifest.EnvironmentOf(service)
                .ToDictionary(entry => entry.Key.Replace("__", ":", StringComparison.Ordinal), entry => (string?)entry.Value);
            var topology = TopologyReader.Read(new ConfigurationBuilder().AddInMemoryCollection(environment).Build());

            var stream = topology.Streams.ShouldHaveSingleItem();
            stream.Fills.ShouldBe(topology.Pipelines.Select(pipeline => pipeline.Target), ignoreOrder: true);
            topology.Options.Access.Key.ShouldBe(_values["access-key.value"]);
        }
    }

    private void GiveAddresses(PostgreSqlDatabase postgresdb, MariaDbDatabase mysqldb, KafkaMock mock, FakeSchemaRegistry registry)
    {
        var connection = new NpgsqlConnectionStringBuilder(postgresdb.ConnectionString);
        var uri = new Uri(mysqldb.Uri);
        Give("postgres", connection.Host!, connection.Port, connection.Password ?? "");
        Give("mysql", uri.Host, uri.Port < 0 ? 3306 : uri.Port, Uri.UnescapeDataString(uri.UserInfo.Split(':', 2) is [_, var password] ? password : ""));
        Give("sqlserver", "127.0.0.1", 1, "none");
        var kafka = new Uri(mock.Uri);
        Give("kafka", kafka.Host, kafka.Port, "");
        _values["registry.bindings.http.url"] = registry.Url;
        foreach (var service in (string[])["generator", "writer", "api"])
        {
            var port = Availability.FreePort();
            _values[$"{service}.bindings.http.targetPort"] = $"{port}";
            _values[$"{service}.bindings.http.url"] = $"http://127.0.0.1:{port}";
        }

        void Give(string server, string host, int port, string password)
        {
            _values[$"{server}.bindings.tcp.host"] = host;
            _values[$"{server}.bindings.tcp.port"] = $"{port}";
            _values[$"{server}-password.value"] = password;
        }
    }
}
