using System.Globalization;
using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>What a stream's record says of a plan, and back.</summary>
internal static class StreamDefinition
{
    private const string Advice = "Give the model that the stream was begun with.";

    /// <summary>The record of a plan.</summary>
    public static StreamRecord Record(StreamPlan plan, long? count, Guid? replaces, DateTimeOffset now) => new(
        Guid.NewGuid(),
        replaces,
        plan.World.Seed,
        plan.World.Scale,
        new SortedDictionary<string, long>(plan.World.Rows.ToDictionary(), StringComparer.Ordinal),
        [
            .. plan.Tables.Select(table => new StreamTableRecord(
                table.Table.Schema.QualifiedName, table.Topic, table.Partitions, FillIdentity.Of(plan.Model, table.Table, plan.World).Hash)),
        ],
        plan.Format.Name,
        plan.Faults,
        plan.Shards,
        count,
        now)
    {
        Live = plan.Live is { } live ? new LiveRecord(StreamFaults.Units(live.Grace), live.Pace) { HighestRate = live.HighestRate } : null,
    };

    /// <summary>The plan of a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="model">The model that made it.</param>
    /// <param name="format">The format that the record names.</param>
    /// <exception cref="FillRefusedException">It was made by another model.</exception>
    public static StreamPlan Plan(StreamRecord record, Model model, Formats.MessageFormat format)
    {
        var world = new World(record.Seed, record.Scale, record.Rows);
        var tables = new List<StreamTable>();
        foreach (var (name, topic, partitions, identity) in record.Tables)
        {
            if (model.Find(name) is not { } table)
                throw new FillRefusedException($"The stream sends table {name}, which the model {model.Name} does not have. {Advice}");
            if (FillIdentity.Of(model, table, world).Hash != identity)
                throw new FillRefusedException($"The stream sends other rows of table {name} than the model {model.Name} makes. {Advice}");
            tables.Add(new StreamTable(table, topic, partitions));
        }

        return new StreamPlan(model, world, tables, format, record.Faults, record.Shards)
        {
            Live = record.Live is { } live ? new LivePlan(live.Pace) { Grace = TimeSpan.FromMicroseconds(live.Grace) } : null,
        };
    }

    /// <summary>What differs between two records, in words; nothing where both send the same events.</summary>
    public static IEnumerable<string> Differences(StreamRecord was, StreamRecord now)
    {
        if (was.Seed != now.Seed)
            yield return Text($"the seed was {was.Seed}, is {now.Seed}");
        if (was.Format != now.Format)
            yield return $"the format was {was.Format}, is {now.Format}";
        if (was.Shards != now.Shards)
            yield return Text($"there were {was.Shards} shards, and are {now.Shards}");
        if (was.Count != now.Count)
            yield return $"the count was {Given(was.Count)}, is {Given(now.Count)}";
        foreach (var (fault, before, after) in Faults(was.Faults).Zip(Faults(now.Faults), (before, after) => (before.Name, before.Value, after.Value)))
        {
            if (!before.Equals(after))
                yield return Text($"{fault} was {before}, is {after}");
        }

        if (was.Live is null != now.Live is null)
            yield return was.Live is null ? "it was a replay, and is live" : "it was live, and is a replay";
        else if (was.Live is { } before && now.Live is { } after && before.Describe() != after.Describe())
            yield return $"it began with {before.Describe()}, and is to be {after.Describe()}";
        foreach (var name in was.Tables.Concat(now.Tables).Select(table => table.Table).Distinct())
        {
            var (before, after) = (was.Tables.FirstOrDefault(table => table.Table == name), now.Tables.FirstOrDefault(table => table.Table == name));
            if (before is null || after is null)
                yield return $"table {name} was {(before is null ? "not " : "")}sent, and is {(after is null ? "not" : "now")}";
            else if (before.Topic != after.Topic)
                yield return $"table {name} went to topic {before.Topic}, now to {after.Topic}";
            else if (before.Partitions != after.Partitions)
                yield return Text($"topic {before.Topic} had {before.Partitions} partitions, and has {after.Partitions}");
            else if (before.Identity != after.Identity)
                yield return $"the rows of table {name} are others: the model, the scale or --rows changed";
        }
    }

    /// <summary>Makes the topics that are missing, and takes the number of partitions of those that are there.</summary>
    /// <param name="broker">Where.</param>
    /// <param name="plan">The stream.</param>
    /// <param name="begun">
    /// The stream of the name that has not ended, whose topics were made before it; <see langword="null"/> where a new one is to begin.
    /// </param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="BrokerException">A topic is compacted.</exception>
    /// <exception cref="FillRefusedException">A topic of <paramref name="begun"/> was deleted.</exception>
    public static async Task<StreamPlan> CreateTopicsAsync(IBroker broker, StreamPlan plan, StreamRecord? begun, CancellationToken cancellationToken)
    {
        var tables = new List<StreamTable>();
        foreach (var table in plan.Tables)
        {
            var isMissing = await broker.FindTopicAsync(table.Topic, cancellationToken) is null;
            if (isMissing && begun?.Tables.Any(was => was.Topic == table.Topic) == true)
            {
                throw new FillRefusedException(
                    $"{broker.DisplayName}: topic {table.Topic} was deleted, and the stream has not ended: what it sent there is lost. "
                    + "Give that stream up for a new one: --restart.");
            }

            if (isMissing)
                await broker.CreateTopicAsync(new TopicSettings(table.Topic, table.Partitions), cancellationToken);
            var topic = await broker.FindTopicAsync(table.Topic, cancellationToken)
                ?? throw new BrokerException($"{broker.DisplayName}: topic {table.Topic} was made, and is not there.", kind: ErrorKind.Transient);
            if (topic.IsCompacted)
            {
                throw new BrokerException(
                    $"{broker.DisplayName}: topic {table.Topic} is compacted: of events with the same key the older ones would be lost. "
                    + $"Send to another topic (--topic {table.Table.Schema}=…).");
            }

            tables.Add(table with { Partitions = topic.Partitions });
        }

        return plan with { Tables = tables };
    }

    private static IEnumerable<(string Name, object Value)> Faults(StreamFaults faults) =>
    [
        ("--late", faults.Late), ("--disorder", faults.Disorder), ("--duplicates", faults.Duplicates), ("--bad", faults.Bad),
        ("--late-by", faults.LateBy), ("--disorder-by", faults.DisorderBy),
    ];

    private static string Given(long? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "not given";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
