namespace StellarForge.Engine.Relational;

/// <summary>What a ledger says to its database: where the databases differ, then what they have in common. Parameters are <c>@p0</c>, <c>@p1</c>, …</summary>
public sealed record LedgerSql
{
    /// <summary>
    /// The table that has a row for each table: <c>table_name</c>, <c>identity_hash</c>, <c>parts</c> (JSON), <c>finished_at</c>, <c>is_created</c> (1 where a
    /// fill made it); <c>chunk_size</c>, <c>next_row</c>, <c>end_row</c>: chunks are cut as they are needed; <c>chunks_done</c>, <c>rows_done</c>,
    /// <c>rows_loaded</c>: the sums over loaded chunks that are deleted.
    /// </summary>
    public required string Fills { get; init; }

    /// <summary>
    /// The table that has a row for each chunk that is open, or was loaded since chunks were last cut: <c>table_name</c>, <c>number</c>, <c>from_row</c>,
    /// <c>to_row</c>, <c>done_at</c>, <c>rows_loaded</c>.
    /// </summary>
    public required string Chunks { get; init; }

    /// <summary>
    /// The table of foreign keys that are away while tables are loaded: <c>table_name</c>, <c>parent_name</c>, <c>name</c>, <c>definition</c>.
    /// </summary>
    public string ForeignKeys { get; init; } = "";

    /// <summary>The table of one row with the ledger's <c>version</c>, since version 2.</summary>
    public required string Versions { get; init; }

    /// <summary>
    /// The table of how many partitions pipelines' topics had when they began: <c>pipeline</c>, <c>source</c>, <c>topic</c>, <c>partitions</c>.
    /// </summary>
    public string Topics { get; init; } = "";

    /// <summary>
    /// The table of pipelines' positions: <c>pipeline</c>, <c>source</c>, <c>topic</c>, <c>topic_partition</c>; <c>next_offset</c>, <c>fingerprint</c> of the
    /// message before it, <c>batch_id</c>; <c>epoch</c>, <c>owner</c>; <c>taken_at</c>, <c>advanced_at</c>.
    /// </summary>
    public string Positions { get; init; } = "";

    /// <summary>The table of the last number of each lane: the columns of a position's place; <c>stream_id</c>, <c>shard</c>, <c>last_number</c>.</summary>
    public string Lanes { get; init; } = "";

    /// <summary>
    /// The table of dead letters: the columns of a position's place, <c>message_offset</c>; <c>table_name</c>, <c>reason</c>, <c>detail</c>;
    /// <c>message_key</c>, <c>message_value</c>, <c>value_length</c>, <c>value_hash</c>; <c>stream_id</c>, <c>shard</c>,
    /// <c>event_number</c>, <c>previous_number</c>; <c>recorded_at</c>, <c>forwarded_at</c>, <c>replayed_at</c>.
    /// </summary>
    public string DeadLetters { get; init; } = "";

    /// <summary>Selects the first <c>@p4</c> rows of what stands for <c>{query}</c>.</summary>
    public string FirstRows { get; init; } = "SELECT {query} LIMIT @p4";

    /// <summary>Enters lanes, or changes their last numbers; for <c>{rows}</c> stand rows of values in the order of the columns.</summary>
    public string SaveLanes { get; init; } = "";

    /// <summary>
    /// Waits for the target's lock, which the connection holds until it is closed; <see langword="null"/> where a transaction is lock enough.
    /// </summary>
    public string? Lock { get; init; }

    /// <summary>Asks whether a ledger of any version is there.</summary>
    public required string Exists { get; init; }

    /// <summary>Asks whether the ledger says its version.</summary>
    public required string HasVersion { get; init; }

    /// <summary>The steps from nothing to version 1, from there to version 2, and so on. Those of a release stay as they are.</summary>
    public required IReadOnlyList<IReadOnlyList<LedgerStep>> Migrations { get; init; }

