using System.Diagnostics;
using System.Text.RegularExpressions;
using StellarForge.Engine;
using StellarForge.Engine.Verification;
using StellarForge.Testing.Models;
using StellarForge.Testing.Servers;

namespace StellarForge.Testing.Targets;

/// <summary>What every target that is a server promises of its network.</summary>
public abstract class NetworkFaultTests
{
    private static readonly World World = new(rows: new Dictionary<string, long> { ["accounts"] = 10_000, ["transfers"] = 200_000 });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connections_that_are_dropped_again_and_again_lose_and_double_nothing()
    {
        await using var store = await CreateAsync();
        await using var proxy = new TcpProxy(store.Uri);
        await using var target = Open(proxy.Uri);
        var random = new Random(8);
        var drops = 0;
        var next = 5_000L;
        void Drop(FillProgress progress)
        {
            if (progress.Rows < next || drops == 12)
                return;
            next = progress.Rows + random.Next(1_000, 20_000);
            drops++;
            proxy.Drop();
        }

        var options = new FillOptions { Workers = 3, Retries = 20, RetryDelay = TimeSpan.FromMilliseconds(5), ReportInterval = TimeSpan.FromMilliseconds(5) };
        var plan = FillPlanner.Plan(Bank.Model, World, chunkRows: 10_000);
        var result = await new FillRunner(target, plan, options).RunAsync(new Watch(Drop), cancellationToken: Token);

        result.IsComplete.ShouldBeTrue();
        drops.ShouldBeGreaterThan(3);
        await using var direct = store.Open();
        (await new Verifier(direct, World).VerifyAsync(Bank.Model.Tables, cancellationToken: Token)).ShouldAllBe(table => table.IsMatch);
    }

    [Fact]
    public async Task A_load_that_the_network_swallows_is_given_up_and_tried_again()
    {
        await using var store = await CreateAsync();
        await using var proxy = new TcpProxy(store.Uri);
        await using var target = Open(proxy.Uri + "?command_timeout=2");
        var (half, givenUp) = (new TaskCompletionSource(), new TaskCompletionSource());
        void Look(FillProgress progress)
        {
            if (progress.Rows > 100_000)
                half.TrySetResult();
            if (progress.Notice?.Contains("made no progress for 2 s (command_timeout)", StringComparison.Ordinal) == true)
                givenUp.TrySetResult();
        }

        var plan = FillPlanner.Plan(Bank.Model, World, chunkRows: 50_000);
        var options = new FillOptions
        {
            Retries = 20,
            RetryDelay = TimeSpan.FromMilliseconds(100),
            MaxRetryDelay = TimeSpan.FromSeconds(1),
            ReportInterval = TimeSpan.FromMilliseconds(5),
        };
        var filling = new FillRunner(target, plan, options).RunAsync(new Watch(Look), cancellationToken: Token);
        await half.Task.WaitAsync(TimeSpan.FromMinutes(1), Token);
        proxy.Swallow();
        var stuck = proxy.Clients();
        await givenUp.Task.WaitAsync(TimeSpan.FromMinutes(1), Token);
        await ShouldCloseAsync(proxy, stuck);
        proxy.Forward();

        (await filling.WaitAsync(TimeSpan.FromMinutes(2), Token)).IsComplete.ShouldBeTrue();
        await using var direct = store.Open();
        (await new Verifier(direct, World).VerifyAsync(Bank.Model.Tables, cancellationToken: Token)).ShouldAllBe(table => table.IsMatch);
    }

