using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Sql = StellarForge.Targets.SqlServer.SqlServerStatements;

namespace StellarForge.Targets.SqlServer.Tests.Support;

/// <summary>One connection to the fake server: parses what the driver sends, has it done by the database, and answers.</summary>
internal sealed class FakeSession(FakeSqlServer server, TcpClient client)
{
    private const byte BulkLoad = 0x07;

    private static readonly byte[] TransactionId = [1, 0, 0, 0, 0, 0, 0, 0];

    private readonly SqliteConnection _database = server.Database.Open();
    private bool _hasTransaction;
    private bool _hasApplicationLock;
    private string _bulkTable = "";
    private FakeTable? _temporary;

    public void Run()
    {
        using var connection = client;
        using var database = _database;
        var stream = new TdsStream(client.GetStream(), type => type == BulkLoad && server.TakesConnection());
        try
        {
            while (stream.Read() is var (type, data))
                stream.Write(AnswerOrFail(type, data));
        }
        catch (IOException)
        {
            // The client hung up, as a killed one does.
        }
        finally
        {
            if (_hasTransaction)
                End("ROLLBACK");
            if (_hasApplicationLock)
                server.Database.ApplicationLock.Release();
        }
    }

    private TdsAnswer AnswerOrFail(byte type, byte[] data)
    {
        try
        {
            return Answer(type, data);
        }
        catch (ThrownException error)
        {
            return new TdsAnswer().Error(error.Number, 16, error.Message).Done(error: true);
        }
        catch (Exception error)
        {
            server.Failures.Enqueue(error);
            return new TdsAnswer().Error(50000, 16, error.Message).Done(error: true);
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

    // One transaction after the other: what waits for what in SQL Server, no fake can say.
    private TdsAnswer Transaction(int request)
    {
        switch (request)
        {
            case 5:
                server.Database.Writer.Wait();
                _hasTransaction = true;
                FakeDatabase.Run(_database, "BEGIN IMMEDIATE");
                return new TdsAnswer().Environment(8, TransactionId, []).Done();
            case 7:
                End("COMMIT");
                return new TdsAnswer().Environment(9, [], TransactionId).Done();
            default:
                End("ROLLBACK");
                return new TdsAnswer().Environment(10, [], TransactionId).Done();
        }
    }

    private void End(string how)
    {
        FakeDatabase.Run(_database, how);
        _hasTransaction = false;
        server.Database.Writer.Release();
    }

    private TdsAnswer Batch(string sql)
    {
        if (Regex.Match(sql, "sp_tablecollations_100 N'(.*?)'\\s*;?\\s*$", RegexOptions.Singleline) is { Success: true } collations)
            return BulkMetadata(FindTable(collations.Groups[1].Value));
        if (Regex.Match(sql, @"^insert bulk (.*?) \(", RegexOptions.Singleline) is { Success: true } bulk)
            _bulkTable = bulk.Groups[1].Value;
        var (answer, touched) = Execute(sql, []);
        return answer.Done(count: touched);
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
            parameters[name.Length > 0 ? name : $"{position}"] = type[0] == 0xA5 ? content
                : type[0] != 0x26 ? Encoding.Unicode.GetString(content)
                : content.Length == 8 ? BitConverter.ToInt64(content)
                : (object)BitConverter.ToInt32(content);
        }

        var (answer, touched) = Execute((string)parameters["0"], parameters);
        return answer.Done(more: true, token: 0xFF, count: touched).Byte(0x79).Int32(0).Done(token: 0xFE);
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

        using var insert = FakeDatabase.Command(_database, "INSERT INTO stellarforge.loaded VALUES (@name, @cells)");
        insert.Parameters.AddWithValue("@name", _bulkTable);
        var cells = insert.Parameters.Add("@cells", SqliteType.Blob);
        while (reader.Byte() == 0xD1)
        {
            var row = new List<byte>();
            foreach (var type in types)
                row.AddRange(TdsTypes.ReadValue(type, ref reader).Wire);
            cells.Value = row.ToArray();
            insert.ExecuteNonQuery();
        }

        return server.BulkError is { } refused
            ? new TdsAnswer().Error(refused.Number, 16, refused.Text).Done(error: true)
            : new TdsAnswer().Done();
    }

    private FakeTable FindTable(string quoted) =>
        new((string)FakeDatabase.First(
            _database,
            "SELECT sql FROM stellarforge.made WHERE name = @p0",
            quoted.Replace("''", "'", StringComparison.Ordinal).TrimStart('.'))!);

    private (TdsAnswer Answer, int Touched) Execute(string sql, Dictionary<string, object> parameters)
    {
        if (sql == SqlServerLedger.Sql.Lock)
        {
            server.Database.ApplicationLock.Wait();
            _hasApplicationLock = true;
            return (new TdsAnswer(), 0);
        }

        return sql.Contains("stellarforge.", StringComparison.Ordinal) || sql is Sql.Exists or Sql.IsReadable || sql == SqlServerLedger.Sql.DefaultSchema
            ? Ask(sql, parameters)
            : OfStaging(sql) ?? (OfCatalog(sql, parameters) ?? OfTables(sql), 0);
    }

    // The ledger's own statements.
    private (TdsAnswer, int) Ask(string sql, Dictionary<string, object> parameters)
    {
        using var command = FakeDatabase.Command(_database, FakeDatabase.Translate(sql), parameters.Where(parameter => parameter.Key.StartsWith('@')));
        using var reader = command.ExecuteReader();
        if (FakeDatabase.IsThrow(sql))
            return reader.Read() ? throw new ThrownException(reader.GetInt32(0), reader.GetString(1)) : (new TdsAnswer(), 0);
        if (reader.FieldCount == 0)
            return (new TdsAnswer(), Math.Max(0, reader.RecordsAffected));
        var isInt = Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetDataTypeName(column) == "int").ToArray();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            rows.Add([.. isInt.Select((narrow, column) =>
                reader.IsDBNull(column) ? null : narrow ? reader.GetInt32(column) : reader.GetValue(column))]);
        }

