using System.Text;
using StellarForge.Brokers.Embedded;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;

namespace StellarForge.Engine.Tests.Streams.Live;

public sealed class LiveStreamTests : IAsyncDisposable
{
    // Twenty minutes a second: payments come up to two hours after their orders.
    private const int Factor = 1_200;

    private static readonly StreamFaults Faults = new() { Late = 0.05, Disorder = 0.1, Duplicates = 0.03, Bad = 0.02, LateBy = TimeSpan.FromMinutes(20) };

    private readonly string _folder = Directory.CreateTempSubdirectory("live").FullName;
    private readonly FastTime _time = new(Canonical.ToDateTimeOffset(LiveShard.Noon), Factor);
    private readonly IBroker _broker;
    private long _messages;
    private volatile StreamProgress? _last;

    public LiveStreamTests() => _broker = new EmbeddedConnector().Open($"embedded:{_folder}/log");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_processes_sent_that_were_killed_changed_and_paused_is_what_the_log_says_each_once()
    {
        var plan = LivePlanner.Plan(
            LiveShard.Plan(Faults, 4, "orders", "order_lines", "payments"),
            new LivePlan(new LivePace(0, [], TrafficPattern.Diurnal)) { Folder = Path.Combine(_folder, "waiting") },
            rate: 0.5, new Dictionary<string, TableRate>());
        var control = new LiveControl(_broker, _time);
        using var killFirst = new CancellationTokenSource();
        using var stopSecond = new CancellationTokenSource();
        var first = RunAsync(plan, default, killFirst.Token);
        var second = RunAsync(plan, stopSecond.Token, Cancelled);
        await SentAsync(300, first, second);

        await control.SetAsync("s", pace => pace with { Rate = 2, Faults = Faults with { Late = 0.2, Bad = 0.3, Disorder = 0, Duplicates = 0.1 } }, Cancelled);
        await SentAsync(1_000, first, second);
        await killFirst.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        await control.SetAsync("s", pace => pace with { IsPaused = true }, Cancelled);
        await UntilAsync(log => log.Shards.All(shard => shard.Segments[^1].Rows.Rates.All(rate => rate == 0)), second);
        await control.SetAsync("s", pace => pace with { IsPaused = false, Pattern = TrafficPattern.Flat, Faults = StreamFaults.None }, Cancelled);
        await SentAsync(1_000, second);
        await stopSecond.CancelAsync();
        await second;
        using var stopThird = new CancellationTokenSource();
        var third = RunAsync(plan, stopThird.Token, Cancelled);
        await SentAsync(500, third);
        await stopThird.CancelAsync();
        await third;

        await using var log = await ControlLog.OpenAsync(_broker, "s", creates: false, _time, Cancelled);
        var sent = await ReadAsync(plan);
        foreach (var (number, shard) in log.Shards.Index())
        {
            shard.Segments.Count.ShouldBeGreaterThan(3);
            using var expected = new LiveShard(plan, number);
            var events = expected.Send(shard.Horizon).TakeWhile(made => made.Number < shard.Position!.Next).ToList();
            sent[number].Count.ShouldBe(events.Count);
            foreach (var made in events)
                sent[number][made.Number].ShouldBe((made.Table, made.Partition, made.Previous, made.Json));
        }
    }

    [Fact]
    public async Task Progress_says_what_waits_and_that_it_is_paused_and_no_rate_is_set_at_which_too_much_would_wait()
    {
        var plan = LivePlanner.Plan(
            LiveShard.Plan(StreamFaults.None, 4, "orders", "payments"),
            new LivePlan(new LivePace(0, [], TrafficPattern.Flat)) { Folder = Path.Combine(_folder, "waiting"), PendingLimit = 50_000 },
            rate: 1, new Dictionary<string, TableRate>());
        var control = new LiveControl(_broker, _time);
        using var stop = new CancellationTokenSource();
        var running = RunAsync(plan, stop.Token, Cancelled);
        await SentAsync(20, running);
        await UntilAsync(_ => _last is { WaitingRows: > 0, IsPaused: false }, running);

        var refused = await Should.ThrowAsync<FillRefusedException>(control.SetAsync("s", pace => pace with { Rate = 1_000 }, Cancelled));
        await control.SetAsync("s", pace => pace with { IsPaused = true, Rate = 2 }, Cancelled);
        await UntilAsync(_ => _last is { IsPaused: true }, running);
        await stop.CancelAsync();
        await running;

        refused.Message.ShouldStartWith("At 1000 events a second more rows would wait for their time than the --pending-limit");
    }

