using System.Data.Common;
using System.Globalization;
using System.Text;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;

namespace StellarForge.Engine.Relational;

/// <summary>The part of the ledger that pipelines have: how far each is in each partition, and what could not become a row.</summary>
/// <param name="connection">An open connection; whatever is done is part of its transaction.</param>
/// <param name="sql">The database's words.</param>
/// <param name="plan">The pipeline.</param>
internal sealed class PipelineLedger(RelationalConnection connection, LedgerSql sql, PipelinePlan plan)
{
    // Of a name of each: what the keys of all databases have room for.
    public const int LongestName = 100;
    public const int LongestSource = 300;
    public const int LongestTopic = 249;

    private const int LongestOwner = 200;
    private const int LanesPerStatement = 100;
    private const string Pipeline = "pipeline = @p0 AND source = @p1";
    private const string Place = "pipeline = @p0 AND source = @p1 AND topic = @p2 AND topic_partition = @p3";
    private const string MessageColumns = "message_offset, table_name, reason, detail, message_key, message_value, value_length, value_hash";
    private const string OriginColumns = "stream_id, shard, event_number, previous_number";

    private const string PlaceColumns = "pipeline, source, topic, topic_partition";

    /// <summary>Records the number of each topic's partitions.</summary>
    /// <exception cref="FillRefusedException">A topic had another number.</exception>
    public async Task RecordTopicsAsync(CancellationToken cancellationToken)
    {
        foreach (var table in plan.Tables.DistinctBy(table => table.Topic))
        {
            var known = await connection.QueryAsync(
                $"SELECT partitions FROM {sql.Topics} WHERE {Pipeline} AND topic = @p2", row => row.GetInt32(0), cancellationToken,
                plan.Name, plan.Source, table.Topic);
            if (known is [])
            {
                await connection.ExecuteAsync(
                    $"INSERT INTO {sql.Topics} (pipeline, source, topic, partitions) VALUES (@p0, @p1, @p2, @p3)", cancellationToken,
                    plan.Name, plan.Source, table.Topic, table.Partitions);
            }
            else if (known is [var before] && before != table.Partitions)
            {
                throw FillRefusedException.OtherPartitions(plan.Name, table.Topic, before, table.Partitions);
            }
        }
    }

