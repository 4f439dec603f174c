using System.Globalization;
using StellarForge.Engine.Verification;
using StellarForge.Testing.Models;
using StellarForge.Testing.Servers;

namespace StellarForge.Testing.Targets;

/// <summary>
/// Processes that share a fill are killed, stopped and cut off, and their server is killed, at random moments. Whoever is not killed comes to a good end,
/// and every row is there once. One round is run; as many as the environment variable <see cref="RoundsVariable"/> says, for hours by one command.
/// </summary>
public abstract class KillTests
{
    /// <summary>The environment variable with the number of rounds.</summary>
    public const string RoundsVariable = "STELLARFORGE_KILL_ROUNDS";

    /// <summary>The environment variable with the first round's seed; a failed test prints the seed of each round.</summary>
    public const string SeedVariable = "STELLARFORGE_KILL_SEED";

    private const int Processes = 3;
    private const int Blows = 8;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The size of the fill: enough to be under way for some seconds.</summary>
    protected virtual double Scale => 20;

    [Fact]
    public async Task A_fill_under_fire_is_exact_in_the_end()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGKILL and SIGSTOP are of Unix.");
        var rounds = Read(RoundsVariable) ?? 1;
        var first = Read(SeedVariable) ?? Random.Shared.Next(1_000_000);
        var landed = 0;

        // On a fast machine a fill may end before many blows.
        for (var round = 0; round < rounds || (landed < 2 * rounds && round < 10 * rounds); round++)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{SeedVariable}={first + round}");
            landed += await RunAsync(new Random(first + round));
        }

        landed.ShouldBeGreaterThanOrEqualTo(2 * rounds, "Hardly a blow met a fill that was under way.");
    }

    /// <summary>Makes an empty store, or skips the test.</summary>
    protected abstract Task<TargetStore> CreateAsync();

    /// <summary>Whether the store is a server, which can be killed, and whose connections can be dropped.</summary>
    protected virtual bool IsServer => false;

    /// <summary>Kills the server, and starts it again.</summary>
    protected virtual Task CrashServerAsync() => throw new NotSupportedException("There is no server to kill.");

    private static int? Read(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    // Gives the number of blows that met a process at work.
    private async Task<int> RunAsync(Random random)
    {
        await using var store = await CreateAsync();
        await using var proxy = IsServer ? new TcpProxy(store.Uri) : null;
        var running = new List<FillHost>();
        var landed = 0;
        try
        {
            for (var blow = 0; blow < Blows && !running.Exists(host => host.HasExited); blow++)
            {
                while (running.Count < Processes)
                    running.Add(await FillHost.StartAsync(Bank.Model, proxy?.Uri ?? store.Uri, Scale, chunkRows: 2_000));

                // At a random moment of their work; so below, of a process that is stopped.
                await Task.Delay(random.Next(10, 300), Token);
                landed += await StrikeAsync(random, running, proxy) ? 1 : 0;
            }

            // At least one that nobody kills.
            if (running.Count == 0)
                running.Add(await FillHost.StartAsync(Bank.Model, proxy?.Uri ?? store.Uri, Scale, chunkRows: 2_000));
            foreach (var host in running)
                (await host.ExitAsync()).ShouldBe(0, host.Errors);
        }
        finally
        {
            running.ForEach(host => host.Dispose());
        }

        await ShouldBeExactAsync(store);
        return landed;
    }

    private async Task<bool> StrikeAsync(Random random, List<FillHost> running, TcpProxy? proxy)
    {
        var victim = running[random.Next(running.Count)];
        switch (random.Next(IsServer ? 10 : 7))
        {
            case < 5:
                running.Remove(victim);
                return await KillAsync(victim);
            case < 7:
                await victim.StopAsync();
                await Task.Delay(random.Next(50, 600), Token);
                if (random.Next(2) == 0)
                {
                    running.Remove(victim);
                    return await KillAsync(victim);
                }

                await victim.ContinueAsync();
                return !victim.HasExited;
            case < 9:
                var connections = proxy!.Connections;
                proxy.Drop();
                return connections > 0;
            default:
                await CrashServerAsync();
                return true;
        }
    }

    private static async Task<bool> KillAsync(FillHost host)
    {
        using (host)
        {
            if (await host.KillAsync())
                return true;
            (await host.ExitAsync()).ShouldBe(0, host.Errors);
            return false;
        }
    }

    private async Task ShouldBeExactAsync(TargetStore store)
    {
        var world = new World(scale: Scale);
        foreach (var table in Bank.Model.Tables)
            (await store.CountAsync(table)).ShouldBe(world.RootRows(table.Schema));
        await using var target = store.Open();
        (await new Verifier(target, world).VerifyAsync(Bank.Model.Tables, cancellationToken: Token)).ShouldAllBe(table => table.IsMatch);
    }
}