    [Fact]
    public async Task A_live_stream_is_not_gone_on_with_as_a_replay_nor_set_where_it_is_one()
    {
        var replay = LiveShard.Plan(StreamFaults.None, 4, "orders") with { Live = null };
        using var stop = new CancellationTokenSource();
        var options = new StreamOptions { Name = "s", Rate = 10 };
        var running = Task.Run(() => new StreamRunner(_broker, replay, options).RunAsync(new Reports(_ => stop.Cancel()), stop.Token, Cancelled), Cancelled);
        await running;

        var set = await Should.ThrowAsync<FillRefusedException>(new LiveControl(_broker, _time).SetAsync("s", pace => pace, Cancelled));
        var live = LivePlanner.Plan(replay, new LivePlan(new LivePace(0, [], TrafficPattern.Flat)), 1, new Dictionary<string, TableRate>());
        var refused = await Should.ThrowAsync<FillRefusedException>(RunAsync(live, default, Cancelled));

        set.Message.ShouldContain("is a replay");
        refused.Message.ShouldContain("it was a replay, and is live");
    }

    [Fact]
    public async Task What_a_process_changes_before_the_stream_begins_holds_and_one_that_comes_back_leaves_the_pace_of_others_alone()
    {
        var plan = LivePlanner.Plan(
            LiveShard.Plan(StreamFaults.None, 4, "orders"), new LivePlan(new LivePace(0, [], TrafficPattern.Flat)), 1, new Dictionary<string, TableRate>());
        var pace = new SharedPace(plan.Live!.Pace);
        var begun = pace.ChangeAsync(was => was with { IsPaused = true });
        (begun.IsCompleted, pace.Current.IsPaused).ShouldBe((false, true));
        using var stop = new CancellationTokenSource();
        var running = RunAsync(plan, stop.Token, Cancelled, pace);
        await begun.WaitAsync(TimeSpan.FromMinutes(2), Cancelled);

        var refused = await Should.ThrowAsync<FillRefusedException>(pace.ChangeAsync(was => was with { Faults = was.Faults with { Late = 2 } }));
        refused.Message.ShouldContain("Late is 2");
        await pace.ChangeAsync(was => was with { Rate = 2 });
        await stop.CancelAsync();
        (await running).Progress.Messages.ShouldBe(0);
        await new LiveControl(_broker, _time).SetAsync("s", was => was with { Pattern = TrafficPattern.Weekly }, Cancelled);
        using var stopAgain = new CancellationTokenSource();
        running = RunAsync(plan, stopAgain.Token, Cancelled, pace);
        await pace.ChangeAsync(was => was with { IsPaused = false });
        pace.Current.ShouldBe(plan.Live.Pace with { Rate = 2, Pattern = TrafficPattern.Weekly });
        await SentAsync(1, running);
        await stopAgain.CancelAsync();
        await running;
    }

    // Each batch costs several wake-ups, and a flush at the broker. On a machine that has much to do, more go together.
    [Fact]
    public async Task Few_events_that_are_due_within_a_moment_go_together()
    {
        var plan = LivePlanner.Plan(
            LiveShard.Plan(StreamFaults.None, 1, "orders"), new LivePlan(new LivePace(0, [], TrafficPattern.Flat)), 200, new Dictionary<string, TableRate>());
        var batches = 0;
        await using var broker = new MemoryBroker { SendingBatch = topic => batches += topic == "orders" ? 1 : 0 };
        using var stop = new CancellationTokenSource();
        var progress = new Reports(report =>
        {
            if (report.Messages >= 300)
                stop.Cancel();
        });
        var options = new StreamOptions { Name = "s", Workers = 1 };
        await Task.Run(() => new StreamRunner(broker, plan, options).RunAsync(progress, stop.Token, Cancelled), Cancelled).WaitAsync(
            TimeSpan.FromMinutes(2), Cancelled);

        var events = broker.Messages("orders").Count;
        events.ShouldBeGreaterThanOrEqualTo(300);
        batches.ShouldBeLessThan(events / 2);
    }

    [Fact]
    public async Task A_process_that_joins_others_goes_by_what_they_were_told_and_one_that_is_alone_by_what_it_begins_with()
    {
        var plan = LivePlanner.Plan(
            LiveShard.Plan(StreamFaults.None, 4, "orders"), new LivePlan(new LivePace(5, [], TrafficPattern.Flat)), 1, new Dictionary<string, TableRate>());
        using var stop = new CancellationTokenSource();
        var (first, second) = (new SharedPace(plan.Live!.Pace), new SharedPace(plan.Live.Pace));
        var firstBegins = first.BeginAsync(plan.Live.Pace with { Rate = 2 });
        var one = RunAsync(plan, stop.Token, Cancelled, first);
        await firstBegins.WaitAsync(TimeSpan.FromMinutes(2), Cancelled);
        await first.ChangeAsync(was => was with { Rate = 3 });

        var secondBegins = second.BeginAsync(plan.Live.Pace);
        var two = RunAsync(plan, stop.Token, Cancelled, second);
        await secondBegins.WaitAsync(TimeSpan.FromMinutes(2), Cancelled);
        await second.ChangeAsync(was => was with { Pattern = TrafficPattern.Weekly });
        await UntilAsync(_ => first.Current.Pattern == TrafficPattern.Weekly, one);
        (first.Current.Rate, second.Current.Rate).ShouldBe((3, 3));
        await stop.CancelAsync();
        await Task.WhenAll(one, two);

        using var stopAgain = new CancellationTokenSource();
        var third = new SharedPace(plan.Live.Pace);
        var thirdBegins = third.BeginAsync(plan.Live.Pace with { Rate = 4 });
        var three = RunAsync(plan, stopAgain.Token, Cancelled, third);
        await thirdBegins.WaitAsync(TimeSpan.FromMinutes(2), Cancelled);
        third.Current.Rate.ShouldBe(4);
        await stopAgain.CancelAsync();
        await three;
    }