    /// <summary>
    /// Selects the entry of table <c>@p0</c> in a ledger of version 1, in the columns of <see cref="SelectEntry"/>, none of its chunks counted;
    /// <see langword="null"/> where a migration is undone with the transaction of a fill that is refused.
    /// </summary>
    public string? FirstEntry { get; init; }

    /// <summary>
    /// Selects the schema that the table with name <c>@p0</c> and no schema is in, or would be made in;
    /// <see langword="null"/> where that is the same for all connections.
    /// </summary>
    public string? DefaultSchema { get; init; }

    /// <summary>
    /// Selects number and range of the first open chunk of table <c>@p0</c> under identity <c>@p1</c>, locks it to the
    /// transaction's end, and leaves out what others hold.
    /// </summary>
    public required string Claim { get; init; }

    /// <summary>
    /// Selects the other sessions that hold chunks, in words, and of each the statement that ends it; <see langword="null"/> where the database does not tell.
    /// </summary>
    public string? Holders { get; init; }

    /// <summary>The time, in UTC.</summary>
    public required string Now { get; init; }

    /// <summary>Selects the entry of table <c>@p0</c> with the sums over its chunks.</summary>
    /// <param name="fills">The table of <see cref="Fills"/>, with what the database is to be told of it.</param>
    /// <param name="chunks">The table of <see cref="Chunks"/>, likewise.</param>
    public static string SelectEntry(string fills, string chunks) =>
        $"""
        SELECT identity_hash, parts, chunk_size, next_row, end_row, is_created, finished_at,
            cut, chunks_done, done, rows_done, covered, rows_loaded, loaded, uncounted
        FROM {fills} LEFT JOIN (
            SELECT table_name AS counted_name, COUNT(*) - COUNT(done_at) AS cut, COUNT(done_at) AS done,
                SUM(CASE WHEN done_at IS NULL THEN 0 ELSE to_row - from_row END) AS covered,
                SUM(rows_loaded) AS loaded, SUM(CASE WHEN done_at IS NULL OR rows_loaded IS NOT NULL THEN 0 ELSE 1 END) AS uncounted
            FROM {chunks} WHERE table_name = @p0 GROUP BY table_name) AS counted ON counted_name = table_name
        WHERE table_name = @p0
        """;

    /// <summary>The ledger's version.</summary>
    public string Version => $"SELECT version FROM {Versions}";

    /// <summary>Changes the version to <c>@p0</c>.</summary>
    public string ChangeVersion => $"UPDATE {Versions} SET version = @p0";

    /// <summary>Enters version <c>@p0</c>.</summary>
    public string RecordVersion => $"INSERT INTO {Versions} (version) VALUES (@p0)";

    /// <summary>
    /// Selects the entry of table <c>@p0</c> with the sums over its chunks. Both must be of the same moment, since cutting moves what is loaded from the
    /// chunks to the entry: a moment between would count it twice, or not at all. Default: <see cref="SelectEntry"/>, which is enough where a statement
    /// reads one snapshot.
    /// </summary>
    public string Entry { get => field ?? SelectEntry(Fills, Chunks); init; }

    /// <summary>Leaves no rows of table <c>@p0</c> to cut, and waits for whoever cuts.</summary>
    public string Close => $"UPDATE {Fills} SET next_row = end_row WHERE table_name = @p0";

    /// <summary>Deletes the chunks of table <c>@p0</c>.</summary>
    public string ForgetChunks => $"DELETE FROM {Chunks} WHERE table_name = @p0";

    /// <summary>Deletes the chunks of table <c>@p0</c> that are not loaded.</summary>
    public string ForgetOpenChunks => $"{ForgetChunks} AND done_at IS NULL";

    /// <summary>Deletes the entry of table <c>@p0</c>.</summary>
    public string ForgetTable => $"DELETE FROM {Fills} WHERE table_name = @p0";

    /// <summary>Enters table <c>@p0</c> with its identity, chunk size <c>@p3</c>, rows <c>@p4</c>, and whether a fill made it.</summary>
    public string RecordTable =>
        $"INSERT INTO {Fills} (table_name, identity_hash, parts, chunk_size, next_row, end_row, is_created) VALUES (@p0, @p1, @p2, @p3, 0, @p4, @p5)";