    /// <summary>Forgets how far the pipeline is, and how many partitions its topics have; raises the epochs.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(
            $"UPDATE {sql.Positions} SET epoch = epoch + 1, next_offset = 0, fingerprint = NULL, batch_id = NULL WHERE {Pipeline}", cancellationToken,
            plan.Name, plan.Source);
        await connection.ExecuteAsync($"DELETE FROM {sql.Lanes} WHERE {Pipeline}", cancellationToken, plan.Name, plan.Source);
        await connection.ExecuteAsync($"DELETE FROM {sql.Topics} WHERE {Pipeline}", cancellationToken, plan.Name, plan.Source);
    }

    /// <summary>Raises a partition's epoch, and reads how far it is. Waits for whoever is committing a batch of it.</summary>
    public async Task<PartitionState> TakeAsync(TopicPartition partition, string owner, CancellationToken cancellationToken)
    {
        owner = owner.Length > LongestOwner ? owner[..LongestOwner] : owner;
        var raised = await connection.ExecuteAsync(
            $"UPDATE {sql.Positions} SET epoch = epoch + 1, owner = @p4, taken_at = {sql.Now} WHERE {Place}", cancellationToken, [.. At(partition), owner]);
        if (raised == 0)
        {
            await connection.ExecuteAsync(
                $"INSERT INTO {sql.Positions} ({PlaceColumns}, epoch, next_offset, owner, taken_at) VALUES (@p0, @p1, @p2, @p3, 1, 0, @p4, {sql.Now})",
                cancellationToken, [.. At(partition), owner]);
        }

        var lanes = await connection.QueryAsync(
            $"SELECT stream_id, shard, last_number FROM {sql.Lanes} WHERE {Place}",
            row => (Key: new LaneKey(Guid.Parse(row.GetString(0)), row.GetInt32(1)), Number: row.GetInt64(2)), cancellationToken, At(partition));
        var state = (await connection.QueryAsync(
            $"SELECT epoch, next_offset, fingerprint FROM {sql.Positions} WHERE {Place}",
            row => new PartitionState(
                partition, row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetInt64(2),
                lanes.ToDictionary(lane => lane.Key, lane => lane.Number)),
            cancellationToken, At(partition))).Single();
        return state.Fingerprint is not null ? state : state with
        {
            Elsewhere = await connection.QueryAsync(
                $"SELECT source, next_offset, fingerprint FROM {sql.Positions} "
                + "WHERE pipeline = @p0 AND source <> @p1 AND topic = @p2 AND topic_partition = @p3 AND fingerprint IS NOT NULL",
                row => new SourcePosition(row.GetString(0), row.GetInt64(1), row.GetInt64(2)), cancellationToken, At(partition)),
        };
    }

    /// <summary>How far a pipeline is in all its lanes.</summary>
    public static async Task<IReadOnlyList<LanePosition>> ReadLanesAsync(
        RelationalConnection connection, LedgerSql sql, string pipeline, string source, CancellationToken cancellationToken) => await connection.QueryAsync(
            $"SELECT topic, topic_partition, stream_id, shard, last_number FROM {sql.Lanes} WHERE pipeline = @p0 AND source = @p1",
            row => new LanePosition(
                new TopicPartition(row.GetString(0), row.GetInt32(1)), new LaneKey(Guid.Parse(row.GetString(2)), row.GetInt32(3)), row.GetInt64(4)),
            cancellationToken, pipeline, source);

    /// <summary>Whether a batch is the last that was committed of a partition.</summary>
    public Task<bool> HasBatchAsync(TopicPartition partition, Guid batch, CancellationToken cancellationToken) => connection.QueryBooleanAsync(
        $"SELECT COUNT(*) FROM {sql.Positions} WHERE {Place} AND batch_id = @p4", cancellationToken, [.. At(partition), Text(batch)]);

    /// <summary>
    /// Advances partitions. Each stays locked until the transaction's end, so that nobody can take it over between this comparison of epochs and the commit.
    /// </summary>
    /// <exception cref="PartitionLostException">One has another epoch, or another offset.</exception>
    public async Task AdvanceAsync(Guid batch, IReadOnlyList<PartitionAdvance> advances, CancellationToken cancellationToken)
    {
        // In one order for all writers: two that advance the same partitions must not wait for each other.
        foreach (var advance in advances.OrderBy(advance => advance.Partition.Topic, StringComparer.Ordinal).ThenBy(advance => advance.Partition.Partition))
        {
            var advanced = await connection.ExecuteAsync(
                $"""
                UPDATE {sql.Positions} SET next_offset = @p6, fingerprint = @p7, batch_id = @p8, advanced_at = {sql.Now}
                WHERE {Place} AND epoch = @p4 AND next_offset = @p5
                """,
                cancellationToken, [.. At(advance.Partition), advance.Epoch, advance.From, advance.Offset, advance.Fingerprint, Text(batch)]);
            if (advanced == 0)
                throw new PartitionLostException(advance.Partition);
            foreach (var lanes in advance.Lanes.Chunk(LanesPerStatement))
                await SaveLanesAsync(advance.Partition, lanes, cancellationToken);
        }
    }

    /// <summary>
    /// Records dead letters. One that is recorded already stays as it is; another message's at its place, of a topic that was made anew, goes.
    /// </summary>
    public async Task RecordAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
    {
        foreach (var partition in letters.GroupBy(letter => letter.Partition))
        {
            var known = await connection.QueryAsync(
                $"SELECT message_offset, value_hash FROM {sql.DeadLetters} WHERE {Place} AND message_offset BETWEEN @p4 AND @p5",
                row => (Offset: row.GetInt64(0), Hash: row.GetFieldValue<byte[]>(1)),
                cancellationToken, [.. At(partition.Key), partition.Min(letter => letter.Offset), partition.Max(letter => letter.Offset)]);
            var hashes = known.ToDictionary(letter => letter.Offset, letter => letter.Hash);
            foreach (var letter in partition)
            {
                if (hashes.TryGetValue(letter.Offset, out var hash))
                {
                    if (letter.ValueHash.Span.SequenceEqual(hash))
                        continue;
                    await connection.ExecuteAsync(
                        $"DELETE FROM {sql.DeadLetters} WHERE {Place} AND message_offset = @p4", cancellationToken, [.. At(partition.Key), letter.Offset]);
                }

                await RecordAsync(letter, cancellationToken);
            }
        }
    }

    /// <summary>The dead letters of a partition that were not forwarded yet, in order.</summary>
    public async Task<IReadOnlyList<DeadLetter>> UnforwardedAsync(TopicPartition partition, int most, CancellationToken cancellationToken) =>
        await connection.QueryAsync(
            sql.FirstRows.Replace(
                "{query}",
                $"{MessageColumns}, {OriginColumns} FROM {sql.DeadLetters} WHERE {Place} AND forwarded_at IS NULL ORDER BY message_offset",
                StringComparison.Ordinal),
            row => ReadLetter(partition, row), cancellationToken, [.. At(partition), most]);

    /// <summary>Marks dead letters as forwarded.</summary>
    public async Task MarkForwardedAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
    {
        foreach (var letter in letters)
        {
            await connection.ExecuteAsync(
                $"UPDATE {sql.DeadLetters} SET forwarded_at = {sql.Now} WHERE {Place} AND message_offset = @p4", cancellationToken,
                [.. At(letter.Partition), letter.Offset]);
        }
    }

    /// <summary>Marks a dead letter as replayed.</summary>
    /// <returns>Whether it was there, and not marked yet.</returns>
    public async Task<bool> MarkReplayedAsync(DeadLetter letter, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(
            $"UPDATE {sql.DeadLetters} SET replayed_at = {sql.Now} WHERE {Place} AND message_offset = @p4 AND replayed_at IS NULL", cancellationToken,
            [.. At(letter.Partition), letter.Offset]) == 1;

    /// <summary>Reads the dead letters of all pipelines behind a place, in order.</summary>
    public static async Task<IReadOnlyList<RecordedLetter>> ReadAsync(
        RelationalConnection connection, LedgerSql sql, LetterPlace? after, int most, CancellationToken cancellationToken)
    {
        // Before all: no name is shorter than none.
        after ??= new LetterPlace("", "", new TopicPartition("", -1), -1);
        var behind = "message_offset > @p5";
        foreach (var (column, parameter) in ((string, string)[])[("topic_partition", "@p3"), ("topic", "@p2"), ("source", "@p1"), ("pipeline", "@p0")])
            behind = $"({column} > {parameter} OR ({column} = {parameter} AND {behind}))";
        return await connection.QueryAsync(
            sql.FirstRows.Replace(
                "{query}",
                $"{MessageColumns}, {OriginColumns}, {PlaceColumns}, recorded_at, forwarded_at, replayed_at FROM {sql.DeadLetters} "
                + $"WHERE {behind} ORDER BY {PlaceColumns}, message_offset",
                StringComparison.Ordinal),
            row =>
            {
                var partition = new TopicPartition(row.GetString(14), row.GetInt32(15));
                var letter = ReadLetter(partition, row);
                return new RecordedLetter(
                    new LetterPlace(row.GetString(12), row.GetString(13), partition, letter.Offset), letter,
                    Time(row, 16)!.Value, Time(row, 17), Time(row, 18));
            },
            cancellationToken, after.Pipeline, after.Source, after.Partition.Topic, after.Partition.Partition, most, after.Offset);
    }

    // In UTC in every database; what kind of time their drivers take it for differs.
    private static DateTime? Time(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null
        : row.GetDateTime(column) is { Kind: DateTimeKind.Local } local ? local.ToUniversalTime()
        : DateTime.SpecifyKind(row.GetDateTime(column), DateTimeKind.Utc);

    private static DeadLetter ReadLetter(TopicPartition partition, DbDataReader row)
    {
        EventOrigin? origin = row.IsDBNull(8) ? null : new EventOrigin(Guid.Parse(row.GetString(8)), row.GetInt32(9), row.GetInt64(10), row.GetInt64(11));
        return new DeadLetter(
            partition, row.GetInt64(0), row.GetString(1), Enum.Parse<DeadLetterReason>(row.GetString(2)), row.GetString(3),
            row.GetFieldValue<byte[]>(4), row.GetFieldValue<byte[]>(5), row.GetInt64(6), row.GetFieldValue<byte[]>(7), origin);
    }

    private Task<int> RecordAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        // A parameter that is null says no type of its own, so the column that has none is left out.
        var (columns, values) = letter.Origin is { } origin
            ? ($", {OriginColumns}", (object[])[Text(origin.Stream), origin.Shard, origin.Number, origin.Previous])
            : ("", []);
        object[] parameters =
        [
            .. At(letter.Partition), letter.Offset, letter.Table, letter.Reason.ToString(), letter.Detail,
            letter.Key.ToArray(), letter.Value.ToArray(), letter.ValueLength, letter.ValueHash.ToArray(), .. values,
        ];
        var numbers = string.Join(", ", Enumerable.Range(0, parameters.Length).Select(number => string.Create(CultureInfo.InvariantCulture, $"@p{number}")));
        return connection.ExecuteAsync(
            $"INSERT INTO {sql.DeadLetters} ({PlaceColumns}, {MessageColumns}{columns}, recorded_at) VALUES ({numbers}, {sql.Now})",
            cancellationToken, parameters);
    }

    private Task<int> SaveLanesAsync(TopicPartition partition, KeyValuePair<LaneKey, long>[] lanes, CancellationToken cancellationToken)
    {
        // Identifiers and numbers only: nothing to quote.
        var rows = new StringBuilder();
        foreach (var (lane, number) in lanes)
        {
            rows.Append(rows.Length == 0 ? "" : ", ")
                .Append(CultureInfo.InvariantCulture, $"(@p0, @p1, @p2, @p3, '{Text(lane.Stream)}', {lane.Shard}, {number})");
        }

        return connection.ExecuteAsync(sql.SaveLanes.Replace("{rows}", rows.ToString(), StringComparison.Ordinal), cancellationToken, At(partition));
    }

    private object[] At(TopicPartition partition) => [plan.Name, plan.Source, partition.Topic, partition.Partition];

    private static string Text(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);
}
