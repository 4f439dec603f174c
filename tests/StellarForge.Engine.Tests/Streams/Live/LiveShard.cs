using System.Collections.Immutable;
using System.Globalization;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;
using StellarForge.Formats;
using StellarForge.Live;

namespace StellarForge.Engine.Tests.Streams.Live;

/// <summary>One shard of a live stream, sent step by step as a process does: as far as its limit, with the segments that stand in its log by then.</summary>
internal sealed class LiveShard : IDisposable
{
    public const long Second = TimeSpan.MicrosecondsPerSecond;

    // A Saturday.
    public static readonly long Noon = Canonical.FromDateTime(new DateTime(2026, 11, 21, 12, 0, 0, DateTimeKind.Utc));

    private static readonly Model Retail = StellarForge.Retail.ForgeModel.Instance;

    private readonly StreamPlan _plan;
    private readonly EventTimes _times;
    private readonly EventWriter _writer;
    private readonly EventCounts _counts;

    /// <param name="plan">The stream.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="position">Where to go on; <see langword="null"/> for the beginning.</param>
    /// <param name="horizon">How far, by the log.</param>
    public LiveShard(StreamPlan plan, int shard, ShardPosition? position = null, LiveHorizon? horizon = null)
    {
        (_plan, _times, _counts) = (plan, EventTimes.Of(plan), new EventCounts(plan.Tables.Count));
        _writer = new EventWriter(plan, _times, Guid.Empty, shard, position ?? ShardPosition.Start(plan), horizon ?? new LiveHorizon(long.MinValue, []), null);
    }

    public ShardPosition Position => _writer.Position;

    public bool HasEnded => _writer.HasEnded;

    public static StreamPlan Plan(StreamFaults faults, int shards, params string[] tables)
    {
        var world = new World(42, 1, new Dictionary<string, long> { ["orders"] = 400, ["users"] = 300, ["products"] = 300, ["customer_interactions"] = 500 });
        var chosen = Retail.Tables.Where(table => tables.Contains(table.Schema.QualifiedName)).Select(table => new StreamTable(table, table.Schema.Name, 2));
        return new StreamPlan(Retail, world, [.. chosen], new JsonMessageFormat(), faults, shards)
        {
            Live = new LivePlan(new LivePace(1, [], TrafficPattern.Flat)) { Grace = TimeSpan.FromSeconds(10) + TimeSpan.FromMicroseconds(faults.LongestDelay) },
        };
    }

    public static ShardSegment Segment(long start, params double[] rates) => Segment(StreamFaults.None, start, rates);

    public static ShardSegment Segment(StreamFaults faults, long start, params double[] rates) =>
        new(new LiveSegment(start, TrafficPattern.Flat, [.. rates]), faults);

    /// <summary>Sends all up to a limit.</summary>
    /// <returns>Each event with its place, its number and the number before it, its partition and its bytes.</returns>
    public List<SentEvent> Send(LiveHorizon horizon)
    {
        _writer.Extend(horizon);
        var sent = new List<SentEvent>();
        using var batch = new MessageBatch(mostMessages: int.MaxValue);
        while (_writer.HasNext)
        {
            batch.Clear();
            _writer.Write(batch, 0, [], _counts);
            var message = batch[0];
            sent.Add(new SentEvent(
                _writer.After, _plan.Tables[_writer.After.Table].Table.Schema.Name, message.Origin!.Value.Number, message.Origin.Value.Previous,
                message.Partition.Partition, System.Text.Encoding.UTF8.GetString(message.Value)));
        }

        return sent;
    }

    public void Dispose()
    {
        _writer.Dispose();
        _times.Dispose();
    }
}

/// <summary>An event as it was sent.</summary>
internal sealed record SentEvent(EventPlace Place, string Table, long Number, long Previous, int Partition, string Json)
{
    public long Time(string column) => Canonical.FromDateTime(DateTime.Parse(
        System.Text.Json.JsonDocument.Parse(Json).RootElement.GetProperty(column).GetString()!, CultureInfo.InvariantCulture,
        DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal));

    public long Number64(string column) => System.Text.Json.JsonDocument.Parse(Json).RootElement.GetProperty(column).GetInt64();
}