    [Fact]
    public async Task Of_changes_at_the_same_time_none_is_lost()
    {
        var plan = LivePlanner.Plan(
            LiveShard.Plan(StreamFaults.None, 4, "orders"), new LivePlan(new LivePace(0, [], TrafficPattern.Flat)), 1, new Dictionary<string, TableRate>());
        using var stop = new CancellationTokenSource();
        var pace = new SharedPace(plan.Live!.Pace);
        var running = RunAsync(plan, stop.Token, Cancelled, pace);
        await pace.ChangeAsync(was => was with { IsPaused = true });
        var control = new LiveControl(_broker, _time);
        for (var round = 1; round <= 5; round++)
        {
            var (rate, pattern, bad, paused) = (round, (TrafficPattern)(round % 2), round / 10.0, round % 2 == 0);
            await Task.WhenAll(
                control.SetAsync("s", was => was with { Rate = rate }, Cancelled),
                control.SetAsync("s", was => was with { Pattern = pattern }, Cancelled),
                pace.ChangeAsync(was => was with { Faults = was.Faults with { Bad = bad } }),
                pace.ChangeAsync(was => was with { IsPaused = paused }));

            await UntilAsync(_ => pace.Current is var now && (now.Rate, now.Pattern, now.Faults.Bad, now.IsPaused) == (rate, pattern, bad, paused), running);
        }

        await stop.CancelAsync();
        await running;
    }

    private Task<StreamResult> RunAsync(StreamPlan plan, CancellationToken stop, CancellationToken kill, SharedPace? pace = null)
    {
        var options = new StreamOptions
        {
            Name = "s",
            SharedPace = pace,
            Time = _time,
            Workers = 2,
            ControlInterval = TimeSpan.FromMilliseconds(50),
            Silence = TimeSpan.FromSeconds(2 * Factor),
        };
        var counted = 0L;
        var progress = new Reports(report =>
        {
            Interlocked.Add(ref _messages, report.Messages - counted);
            counted = report.Messages;
            if (report.Notice is null)
                _last = report;
        });
        return Task.Run(() => new StreamRunner(_broker, plan, options).RunAsync(progress, stop, kill), Cancelled);
    }

    private Task SentAsync(long more, params Task[] running)
    {
        var wanted = Interlocked.Read(ref _messages) + more;
        return UntilAsync(_ => Interlocked.Read(ref _messages) >= wanted, running);
    }

    private async Task UntilAsync(Func<ControlLog, bool> condition, params Task[] running)
    {
        await using var log = await ControlLog.OpenAsync(_broker, "s", creates: true, _time, Cancelled);
        for (var end = DateTime.UtcNow.AddMinutes(2); !condition(log); await Task.Delay(20, Cancelled))
        {
            foreach (var ended in running.Where(task => task.IsCompleted))
                await ended;
            DateTime.UtcNow.ShouldBeLessThan(end);
            await log.ReadToEndAsync(Cancelled);
        }
    }

    // By shard and number; what came more than once has to be the same.
    private async Task<Dictionary<int, Dictionary<long, (string Table, int Partition, long Previous, string Json)>>> ReadAsync(StreamPlan plan)
    {
        var sent = Enumerable.Range(0, plan.Shards).ToDictionary(shard => shard, _ => new Dictionary<long, (string, int, long, string)>());
        foreach (var (topic, partition) in plan.Tables.SelectMany(table => Enumerable.Range(0, table.Partitions).Select(partition => (table.Topic, partition))))
        {
            var place = new TopicPartition(topic, partition);
            await using var consumer = await _broker.AssignAsync([place], Cancelled);
            var offsets = await consumer.OffsetsAsync(place, Cancelled);
            consumer.Seek(place, offsets.Begin);
            using var batch = new MessageBatch();
            for (var left = offsets.End - offsets.Begin; left > 0; left -= batch.Count)
            {
                batch.Clear();
                await consumer.ReadAsync(batch, TimeSpan.FromSeconds(1), Cancelled);
                for (var index = 0; index < batch.Count; index++)
                {
                    var (origin, value) = (batch[index].Origin!.Value, Encoding.UTF8.GetString(batch[index].Value));
                    var made = (topic, partition, origin.Previous, value);
                    if (!sent[origin.Shard].TryAdd(origin.Number, made))
                        sent[origin.Shard][origin.Number].ShouldBe(made);
                }
            }
        }

        return sent;
    }

    private sealed class Reports(Action<StreamProgress> report) : IProgress<StreamProgress>
    {
        public void Report(StreamProgress value) => report(value);
    }
}
