using System.Globalization;
using System.Text.RegularExpressions;

namespace StellarForge.Targets.SqlServer.Tests.Support;

/// <summary>What the fake server does with the ledger's statements.</summary>
internal sealed partial class FakeSession
{
    private TdsAnswer? OfLedger(string sql, Dictionary<string, object> parameters)
    {
        var (ledger, chunks) = (_database.Ledger, _database.Chunks);
        var table = parameters.GetValueOrDefault("@p0") as string ?? "";
        if (sql == Ledger.Exists || sql == Ledger.HasVersion)
            return Flag(_database.HasLedger);
        if (sql == Ledger.Version)
            return new TdsAnswer().Rows([0], [[Ledger.Migrations.Count]]);
        if (sql == Ledger.RecordVersion)
        {
            _database.HasLedger = true;
            Undo(() => _database.HasLedger = false);
        }
        else if (sql == Ledger.Entry)
        {
            return new TdsAnswer().Rows(["", "", .. Enumerable.Repeat<object>(0L, 12)], ledger.Where(entry => entry.Key == table).Select(entry => Describe(entry.Key, entry.Value)));
        }
        else if (sql == Ledger.Close)
        {
            if (ledger.TryGetValue(table, out var closed))
                Change(ledger, table, closed with { Next = closed.End });
        }
        else if (sql == Ledger.Loaded)
        {
            return new TdsAnswer().Rows([0, 0L, 0L], chunks.Where(chunk => chunk.Key.Table == table && chunk.Value.Loaded is not null)
                .Select(chunk => new object?[] { chunk.Key.Number, chunk.Value.To - chunk.Value.From, chunk.Value.Loaded }));
        }
        else if (sql == Ledger.Cut)
        {
            if (ledger.TryGetValue(table, out var fill) && fill.Identity == (string)parameters["@p1"] && fill.Next == (long)parameters["@p2"] && fill.Size == (long)parameters["@p7"])
            {
                _touched = 1;
                Change(ledger, table, fill with
                {
                    Next = (long)parameters["@p3"],
                    DoneChunks = fill.DoneChunks + (long)parameters["@p4"],
                    DoneRows = fill.DoneRows + (long)parameters["@p5"],
                    LoadedRows = fill.LoadedRows + (long)parameters["@p6"],
                });
            }
        }
        else if (sql.StartsWith(Ledger.ForgetNumbers, StringComparison.Ordinal))
        {
            var numbers = sql[Ledger.ForgetNumbers.Length..].Trim('(', ')').Split(", ").Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToHashSet();
            Remove(chunks, chunk => chunk.Table == table && numbers.Contains(chunk.Number));
        }
        else if (sql == Ledger.ForgetChunks)
        {
            Remove(chunks, chunk => chunk.Table == table);
        }
        else if (sql == Ledger.ForgetTable)
        {
            Remove(ledger, name => name == table);
        }
        else if (sql == Ledger.RecordTable)
        {
            Add(ledger, table, new FakeFill((string)parameters["@p1"], (string)parameters["@p2"], (long)parameters["@p3"], (long)parameters["@p4"], (int)parameters["@p5"] == 1));
        }
        else if (sql.StartsWith(Ledger.RecordChunks, StringComparison.Ordinal))
        {
            foreach (Match chunk in Regex.Matches(sql, @"\(@p0, (\d+), (\d+), (\d+)\)"))
                Add(chunks, (table, (int)Number(chunk.Groups[1])), new FakeChunk(Number(chunk.Groups[2]), Number(chunk.Groups[3])));
        }
        else if (sql == Ledger.Claim)
        {
            return Claim(table, (string)parameters["@p1"]);
        }
        else if (sql == Ledger.MarkDone)
        {
            var key = (table, (int)parameters["@p1"]);
            _claims.ShouldContain(key);
            _touched = 1;
            Change(chunks, key, chunks[key] with { Loaded = (long)parameters["@p2"] });
        }
        else if (sql == Ledger.Complete)
        {
            return new TdsAnswer().Rows(["", ""], ledger.Where(entry => entry.Value.Next == entry.Value.End && chunks.All(chunk => chunk.Key.Table != entry.Key || chunk.Value.Loaded is not null))
                .Select(entry => new object?[] { entry.Key, entry.Value.IsFinished ? "finished" : null }));
        }
        else if (sql == Ledger.MarkFinished)
        {
            ledger[table] = ledger[table] with { IsFinished = true };
        }
        else if (sql == Ledger.SavedForeignKeys)
        {
            return new TdsAnswer().Rows(["", "", "", ""]);
        }
        else
        {
            return null;
        }

        return new TdsAnswer();
    }

    private TdsAnswer Claim(string table, string identity)
    {
        var open = _database.Chunks.Where(chunk => chunk.Key.Table == table && chunk.Value.Loaded is null && !_database.Claimed.Contains(chunk.Key)
            && _database.Ledger[table].Identity == identity).Take(1).ToList();
        foreach (var chunk in open)
        {
            _inTransaction.ShouldBeTrue();
            _database.Claimed.Add(chunk.Key);
            _claims.Add(chunk.Key);
        }

        return new TdsAnswer().Rows([0, 0L, 0L], open.Select(chunk => new object?[] { chunk.Key.Number, chunk.Value.From, chunk.Value.To }));
    }

    private object?[] Describe(string table, FakeFill fill)
    {
        var chunks = _database.Chunks.Where(chunk => chunk.Key.Table == table).Select(chunk => chunk.Value).ToList();
        var done = chunks.Where(chunk => chunk.Loaded is not null).ToList();
        return
        [
            fill.Identity, fill.Parts, fill.Size, fill.Next, fill.End, fill.IsCreated ? 1L : 0L, (long)chunks.Count - done.Count, fill.DoneChunks, (long)done.Count,
            fill.DoneRows, done.Sum(chunk => chunk.To - chunk.From), fill.LoadedRows, done.Sum(chunk => chunk.Loaded!.Value), 0L,
        ];
    }
}