    /// <summary>The loaded chunks of table <c>@p0</c> whose rows are counted.</summary>
    public string Loaded =>
        $"SELECT number, to_row - from_row, rows_loaded FROM {Chunks} WHERE table_name = @p0 AND done_at IS NOT NULL AND rows_loaded IS NOT NULL";

    /// <summary>
    /// Moves the next row of table <c>@p0</c> under identity <c>@p1</c> from <c>@p2</c> to <c>@p3</c>, and adds <c>@p4</c> chunks, <c>@p5</c> rows of the root
    /// owner and <c>@p6</c> rows to the sums; nothing where somebody else did so meanwhile.
    /// </summary>
    public string Cut =>
        $"""
        UPDATE {Fills} SET next_row = @p3, chunks_done = chunks_done + @p4, rows_done = rows_done + @p5, rows_loaded = rows_loaded + @p6
        WHERE table_name = @p0 AND identity_hash = @p1 AND next_row = @p2 AND chunk_size = @p7
        """;

    /// <summary>Enters chunks; their rows follow.</summary>
    public string RecordChunks => $"INSERT INTO {Chunks} (table_name, number, from_row, to_row) VALUES ";

    /// <summary>Deletes chunks of table <c>@p0</c>; their numbers follow in parentheses.</summary>
    public string ForgetNumbers => $"DELETE FROM {Chunks} WHERE table_name = @p0 AND number IN ";

    /// <summary>The loaded chunks of table <c>@p0</c> whose rows an earlier release did not count.</summary>
    public string Uncounted =>
        $"SELECT number, from_row, to_row FROM {Chunks} WHERE table_name = @p0 AND done_at IS NOT NULL AND rows_loaded IS NULL";

    /// <summary>Deletes the loaded chunks of table <c>@p0</c> whose rows were not counted.</summary>
    public string ForgetUncounted => $"DELETE FROM {Chunks} WHERE table_name = @p0 AND done_at IS NOT NULL AND rows_loaded IS NULL";

    /// <summary>Adds <c>@p1</c> chunks, <c>@p2</c> rows of the root owner and <c>@p3</c> rows to the sums of table <c>@p0</c>.</summary>
    public string Count =>
        $"UPDATE {Fills} SET chunks_done = chunks_done + @p1, rows_done = rows_done + @p2, rows_loaded = rows_loaded + @p3 WHERE table_name = @p0";

    /// <summary>Marks chunk <c>@p1</c> of table <c>@p0</c>, unless it is marked, with <c>@p2</c> rows.</summary>
    public string MarkDone =>
        $"UPDATE {Chunks} SET done_at = {Now}, rows_loaded = @p2 WHERE table_name = @p0 AND number = @p1 AND done_at IS NULL";

    /// <summary>Marks table <c>@p0</c>.</summary>
    public string MarkFinished => $"UPDATE {Fills} SET finished_at = {Now} WHERE table_name = @p0";

    /// <summary>Whether foreign key <c>@p1</c> of table <c>@p0</c> is away.</summary>
    public string HasForeignKey => $"SELECT COUNT(*) FROM {ForeignKeys} WHERE table_name = @p0 AND name = @p1";

    /// <summary>Remembers a foreign key.</summary>
    public string SaveForeignKey => $"INSERT INTO {ForeignKeys} (table_name, name, parent_name, definition) VALUES (@p0, @p1, @p2, @p3)";

    /// <summary>The foreign keys that are away.</summary>
    public string SavedForeignKeys => $"SELECT table_name, parent_name, name, definition FROM {ForeignKeys} ORDER BY table_name, name";

    /// <summary>Forgets foreign key <c>@p1</c> of table <c>@p0</c>.</summary>
    public string DeleteForeignKey => $"DELETE FROM {ForeignKeys} WHERE table_name = @p0 AND name = @p1";
}
