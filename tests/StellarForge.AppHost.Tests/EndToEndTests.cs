using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Npgsql;
using StellarForge.AppHost.Tests.Support;

namespace StellarForge.AppHost.Tests;

/// <summary>Profiles as they run: containers, processes, and rows that flow. Takes minutes, and images from their registries.</summary>
public sealed class EndToEndTests : IDisposable
{
    private const string Variable = "STELLARFORGE_END_TO_END";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("light", "postgresdb")]
    [InlineData("embedded", "sqlitedb")]
    public async Task A_profile_comes_up_and_live_rows_reach_its_database(string profile, string target)
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable(Variable) == "1",
            $"It starts containers: set {Variable}=1 where Docker or Podman runs, and Aspire is from its packages, with its orchestrator.");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var cancellationToken = patience.Token;
        var builder = await DistributedApplicationTestingBuilder.CreateAsync(
            typeof(AppModel), [$"--profile={profile}", $"--data={_folder.Path}"], cancellationToken);
        LeaveNothing(builder.Resources);
        await using var application = await builder.BuildAsync(cancellationToken);
        await application.StartAsync(cancellationToken);

        await application.ResourceNotifications.WaitForResourceHealthyAsync("api", cancellationToken);
        using var api = application.CreateHttpClient("api", "http");
        var stream = await UntilAsync(api, "/api/streams", status => status.GetProperty("events").GetInt64() > 100, cancellationToken);
        var pipeline = await UntilAsync(api, "/api/pipelines", status => Written(status, "orders") > 20, cancellationToken);

        stream.GetProperty("state").GetString().ShouldBe("running");
        (pipeline.GetProperty("name").GetString(), pipeline.GetProperty("state").GetString()).ShouldBe((target, "running"));
        if (profile == "embedded")
            return;
        await using var connection = new NpgsqlConnection(await application.GetConnectionStringAsync(target, cancellationToken));
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            SELECT count(*) FILTER (WHERE placed_at > now() AT TIME ZONE 'UTC' - interval '1 hour') > 20, count(users.user_id) = count(*)
            FROM orders LEFT JOIN users USING (user_id)
            """,
            connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        (await rows.ReadAsync(cancellationToken)).ShouldBeTrue();
        (rows.GetBoolean(0), rows.GetBoolean(1)).ShouldBe((true, true));
    }

    // Whoever works on this machine keeps what their own AppHost has in volumes and in servers that go on.
    private static void LeaveNothing(IEnumerable<IResource> resources)
    {
        foreach (var resource in resources)
        {
            foreach (var annotation in resource.Annotations
                .Where(one => one is ContainerLifetimeAnnotation or ContainerMountAnnotation { Type: ContainerMountType.Volume }).ToList())
                resource.Annotations.Remove(annotation);
        }
    }

    private static long Written(JsonElement pipeline, string table) => pipeline.GetProperty("tables").EnumerateArray()
        .Single(one => one.GetProperty("table").GetString() == table).GetProperty("written").GetInt64();

    private static async Task<JsonElement> UntilAsync(
        HttpClient api, string path, Func<JsonElement, bool> condition, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var status = (await api.GetFromJsonAsync<JsonElement>(path, cancellationToken)).EnumerateArray().Single();
            if (condition(status))
                return status;
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(Patience, $"{status}");
            await Task.Delay(500, cancellationToken);
        }
    }
}
