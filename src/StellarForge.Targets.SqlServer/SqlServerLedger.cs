using System.Text.Json;
using StellarForge.Engine;

namespace StellarForge.Targets.SqlServer;

/// <summary>The ledger in the target database: which tables were filled from which identity, and which of their chunks are done.</summary>
/// <param name="connection">An open connection; whatever is done is part of its transaction.</param>
internal sealed class SqlServerLedger(SqlServerConnection connection)
{
    /// <summary>Makes the ledger's tables where they are missing.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        // Asked for first: whoever may only write to a ledger that is there needs no right to create one.
        if (!await connection.AskAsync(SqlServerStatements.HasLedger, cancellationToken))
            await connection.ExecuteAsync(SqlServerStatements.CreateLedger, cancellationToken);
    }

    /// <summary>The identity of a table's fill, or <see langword="null"/> where the ledger has none.</summary>
    public async Task<FillIdentity?> IdentityAsync(string table, CancellationToken cancellationToken)
    {
        var rows = await connection.ListAsync(
            SqlServerStatements.Identity, row => (Hash: row.GetString(0), Parts: row.GetString(1)), cancellationToken, ("@table", table));
        return rows is [var recorded] ? new FillIdentity(recorded.Hash, ReadParts(recorded.Parts)) : null;
    }

    /// <summary>Whether any chunk of a table is loaded.</summary>
    public Task<bool> HasDoneChunksAsync(string table, CancellationToken cancellationToken) =>
        connection.AskAsync(SqlServerStatements.HasDoneChunks, cancellationToken, ("@table", table));

    /// <summary>Strikes a table out, after whoever is loading one of its chunks.</summary>
    public Task ForgetAsync(string table, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(SqlServerStatements.Forget, cancellationToken, ("@table", table));

    /// <summary>Enters a table and its chunks.</summary>
    public Task RecordAsync(string table, FillIdentity identity, IEnumerable<Chunk> chunks, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(
            SqlServerStatements.Record, cancellationToken,
            ("@table", table), ("@identity", identity.Hash), ("@parts", WriteParts(identity.Parts)),
            ("@chunks", $"[{string.Join(",", chunks.Select(chunk => $"[{chunk.Number},{chunk.From},{chunk.To}]"))}]"));

    /// <summary>How far a fill is.</summary>
    public async Task<FillStatus> StatusAsync(FillPlan plan, CancellationToken cancellationToken)
    {
        var tables = plan.Tables.ToDictionary(table => table.Schema.QualifiedName);
        var chunks = await connection.ListAsync(
            SqlServerStatements.Status,
            row => (Chunk: new Chunk(tables[row.GetString(0)], row.GetInt32(1), row.GetInt64(2), row.GetInt64(3)), Done: row.GetBoolean(4)),
            cancellationToken, ("@tables", Json(tables.Keys)));
        var byTable = chunks.ToLookup(chunk => chunk.Chunk.Table);
        var ordered = plan.Tables.SelectMany(table => byTable[table]).ToLookup(chunk => chunk.Done, chunk => chunk.Chunk);
        return new FillStatus([.. ordered[true]], [.. ordered[false]]);
    }

    /// <summary>Claims an open chunk of a table for the transaction, or gives <see langword="null"/> where others hold all that are left.</summary>
    public async Task<Chunk?> ClaimAsync(Table table, FillIdentity identity, CancellationToken cancellationToken)
    {
        var rows = await connection.ListAsync(
            SqlServerStatements.Claim, row => new Chunk(table, row.GetInt32(0), row.GetInt64(1), row.GetInt64(2)), cancellationToken,
            ("@table", table.Schema.QualifiedName), ("@identity", identity.Hash));
        return rows is [var chunk] ? chunk : null;
    }

    /// <summary>Marks a claimed chunk.</summary>
    public Task MarkDoneAsync(Chunk chunk, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(SqlServerStatements.MarkDone, cancellationToken, ("@table", chunk.Table.Schema.QualifiedName), ("@number", chunk.Number));

    /// <summary>The tables, of those given, whose chunks are all done: whether each is finished.</summary>
    public async Task<IReadOnlyDictionary<string, bool>> CompleteAsync(IEnumerable<string> tables, CancellationToken cancellationToken) =>
        (await connection.ListAsync(SqlServerStatements.Complete, row => (row.GetString(0), row.GetBoolean(1)), cancellationToken, ("@tables", Json(tables))))
        .ToDictionary();

    /// <summary>Marks a table whose keys, indexes and statistics are made.</summary>
    public Task MarkFinishedAsync(string table, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(SqlServerStatements.MarkFinished, cancellationToken, ("@table", table));

    /// <summary>Remembers a foreign key that is disabled while its tables are loaded.</summary>
    public Task KeepForeignKeyAsync(ForeignKey key, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(SqlServerStatements.KeepForeignKey, cancellationToken, ("@table", key.Table), ("@parent", key.Parent), ("@name", key.Name));

    /// <summary>The foreign keys that a fill disabled.</summary>
    public async Task<IReadOnlyList<ForeignKey>> KeptForeignKeysAsync(CancellationToken cancellationToken) =>
        await connection.ListAsync(SqlServerStatements.KeptForeignKeys, row => new ForeignKey(row.GetString(0), row.GetString(1), row.GetString(2)), cancellationToken);

    /// <summary>Forgets a foreign key that is enabled again, or gone.</summary>
    public Task ReleaseForeignKeyAsync(ForeignKey key, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(SqlServerStatements.ReleaseForeignKey, cancellationToken, ("@table", key.Table), ("@name", key.Name));

    // A JSON array of strings; OPENJSON makes a set of it.
    private static string Json(IEnumerable<string> texts) => $"[{string.Join(",", texts.Select(SqlServerCatalog.JsonText))}]";

    private static string WriteParts(IReadOnlyDictionary<string, string> parts) =>
        $"{{{string.Join(",", parts.Select(part => $"{SqlServerCatalog.JsonText(part.Key)}:{SqlServerCatalog.JsonText(part.Value)}"))}}}";

    private static Dictionary<string, string> ReadParts(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(part => part.Name, part => part.Value.GetString()!);
    }
}