    [Fact]
    public async Task A_load_that_the_network_swallows_is_left_at_once()
    {
        await using var store = await CreateAsync();
        await using var proxy = new TcpProxy(store.Uri);
        await using var target = Open(proxy.Uri);
        using var cancel = new CancellationTokenSource();
        var half = new TaskCompletionSource();
        void Look(FillProgress progress)
        {
            if (progress.Rows > 100_000)
                half.TrySetResult();
        }

        var plan = FillPlanner.Plan(Bank.Model, World, chunkRows: 50_000);
        var options = new FillOptions { Workers = 1, ReportInterval = TimeSpan.FromMilliseconds(5) };
        var filling = new FillRunner(target, plan, options).RunAsync(new Watch(Look), cancellationToken: cancel.Token);
        await half.Task.WaitAsync(TimeSpan.FromMinutes(1), Token);
        proxy.Swallow();
        await proxy.SwallowedAsync(Token);

        // The buffers of the sockets still take some of what the load sends. Whether it stands still by now or sends, it must be left.
        var stuck = proxy.Clients();
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => filling.WaitAsync(TimeSpan.FromMinutes(1), Token));
        await ShouldCloseAsync(proxy, stuck);
    }

    [Theory]
    [InlineData(false, "waiting for chunks in the hands of others (1), of which none was loaded for 1 s. Chunks are held by ")]
    [InlineData(true, "preparing has taken 1 s without an end. Chunks are held by ")]
    public async Task A_session_that_was_left_behind_is_named_with_the_statement_that_ends_it(bool recreate, string waiting)
    {
        await using var store = await CreateAsync();
        var plan = FillPlanner.Plan(Bank.Model, World, chunkRows: 50_000);
        await using var dead = store.Open();
        await dead.PrepareAsync(plan, recreate: false, Token);
        await using var left = await dead.ConnectAsync(Token);
        (await left.ClaimAsync(plan)).ShouldNotBeNull();
        var said = new TaskCompletionSource<string>();
        void Look(FillProgress progress)
        {
            if (progress.Notice is { } notice)
                said.TrySetResult(notice);
        }

        await using var target = store.Open();
        var options = new FillOptions { WaitNotice = TimeSpan.FromSeconds(1), Recreate = recreate };
        var filling = new FillRunner(target, plan, options).RunAsync(new Watch(Look), cancellationToken: Token);
        var words = await said.Task.WaitAsync(TimeSpan.FromMinutes(1), Token);

        words.ShouldContain(waiting);
        var end = Regex.Match(words, @"Where the process behind one is gone, this ends it: ((SELECT pg_terminate_backend|KILL)[ (0-9)]+)$");
        end.Success.ShouldBeTrue(words);
        await store.RunAsync(end.Groups[1].Value);
        (await filling.WaitAsync(TimeSpan.FromMinutes(1), Token)).IsComplete.ShouldBeTrue();
    }

    [Fact]
    public async Task A_fill_stops_at_once_while_it_prepares()
    {
        await using var store = await CreateAsync();
        await using var proxy = new TcpProxy(store.Uri);
        await using var target = Open(proxy.Uri);
        proxy.Swallow();
        using var stop = new CancellationTokenSource();

        var filling = new FillRunner(target, FillPlanner.Plan(Bank.Model, World)).RunAsync(stop: stop.Token, cancellationToken: Token);
        await proxy.SwallowedAsync(Token);
        await stop.CancelAsync();

        (await filling.WaitAsync(TimeSpan.FromMinutes(1), Token)).IsComplete.ShouldBeFalse();
    }

    /// <summary>Makes an empty store, or skips the test.</summary>
    protected abstract Task<TargetStore> CreateAsync();

    /// <summary>Opens the target of a URI.</summary>
    protected abstract ITarget Open(string uri);

    // By whoever gave them up: the network says nothing to either side, so that without that they stay for ever. The bound only ends the test.
    private static async Task ShouldCloseAsync(TcpProxy proxy, IReadOnlySet<int> clients)
    {
        clients.ShouldNotBeEmpty();
        for (var waiting = Stopwatch.StartNew(); proxy.Clients().Overlaps(clients); await Task.Delay(20, Token))
            waiting.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(2));
    }

    private sealed class Watch(Action<FillProgress> reported) : IProgress<FillProgress>
    {
        public void Report(FillProgress value) => reported(value);
    }
}
