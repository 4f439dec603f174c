using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using StellarForge.Engine.Relational;
using Sql = StellarForge.Targets.SqlServer.SqlServerStatements;

namespace StellarForge.Targets.SqlServer.Tests.Support;

/// <summary>One connection to the fake server. What it changes in a transaction is undone by rolling back, and by hanging up.</summary>
internal sealed partial class FakeSession(FakeSqlServer server, TcpClient client)
{
    private const byte BulkLoad = 0x07;

    private static readonly byte[] TransactionId = [1, 0, 0, 0, 0, 0, 0, 0];
    private static readonly LedgerSql Ledger = SqlServerLedger.Sql;

    private readonly FakeDatabase _database = server.Database;
    private readonly Stack<Action> _undo = [];
    private readonly List<(string, int)> _claims = [];
    private readonly List<(FakeTable Table, byte[][] Row)> _rows = [];
    private bool _inTransaction;
    private bool _holdsLock;
    private int _touched;
    private string _bulkTable = "";
    private FakeTable? _temporary;

    public void Run()
    {
        using var connection = client;
        var stream = new TdsStream(client.GetStream(), type => type == BulkLoad && server.TakesConnection());
        try
        {
            while (stream.Read() is var (type, data))
            {
                stream.Write(Answer(type, data));
            }
        }
        catch (IOException)
        {
            // The client hung up, as a killed one does.
        }
        catch (Exception error) when (error is not IOException)
        {
            server.Failures.Enqueue(error);
        }
        finally
        {
            lock (_database.Lock)
                Rollback();
            if (_holdsLock)
                _database.ApplicationLock.Release();
        }
    }

    private TdsAnswer Answer(byte type, byte[] data)
    {
        var reader = new TdsReader(data);
        switch (type)
        {
            case 0x12:
                // PRELOGIN: a version, and no encryption.
                return new TdsAnswer().Bytes([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xFF]).Bytes([16, 0, 0, 0, 0, 0]).Byte(2);
            case 0x10:
                return server.LoginError is { } refused
                    ? new TdsAnswer().Error(refused.Number, 14, refused.Text).Done(error: true)
                    : new TdsAnswer().Environment(7, TdsTypes.Collation, []).PacketSize(TdsStream.PacketSize).LoginAck().Done();
            case 0x01:
                reader.Headers();
                return Batch(reader.Text(reader.Remaining / 2));
            case 0x03:
                return Call(reader);
            case 0x0E:
                reader.Headers();
                return Transaction(reader.UInt16());
            case BulkLoad:
                return Bulk(reader);
            default:
                return new TdsAnswer().Done(attention: true);
        }
    }

    private TdsAnswer Transaction(int request)
    {
        lock (_database.Lock)
        {
            switch (request)
            {
                case 5:
                    _inTransaction = true;
                    return new TdsAnswer().Environment(8, TransactionId, []).Done();
                case 7:
                    foreach (var (table, row) in _rows)
                        table.Rows.Add(row);
                    End();
                    return new TdsAnswer().Environment(9, [], TransactionId).Done();
                default:
                    Rollback();
                    return new TdsAnswer().Environment(10, [], TransactionId).Done();
            }
        }
    }

    private void Rollback()
    {
        while (_undo.TryPop(out var undo))
            undo();
        End();
    }

    private void End()
    {
        _undo.Clear();
        _rows.Clear();
        foreach (var claim in _claims)
            _database.Claimed.Remove(claim);
        _claims.Clear();
        _inTransaction = false;
    }

    private TdsAnswer Batch(string sql)
    {
        if (Regex.Match(sql, "sp_tablecollations_100 N'(.*?)'\\s*;?\\s*$", RegexOptions.Singleline) is { Success: true } collations)
            return BulkMetadata(FindTable(collations.Groups[1].Value));
        if (Regex.Match(sql, @"^insert bulk (.*?) \(", RegexOptions.Singleline) is { Success: true } bulk)
            _bulkTable = bulk.Groups[1].Value;
        return Execute(sql, []).Done();
    }

    // sp_executesql: the statement, the declaration of its parameters, their values.
    private TdsAnswer Call(TdsReader reader)
    {
        reader.Headers();
        if (reader.UInt16() != 0xFFFF || reader.UInt16() != 10)
            throw new NotSupportedException("The fake server knows no procedure but sp_executesql.");
        reader.UInt16();
        var parameters = new Dictionary<string, object>();
        for (var position = 0; reader.Remaining > 0; position++)
        {
            var name = reader.Text(reader.Byte());
            reader.Byte();
            var type = TdsTypes.ReadType(ref reader);
            var content = TdsTypes.ReadValue(type, ref reader).Content!;
            parameters[name.Length > 0 ? name : $"{position}"] = type[0] == 0x26 ? content.Length == 8 ? BitConverter.ToInt64(content) : (object)BitConverter.ToInt32(content) : Encoding.Unicode.GetString(content);
        }

        _touched = 0;
        return Execute((string)parameters["0"], parameters).Done(more: true, token: 0xFF, count: _touched).Byte(0x79).Int32(0).Done(token: 0xFE);
    }

    private static TdsAnswer BulkMetadata(FakeTable table)
    {
        var answer = new TdsAnswer().Rows([0], [[0]]).Done(more: true).Columns(table.Metadata).Done(more: true);
        return answer.Rows([0, "", Array.Empty<byte>(), ""], table.Columns.Select((column, ordinal) => new object?[]
        {
            ordinal + 1, column.Name, null, column.Type.Contains("BIN2", StringComparison.Ordinal) ? "Latin1_General_100_BIN2" : null,
        })).Done();
    }

