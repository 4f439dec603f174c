using StellarForge.Engine.SchemaRegistry;
using StellarForge.Engine.Streams;
using StellarForge.Engine.Tests.Streams.Live;

namespace StellarForge.Engine.Tests.Streams;

// A target that is slow, or away.
public sealed partial class PipelineTests
{
    // What takes seconds takes hundredths.
    private static PipelineOptions Fast => new()
    {
        BatchRows = 100,
        UntilIdle = TimeSpan.FromDays(1),
        Group = "group",
        Time = new FastTime(DateTimeOffset.UnixEpoch.AddYears(50), 100),
    };

    [Fact]
    public async Task While_the_target_is_away_nothing_more_is_read_and_the_group_is_answered_and_then_all_arrives()
    {
        for (var number = 0; number < 5000; number++)
            Foreign($"{number}");
        var back = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _target.Stepping = step => step == "begin" ? back.Task : Task.CompletedTask;
        var polls = CountPolls();

        using var stop = new CancellationTokenSource();
        var running = RunAsync(Fast, stop: stop.Token);
        await Until(() => _broker.Delivered >= 200);
        var delivered = _broker.Delivered;
        await Until(polls, 5);

        delivered.ShouldBe(200);
        _broker.Delivered.ShouldBe(200);
        back.SetResult();
        await StopAsync(running, stop, 5000);
        Written().ShouldBe(Enumerable.Range(0, 5000).Select(number => (long)number));
    }

    [Fact]
    public async Task While_partitions_are_taken_over_the_group_is_answered_and_what_it_gives_to_others_is_not_taken()
    {
        Foreign("1");
        var (isAway, takes) = (true, 0);
        _target.Stepping = step =>
        {
            if (step != "take")
                return Task.CompletedTask;
            Interlocked.Increment(ref takes);
            return Volatile.Read(ref isAway) ? throw new TargetException("Away.", kind: ErrorKind.Transient) : Task.CompletedTask;
        };
        var polls = CountPolls();
        using var stop = new CancellationTokenSource();
        var running = RunAsync(Fast, stop: stop.Token);
        await Until(polls, 5);

        await using (await _broker.SubscribeAsync("group", [Topic], default))
        {
            _broker.Rebalance(1);
            await Until(polls, 3);
            var before = Volatile.Read(ref takes);
            await Until(polls, 3);
            Volatile.Read(ref takes).ShouldBe(before);
            Volatile.Write(ref isAway, false);
        }

        await StopAsync(running, stop, 1);
        Written().ShouldBe([1]);
    }

    [Fact]
    public async Task While_a_schema_is_asked_for_the_group_is_answered_and_what_was_read_before_comes_once()
    {
        foreach (var text in (string[])["1", "s5", "2", "3"])
            Foreign(text);
        var polls = CountPolls();
        using var back = new ManualResetEventSlim();
        _format.Finding = () =>
        {
            if (!back.IsSet)
                throw new SchemaRegistryException("The registry is away.", kind: ErrorKind.Transient);
        };

        using var stop = new CancellationTokenSource();
        var running = RunAsync(Fast, stop: stop.Token);
        await Until(polls, 5);
        back.Set();
        await StopAsync(running, stop, 4);

        Written().ShouldBe([1, 5, 2, 3]);
    }

    private async Task StopAsync(Task running, CancellationTokenSource stop, long written)
    {
        await Until(() => _target.Offset(First) == written);
        await stop.CancelAsync();
        await running;
    }

    private Func<int> CountPolls()
    {
        var polls = 0;
        _broker.Reading = () => Interlocked.Increment(ref polls);
        return () => Volatile.Read(ref polls);
    }

    private static Task Until(Func<int> count, int more)
    {
        var wanted = count() + more;
        return Until(() => count() >= wanted);
    }
}
