using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using StellarForge.Cli.Tests.Support;
using StellarForge.Testing.Servers;

namespace StellarForge.Cli.Tests;

/// <summary>
/// Generator and writer as processes of their own, through a broker into a database, both killed at random. By hand for minutes, with the broker killed as
/// well, through any broker into any database: <c>STELLARFORGE_KILL_WAYS="embedded-mysql redis-postgres kafka-mysql rabbitmq-postgres"</c>,
/// <c>STELLARFORGE_KILL_MINUTES</c> for each, <c>STELLARFORGE_KILL_SEED</c>.
/// </summary>
public sealed class BrokerKillTests(PostgreSqlServer postgres, MariaDbServer mariaDb) : IDisposable
{
    private const string Tables = "orders,order_lines,payments";
    private const string Faults = "--late 0.05 --disorder 0.1 --duplicates 0.02 --bad 0.01";

    private static readonly double Minutes = Number("STELLARFORGE_KILL_MINUTES", 0);
    private static readonly int Seed = (int)Number("STELLARFORGE_KILL_SEED", 7);

    private readonly CommandLine _cli = new();

    public static TheoryData<string, string> Ways => new(
        (Environment.GetEnvironmentVariable("STELLARFORGE_KILL_WAYS") ?? "rabbitmq-postgres").Split(' ').Select(way => way.Split('-'))
            .Select(way => (way[0], way[1])));

    public void Dispose() => _cli.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Both_ends_are_killed_at_random_and_all_arrives_once(string brokerName, string target)
    {
        await using var broker = await KillableBroker.StartAsync(brokerName, _cli);
        var random = new Random(Seed);
        var started = Stopwatch.GetTimestamp();
        var round = 0;
        do
        {
            await RoundAsync(broker, target, random, Seed + round);
            round++;
        }
        while (Stopwatch.GetElapsedTime(started).TotalMinutes < Minutes);

        TestContext.Current.TestOutputHelper?.WriteLine($"{round} rounds, {broker.Kills} kills of the broker");
    }

    private async Task RoundAsync(KillableBroker broker, string target, Random random, int seed)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"s{seed}");
        await broker.PrepareAsync(name, Tables.Split(','));
        var topics = string.Join(' ', Tables.Split(',').Select(table => $"--topic {table}={name}.{table}"));
        var selection = string.Create(CultureInfo.InvariantCulture, $"--tables {Tables} --rows orders={(Minutes > 0 ? 4000 : 500)} --seed {seed}");
        var counts = await CountAsync($"stream {selection} {Faults} --dry-run --json");
        await using var database = await (target == "mysql" ? AskedDatabase.CreateAsync(mariaDb) : AskedDatabase.CreateAsync(postgres));
        var stream = $"stream --to {broker.Uri} --name {name} {topics} {selection} {Faults}";
        var write = $"write --from {broker.Uri} --target {database.Uri} --name {name} {topics}";

        var hasEnded = false;
        for (var kills = Minutes > 0 ? 6 : 1; kills > 0 && !hasEnded; kills--)
        {
            using var generator = Running.Start(_cli, $"{stream} --rate {(Minutes > 0 ? 1000 : 300)}");
            using var writer = Running.Start(_cli, write);
            await Task.WhenAny(generator.Finished, Task.Delay(random.Next(1500, 4000)));
            if (Minutes > 0 && random.Next(3) == 0)
                await broker.KillAsync();
            if (random.Next(3) > 0)
                writer.Kill();
            if (random.Next(3) > 0)
                generator.Kill();
            await Task.WhenAny(generator.Finished, Task.Delay(random.Next(0, 1500)));
            generator.Kill();
            hasEnded = (await generator.Finished).ExitCode == 0;
        }

        // After its end, the same command would begin another stream of the same rows.
        if (!hasEnded)
            await _cli.OutputOfAsync(stream);
        await _cli.OutputOfAsync($"{write} --until-idle 2s");

        await _cli.OutputOfAsync($"verify --target {database.Uri} {selection}");
        await _cli.OutputOfAsync($"verify --target {database.Uri} --stream {name} --name {name} --from {broker.Uri} --complete");
        foreach (var (table, rows, letters) in counts)
        {
            (await database.AskAsync($"SELECT count(*) FROM {table}")).ShouldBe($"{rows}");
            (await database.AskAsync($"SELECT count(*) FROM {database.Letters} WHERE table_name = '{table}'")).ShouldBe($"{letters}");
        }
    }

    private async Task<List<(string Table, long Rows, long Letters)>> CountAsync(string dryRun) =>
    [
        .. (await _cli.OutputOfAsync(dryRun)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Select(table => (
                table.GetProperty("table").GetString()!,
                table.GetProperty("events").GetInt64(),
                table.GetProperty("duplicates").GetInt64() + table.GetProperty("bad").GetInt64())),
    ];

    private static double Number(string variable, double otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