    private TdsAnswer Bulk(TdsReader reader)
    {
        var table = FindTable(_bulkTable);
        if (reader.Byte() != 0x81)
            throw new InvalidDataException("Bulk rows begin with their columns.");
        var types = new byte[reader.UInt16()][];
        for (var ordinal = 0; ordinal < types.Length; ordinal++)
        {
            reader.Bytes(6);
            types[ordinal] = TdsTypes.ReadType(ref reader);
            reader.Text(reader.Byte()).ShouldBe(table.Columns[ordinal].Name);
        }

        lock (_database.Lock)
        {
            while (!server.Discards && reader.Byte() == 0xD1)
            {
                var row = new byte[types.Length][];
                for (var ordinal = 0; ordinal < types.Length; ordinal++)
                    row[ordinal] = TdsTypes.ReadValue(types[ordinal], ref reader).Wire;
                _rows.Add((table, row));
            }
        }

        return server.BulkError is { } refused
            ? new TdsAnswer().Error(refused.Number, 16, refused.Text).Done(error: true)
            : new TdsAnswer().Done();
    }

    private FakeTable FindTable(string quoted)
    {
        lock (_database.Lock)
            return _database.Tables[quoted.Replace("''", "'", StringComparison.Ordinal).TrimStart('.')];
    }

    private TdsAnswer Execute(string sql, Dictionary<string, object> parameters)
    {
        if (sql == Ledger.Lock)
        {
            _database.ApplicationLock.Wait();
            _holdsLock = true;
        }

        lock (_database.Lock)
        {
            if (!_database.Script.Contains(sql))
                _database.Script.Add(sql);
            return OfLedger(sql, parameters) ?? OfCatalog(sql, parameters) ?? Other(sql);
        }
    }

    private TdsAnswer? OfCatalog(string sql, Dictionary<string, object> parameters)
    {
        var table = parameters.GetValueOrDefault("@p0") as string ?? "";
        return sql switch
        {
            Sql.ForeignKeys => new TdsAnswer().Rows(["", "", "", ""]),
            Sql.Exists => Flag(_database.Tables.ContainsKey(table)),
            Sql.IsHeap => Flag(true),
            Sql.HasIdentity => Flag(_database.Tables[table].HasIdentity),
            Sql.HasForeignKey or Sql.HasPrimaryKey or Sql.HasIndex => Flag(false),
            Sql.Columns => Describe(_database.Tables[table]),
            Sql.ExpectedColumns => Describe(_temporary!),
            _ => null,
        };
    }

    private TdsAnswer Other(string sql)
    {
        if (Regex.Match(sql, @"^CREATE TABLE (#?.*?) \(\n") is { Success: true } create)
        {
            var (name, table) = (create.Groups[1].Value, new FakeTable(sql));
            if (name.StartsWith('#'))
            {
                _temporary = table;
            }
            else
            {
                _database.Tables.Add(name, table);
                Undo(() => _database.Tables.Remove(name));
            }
        }
        else if (Regex.Match(sql, @"^DROP TABLE IF EXISTS (.*)$") is { Success: true } drop && _database.Tables.Remove(drop.Groups[1].Value, out var dropped))
        {
            Undo(() => _database.Tables.Add(drop.Groups[1].Value, dropped));
        }
        else if (Regex.Match(sql, @"^SELECT IIF\(EXISTS \(SELECT \* FROM (.*)\), 1, 0\)$") is { Success: true } holds)
        {
            return Flag(_database.Tables[holds.Groups[1].Value].Rows.Count > 0);
        }
        else if (Regex.Match(sql, @"^SELECT COUNT_BIG\(\*\) FROM (.*)$") is { Success: true } counted)
        {
            return new TdsAnswer().Rows([0L], [[(long)_database.Tables[counted.Groups[1].Value].Rows.Count]]);
        }
        else if (Regex.Match(sql, @"^SELECT \[.* FROM (.*)$") is { Success: true } select)
        {
            var table = _database.Tables[select.Groups[1].Value];
            var answer = new TdsAnswer().Columns(table.Metadata);
            foreach (var row in table.Rows)
            {
                answer.Row();
                foreach (var cell in row)
                    answer.Bytes(cell);
            }

            return answer;
        }

        return new TdsAnswer();
    }

    private static long Number(Group group) => long.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    private static TdsAnswer Flag(bool value) => new TdsAnswer().Rows([0], [[value ? 1 : 0]]);

    private static TdsAnswer Describe(FakeTable table) => new TdsAnswer().Rows(
        ["", "", (short)0, (byte)0, (byte)0, false, false],
        table.Columns.Select(column => new object?[] { column.Name, column.Type, (short)0, (byte)0, (byte)0, column.Nullable, false }));

    private void Change<TKey, TValue>(IDictionary<TKey, TValue> entries, TKey key, TValue value)
    {
        var former = entries[key];
        entries[key] = value;
        Undo(() => entries[key] = former);
    }

    private void Add<TKey, TValue>(IDictionary<TKey, TValue> entries, TKey key, TValue value)
    {
        entries.Add(key, value);
        Undo(() => entries.Remove(key));
    }

    private void Remove<TKey, TValue>(IDictionary<TKey, TValue> entries, Predicate<TKey> condition)
    {
        foreach (var entry in entries.Where(entry => condition(entry.Key)).ToList())
        {
            entries.Remove(entry.Key);
            Undo(() => entries.Add(entry.Key, entry.Value));
        }
    }

    private void Undo(Action action)
    {
        if (_inTransaction)
            _undo.Push(action);
    }
}