        var samples = isInt.Select((narrow, column) => narrow ? 0 : rows.Exists(row => row[column] is long) ? 0L
            : rows.Exists(row => row[column] is byte[]) ? Array.Empty<byte>() : (object)"").ToArray();
        return (new TdsAnswer().Rows(samples, rows), 0);
    }

    private TdsAnswer? OfCatalog(string sql, Dictionary<string, object> parameters)
    {
        var table = parameters.GetValueOrDefault("@p0") as string ?? "";
        return sql switch
        {
            Sql.ForeignKeys => new TdsAnswer().Rows(["", "", "", ""]),
            Sql.DuplicateIgnoringIndexes => new TdsAnswer().Rows([""], server.DuplicateIgnoringIndexes.Select(name => new object?[] { name })),
            Sql.IdentityColumn => new TdsAnswer().Rows([""]),
            Sql.IsHeap => Flag(true),
            Sql.HasIdentity => Flag(FindTable(table).HasIdentity),
            Sql.HasForeignKey or Sql.HasPrimaryKey or Sql.HasIndex => Flag(false),
            Sql.Columns => Describe(FindTable(table)),
            Sql.ExpectedColumns => Describe(_temporary!),
            _ => null,
        };
    }

    // Of a pipeline's staging tables: their rows come by bulk load, and go into the table as they are. What keys do to them, no fake can say.
    private (TdsAnswer, int)? OfStaging(string sql)
    {
        if (Regex.Match(sql, @"^SELECT TOP \(0\) .* INTO (\[#.*?\]) FROM (.+?) AS source ") is { Success: true } create)
        {
            const string Make =
                "INSERT OR REPLACE INTO stellarforge.made (name, sql) SELECT @p0, sql || char(10) || @p2 FROM stellarforge.made WHERE name = @p1";
            FakeDatabase.Run(_database, Make, create.Groups[1].Value, create.Groups[2].Value, "    [stellarforge_number] int NOT NULL");
            return (new TdsAnswer(), 0);
        }

        if (Regex.Match(sql, @"^TRUNCATE TABLE (.*)$") is { Success: true } empty)
        {
            FakeDatabase.Run(_database, "DELETE FROM stellarforge.loaded WHERE name = @p0", empty.Groups[1].Value);
            return (new TdsAnswer(), 0);
        }

        if (sql.Contains("SELECT ranked.stellarforge_number", StringComparison.Ordinal))
            return (new TdsAnswer().Rows([0]), 0);
        if (Regex.Match(sql, @"INSERT INTO (.+?) \(\[.*FROM (\[#.*?\])", RegexOptions.Singleline) is not { Success: true } insert)
            return null;

        // A number is its length and four bytes.
        const string Copy = "INSERT INTO stellarforge.loaded SELECT @p0, substr(cells, 1, length(cells) - 5) FROM stellarforge.loaded WHERE name = @p1";
        return (new TdsAnswer(), FakeDatabase.Run(_database, Copy, insert.Groups[1].Value, insert.Groups[2].Value));
    }

    private TdsAnswer OfTables(string sql)
    {
        if (Regex.Match(sql, @"^CREATE TABLE (#?.*?) \(\n") is { Success: true } create)
        {
            if (create.Groups[1].Value is ['#', ..])
                _temporary = new FakeTable(sql);
            else
                FakeDatabase.Run(_database, "INSERT INTO stellarforge.made (name, sql) VALUES (@p0, @p1)", create.Groups[1].Value, sql);
        }
        else if (Regex.Match(sql, @"^DROP TABLE IF EXISTS (.*)$") is { Success: true } drop)
        {
            FakeDatabase.Run(
                _database,
                "DELETE FROM stellarforge.made WHERE name = @p0; DELETE FROM stellarforge.loaded WHERE name = @p0",
                drop.Groups[1].Value);
        }
        else if (Regex.Match(sql, @"^SELECT IIF\(EXISTS \(SELECT \* FROM (.*)\), 1, 0\)$") is { Success: true } holds)
        {
            return Flag(Count(holds) > 0);
        }
        else if (Regex.Match(sql, @"^SELECT COUNT_BIG\(\*\) FROM (.*)$") is { Success: true } counted)
        {
            return new TdsAnswer().Rows([0L], [[Count(counted)]]);
        }
        else if (Regex.Match(sql, @"^SELECT \[.* FROM (.*)$") is { Success: true } select)
        {
            var answer = new TdsAnswer().Columns(FindTable(select.Groups[1].Value).Metadata);
            const string Cells = "SELECT cells FROM stellarforge.loaded WHERE name = @p0";
            foreach (var cells in FakeDatabase.Rows(_database, Cells, row => row.GetFieldValue<byte[]>(0), select.Groups[1].Value))
                answer.Row().Bytes(cells);
            return answer;
        }

        return new TdsAnswer();
    }

    private long Count(Match table) => (long)FakeDatabase.First(_database, "SELECT count(*) FROM stellarforge.loaded WHERE name = @p0", table.Groups[1].Value)!;

    private static TdsAnswer Flag(bool value) => new TdsAnswer().Rows([0], [[value ? 1 : 0]]);

    private static TdsAnswer Describe(FakeTable table) => new TdsAnswer().Rows(
        ["", "", (short)0, (byte)0, (byte)0, false, false],
        table.Columns.Select(column => new object?[] { column.Name, column.Type, (short)0, (byte)0, (byte)0, column.IsNullable, false }));

    private sealed class ThrownException(int number, string text) : Exception(text)
    {
        public int Number => number;
    }
}
