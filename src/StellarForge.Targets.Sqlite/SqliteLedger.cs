using System.Text.Json;
using StellarForge.Engine;
using StellarForge.Targets.Sqlite.Native;

namespace StellarForge.Targets.Sqlite;

/// <summary>The ledger in the database file: which tables were filled from which identity, and which of their chunks are done.</summary>
/// <param name="database">An open connection; whatever is done is part of its transaction.</param>
internal sealed class SqliteLedger(SqliteDatabase database)
{
    /// <summary>Whether the file has a ledger.</summary>
    public bool Exists => database.Scalar("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '_stellarforge_chunks'") > 0;

    /// <summary>Makes the ledger's tables where they are missing.</summary>
    public void Create()
    {
        database.Execute(
            """
            CREATE TABLE IF NOT EXISTS _stellarforge_tables (
                table_name TEXT NOT NULL PRIMARY KEY,
                identity TEXT NOT NULL,
                parts TEXT NOT NULL,
                finished_at TEXT,
                checked_at TEXT
            ) WITHOUT ROWID
            """);
        database.Execute(
            """
            CREATE TABLE IF NOT EXISTS _stellarforge_chunks (
                table_name TEXT NOT NULL REFERENCES _stellarforge_tables (table_name),
                number INTEGER NOT NULL,
                from_row INTEGER NOT NULL,
                to_row INTEGER NOT NULL,
                done_at TEXT,
                PRIMARY KEY (table_name, number)
            ) WITHOUT ROWID
            """);
        database.Execute("CREATE INDEX IF NOT EXISTS _stellarforge_open_chunks ON _stellarforge_chunks (table_name, number) WHERE done_at IS NULL");
    }

    /// <summary>The identity of a table's fill, or <see langword="null"/> where the ledger has none.</summary>
    public FillIdentity? Identity(TableSchema table)
    {
        var row = database.Prepare("SELECT identity, parts FROM _stellarforge_tables WHERE table_name = ?").Bind(table.QualifiedName);
        if (!row.Read())
            return null;
        var identity = FillIdentity.Parse(table, row.Text(0), row.Text(1));
        row.Reset();
        return identity;
    }

    /// <summary>Whether any chunk of a table is loaded.</summary>
    public bool HasDoneChunks(TableSchema table) =>
        database.Scalar("SELECT EXISTS (SELECT 1 FROM _stellarforge_chunks WHERE table_name = ? AND done_at IS NOT NULL)", table.QualifiedName) != 0;

    /// <summary>Strikes a table out.</summary>
    public void Forget(TableSchema table)
    {
        database.Execute("DELETE FROM _stellarforge_chunks WHERE table_name = ?", table.QualifiedName);
        database.Execute("DELETE FROM _stellarforge_tables WHERE table_name = ?", table.QualifiedName);
    }

    /// <summary>Enters a table and its chunks.</summary>
    public void Record(TableSchema table, FillIdentity identity, IEnumerable<Chunk> chunks)
    {
        database.Execute(
            "INSERT INTO _stellarforge_tables (table_name, identity, parts) VALUES (?, ?, ?)",
            table.QualifiedName, identity.Hash, JsonSerializer.Serialize(identity.Parts));
        foreach (var chunk in chunks)
        {
            database.Execute(
                "INSERT INTO _stellarforge_chunks (table_name, number, from_row, to_row) VALUES (?, ?, ?, ?)",
                table.QualifiedName, chunk.Number, chunk.From, chunk.To);
        }
    }

    /// <summary>How far a fill is.</summary>
    public FillStatus Status(FillPlan plan)
    {
        var tables = new List<TableStatus>();
        foreach (var table in plan.Tables)
        {
            FillRefusedException.ThrowIfTakenOver(table.Schema, Identity(table.Schema), plan.Identities[table.Schema.QualifiedName]);
            var (done, open, loaded) = (0L, 0L, 0L);
            var rows = database.Prepare("SELECT number, from_row, to_row, done_at IS NOT NULL FROM _stellarforge_chunks WHERE table_name = ? ORDER BY number")
                .Bind(table.Schema.QualifiedName);
            while (rows.Read())
            {
                var isDone = rows.Int64(3) != 0;
                done += isDone ? 1 : 0;
                open += isDone ? 0 : 1;
                loaded += isDone ? ReadChunk(table, rows).Count(plan.World) : 0;
            }

            tables.Add(new TableStatus(table, done, open, loaded));
        }

        return new FillStatus(tables);
    }

    /// <summary>An open chunk of a table; the transaction's write lock makes it this worker's.</summary>
    public Chunk? Claim(Table table, FillIdentity identity)
    {
        var rows = database.Prepare(
            """
            SELECT number, from_row, to_row FROM _stellarforge_chunks
            WHERE table_name = ?1 AND done_at IS NULL
              AND EXISTS (SELECT 1 FROM _stellarforge_tables WHERE table_name = ?1 AND identity = ?2)
            ORDER BY number LIMIT 1
            """).Bind(table.Schema.QualifiedName, identity.Hash);
        if (!rows.Read())
            return null;
        var chunk = ReadChunk(table, rows);
        rows.Reset();
        return chunk;
    }

    /// <summary>Marks a claimed chunk.</summary>
    public void MarkDone(Chunk chunk) => database.Execute(
        "UPDATE _stellarforge_chunks SET done_at = datetime('now') WHERE table_name = ? AND number = ?", chunk.Table.Schema.QualifiedName, chunk.Number);

    /// <summary>Whether all chunks of a table are done.</summary>
    public bool IsComplete(string table) => database.Scalar(
        """
        SELECT EXISTS (SELECT 1 FROM _stellarforge_tables WHERE table_name = ?1)
           AND NOT EXISTS (SELECT 1 FROM _stellarforge_chunks WHERE table_name = ?1 AND done_at IS NULL)
        """, table) != 0;

    /// <summary>Whether a table has its indexes and statistics.</summary>
    public bool IsFinished(TableSchema table) => IsMarked(table, "finished_at");

    /// <summary>Whether a table's foreign keys were checked.</summary>
    public bool IsChecked(TableSchema table) => IsMarked(table, "checked_at");

    public void MarkFinished(TableSchema table) => Mark(table, "finished_at");

    public void MarkChecked(TableSchema table) => Mark(table, "checked_at");

    private bool IsMarked(TableSchema table, string column) =>
        database.Scalar($"SELECT EXISTS (SELECT 1 FROM _stellarforge_tables WHERE table_name = ? AND {column} IS NOT NULL)", table.QualifiedName) != 0;

    private void Mark(TableSchema table, string column) =>
        database.Execute($"UPDATE _stellarforge_tables SET {column} = datetime('now') WHERE table_name = ?", table.QualifiedName);

    private static Chunk ReadChunk(Table table, SqliteStatement row) => new(table, (int)row.Int64(0), row.Int64(1), row.Int64(2));
}
