using System.Runtime.CompilerServices;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Verification;
using StellarForge.Formats;
using StellarForge.Sinks;

namespace StellarForge.Engine.Streams;

/// <summary>
/// Proves what a stream's events became: each up to its lane's last number is a row, a dead letter or a counted duplicate. What is expected comes from the
/// model and the stream's record alone; the target's ledger says only how far it claims to be.
/// </summary>
/// <param name="target">The target.</param>
/// <param name="broker">The broker, which has the stream's control log.</param>
/// <param name="time">The clock.</param>
public sealed class StreamVerifier(IPipelineTarget target, IBroker broker, TimeProvider time)
{
    private const int Tries = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan NoticeInterval = TimeSpan.FromSeconds(10);

    /// <summary>What the target's ledger calls the broker (<see cref="PipelineOptions.Source"/>). Default: its address without secrets.</summary>
    public string Source { get; init; } = broker.DisplayName;

    /// <summary>The tables that are verified, of those that the stream sends: what the pipeline writes. Empty, as by default: all.</summary>
    public IReadOnlyCollection<Table> Tables { get; init; } = [];

    /// <summary>Verifies a stream.</summary>
    /// <param name="name">The stream's name.</param>
    /// <param name="pipeline">The pipeline that wrote it.</param>
    /// <param name="model">The model that it was begun with.</param>
    /// <param name="format">Makes the format of a name.</param>
    /// <param name="complete">Waits until all is written that the stream's processes have sent so far.</param>
    /// <param name="waiting">Told every ten seconds what is waited for.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="BrokerException">There is no such stream.</exception>
    /// <exception cref="FillRefusedException">
    /// The model is another, the stream sends none of <see cref="Tables"/>, or the pipeline writes on while it is read.
    /// </exception>
    public async Task<StreamVerification> VerifyAsync(
        string name, string pipeline, Model model, Func<string, MessageFormat> format, bool complete, IProgress<string>? waiting,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(format);
        await using var log = await ControlLog.OpenAsync(broker, name, creates: false, time, cancellationToken);
        if (log.Stream is not { } record)
            throw new BrokerException($"{broker.DisplayName}: stream '{name}' has no events yet.");
        var plan = StreamDefinition.Plan(record, model, format(record.Format));
        var chosen = plan.Tables.Index().Where(indexed => Tables.Count == 0 || Tables.Contains(indexed.Item.Table)).Select(indexed => indexed.Index).ToArray();
        if (chosen.Length == 0)
            throw new FillRefusedException($"Stream '{name}' sends {string.Join(", ", plan.Tables.Select(table => table.Table))}. Verify one of these.");
        var filled = await FilledAsync(chosen, plan, record, cancellationToken);

        // What is sent so far; a live stream goes on meanwhile.
        var sent = log.Shards.Select(shard => shard.Position).ToList();
        var noticed = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var lanes = await LanesAsync(pipeline, record.Id, cancellationToken);
            var missing = Missing(sent, chosen, plan, lanes);
            var isComplete = missing is null;
            if (complete && !isComplete)
            {
                if (lanes.Count == 0)
                {
                    throw new FillRefusedException(
                        $"{target.DisplayName}: pipeline '{pipeline}' has written nothing of stream '{name}' from {Source} yet. "
                        + "Write it first; or give the --name and the --source, or the same --from, that write was given.");
                }

                if (time.GetElapsedTime(noticed) >= NoticeInterval)
                {
                    noticed = time.GetTimestamp();
                    waiting?.Report($"Waiting for pipeline '{pipeline}' to write what was sent: {missing}.");
                }

                await Task.Delay(Patience, time, cancellationToken);
                attempt = 0;
                continue;
            }

            var actual = new List<TableChecksum>();
            foreach (var schema in chosen.Select(index => plan.Tables[index].Table.Schema))
            {
                var sink = new StrongBox<ChecksumSink>(new ChecksumSink(schema));
                await target.ReadAsync(schema, sink, cancellationToken);
                actual.Add(sink.Value.Checksum);
            }

            var letters = await StreamLetters.ReadAsync(target, pipeline, Source, record.Id, cancellationToken);

            // What was written was sent before, and how stands in the log by now.
            await log.ReadToEndAsync(cancellationToken);

            // Tables, letters and lanes are read one after the other: they belong together where nothing was written meanwhile.
            if (Same(lanes, await LanesAsync(pipeline, record.Id, cancellationToken)))
                return Compare(chosen, plan, record, log.Shards, lanes, letters, filled, actual, isComplete, cancellationToken);
            if (attempt == Tries)
            {
                throw new FillRefusedException(
                    $"Pipeline '{pipeline}' writes into {target.DisplayName} while it is read. Verify when it has stopped, or is idle.");
            }
        }
    }

    private StreamVerification Compare(
        int[] chosen, StreamPlan plan, StreamRecord record, IReadOnlyList<ShardState> shards, IReadOnlyDictionary<Lane, long> lanes, StreamLetters letters,
        List<TableChecksum> filled, List<TableChecksum> actual, bool isComplete, CancellationToken cancellationToken)
    {
        using var expected = new ExpectedEvents(plan, record, lanes, letters, shards, target.SeesKeys);
        var tallies = expected.Count(cancellationToken);
        foreach (var letter in letters.Left)
        {
            var table = plan.Tables.ToList().FindIndex(table => table.Topic == letter.Place.Partition.Topic);
            var origin = letter.Letter.Origin!.Value;
            tallies[Math.Max(0, table)].Report(
                $"{letter.Place.Partition} has a dead letter at offset {letter.Place.Offset}, "
                + $"of event {origin.Number} of shard {origin.Shard}, which was not written yet.");
        }

        var tables = chosen.Index().Select(indexed =>
        {
            var (table, tally, found) = (plan.Tables[indexed.Item], tallies[indexed.Item], actual[indexed.Index]);
            var rows = tally.Rows + filled[indexed.Index];
            if (rows != found)
            {
                tally.Report(
                    $"{rows.Count} rows with checksum {rows.Hex} are expected, and {found.Count} with {found.Hex} are there."
                    + (record.Replaces is null ? "" : " Rows of the stream of this name that was sent before are not expected, and may be there."));
            }

            var duplicates = tally.Duplicates - tally.RefusedDuplicates;
            if (tally.DuplicateLetters != 0 && tally.DuplicateLetters != duplicates)
                tally.Report($"{tally.DuplicateLetters} of {duplicates} second copies are dead letters: all or none have to be.");
            return new StreamedTableVerification(
                table.Table, rows, found, tally.Bad, tally.BadLetters, tally.Duplicates, tally.DuplicateLetters, tally.Refused, tally.Problems);
        });
        return new StreamVerification(record.Id, isComplete, [.. tables]);
    }

    // A live stream goes on where a fill ended: its rows are there as well.
    private async Task<List<TableChecksum>> FilledAsync(int[] chosen, StreamPlan plan, StreamRecord record, CancellationToken cancellationToken)
    {
        var filled = new List<TableChecksum>();
        foreach (var (table, identity) in chosen.Select(index => (plan.Tables[index].Table, record.Tables[index].Identity)))
        {
            var fill = plan.Live is null ? null : await target.ReadFillAsync(table.Schema, cancellationToken);
            if (fill is not null && fill.Hash != identity)
            {
                throw new FillRefusedException(
                    $"Table {table} was filled with other rows than those that the stream goes on from: {target.DisplayName} has a fill of another seed, "
                    + "scale or model. Fill anew (--recreate), or verify another target.");
            }

            filled.Add(fill is null ? default : await Task.Run(() => new Verifier(target, plan.World).Expect(table, cancellationToken), cancellationToken));
        }

        return filled;
    }

    private async Task<IReadOnlyDictionary<Lane, long>> LanesAsync(string pipeline, Guid stream, CancellationToken cancellationToken)
    {
        var states = await target.ReadLanesAsync(pipeline, Source, cancellationToken);
        return states.Where(lane => lane.Key.Stream == stream)
            .ToDictionary(lane => new Lane(lane.Partition.Topic, lane.Partition.Partition, lane.Key.Shard), lane => lane.Number);
    }

    private static bool Same(IReadOnlyDictionary<Lane, long> before, IReadOnlyDictionary<Lane, long> after) =>
        before.Count == after.Count && before.All(lane => after.TryGetValue(lane.Key, out var number) && number == lane.Value);

    // What the target does not have of what the stream's checkpoints say is sent: the first lane that is behind.
    private static string? Missing(IReadOnlyList<ShardPosition?> sent, int[] chosen, StreamPlan plan, IReadOnlyDictionary<Lane, long> lanes)
    {
        foreach (var (shard, position) in sent.Index())
        {
            foreach (var (table, numbers) in (position?.Lanes ?? []).Index().Where(lanes => chosen.Contains(lanes.Index)))
            {
                for (var partition = 0; partition < numbers.Length; partition++)
                {
                    var lane = new Lane(plan.Tables[table].Topic, partition, shard);
                    var last = lanes.GetValueOrDefault(lane, -1);
                    if (numbers[partition] > last)
                    {
                        var written = last < 0 ? "none" : FormattableString.Invariant($"event {last}");
                        return FormattableString.Invariant(
                            $"{lane.Topic}[{partition}] was sent event {numbers[partition]} of shard {shard}, and {written} is written");
                    }
                }
            }
        }

        return null;
    }
}
