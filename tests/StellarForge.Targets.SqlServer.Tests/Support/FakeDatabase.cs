using System.Text.RegularExpressions;

namespace StellarForge.Targets.SqlServer.Tests.Support;

internal sealed class FakeTable(string createTable)
{
    /// <summary>Names, types in SQL and whether they take null, as CREATE TABLE has them.</summary>
    public List<(string Name, string Type, bool Nullable)> Columns { get; } =
        [.. Regex.Matches(createTable, @"^    \[((?:[^\]]|\]\])+)\] (.+?)( NOT NULL| NULL)?( IDENTITY)?,?$", RegexOptions.Multiline)
            .Select(match => (match.Groups[1].Value.Replace("]]", "]", StringComparison.Ordinal), match.Groups[2].Value, match.Groups[3].Value != " NOT NULL"))];

    public bool HasIdentity { get; } = createTable.Contains(" IDENTITY", StringComparison.Ordinal);

    /// <summary>Committed rows: cells as they are on the wire.</summary>
    public List<byte[][]> Rows { get; } = [];

    public (string, byte[])[] Metadata => [.. Columns.Select(column => (column.Name, TdsTypes.Parse(column.Type)))];
}

/// <summary>A table's entry in the ledger.</summary>
internal sealed record FakeFill(string Identity, string Parts, long Size, long End, bool IsCreated)
{
    public long Next { get; init; }

    public long DoneChunks { get; init; }

    public long DoneRows { get; init; }

    public long LoadedRows { get; init; }

    public bool IsFinished { get; init; }
}

/// <summary>A chunk in the ledger; one that is loaded has its rows.</summary>
internal sealed record FakeChunk(long From, long To, long? Loaded = null);

/// <summary>What the fake server keeps: enough of a database to hold a ledger and rows to transactions.</summary>
internal sealed class FakeDatabase
{
    public Lock Lock { get; } = new();

    public SemaphoreSlim ApplicationLock { get; } = new(1);

    public bool HasLedger { get; set; }

    public Dictionary<string, FakeTable> Tables { get; } = [];

    public Dictionary<string, FakeFill> Ledger { get; } = [];

    public SortedDictionary<(string Table, int Number), FakeChunk> Chunks { get; } = [];

    public HashSet<(string Table, int Number)> Claimed { get; } = [];

    /// <summary>All statements in order, each once: what a fill says to a server.</summary>
    public List<string> Script { get; } = [];
}
