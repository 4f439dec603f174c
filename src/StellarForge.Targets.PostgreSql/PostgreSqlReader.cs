using System.Buffers;
using System.Runtime.CompilerServices;
using Npgsql;
using StellarForge.Engine.Relational;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Targets.PostgreSql;

/// <summary>Reads a table through binary COPY, straight into a sink.</summary>
internal static class PostgreSqlReader
{
    private const int BufferSize = 1 << 18;

    public static async Task ReadAsync<TSink>(RelationalConnection connection, TableSchema table, StrongBox<TSink> sink, CancellationToken cancellationToken)
        where TSink : struct, IRowSink
    {
        var types = await new PostgreSqlCatalog(connection).TypesAsync(table, cancellationToken);
        var wires = table.Columns.Select(column => CopyWires.InDatabase(types.GetValueOrDefault(column.Name, ""))).ToArray();
        var decoder = new CopyBinaryDecoder(table, wires, takesAnyNull: true);
        var columns = table.Columns.Select((column, ordinal) =>
            PostgreSqlDialect.Instance.Quote(column.Name) + (wires[ordinal] == CopyWire.Other ? "::text" : ""));
        await using var copy = await ((NpgsqlConnection)connection.Driver).BeginRawBinaryCopyAsync(
            $"COPY (SELECT {string.Join(", ", columns)} FROM {PostgreSqlDialect.Instance.QuoteTable(table)}) TO STDOUT (FORMAT binary)", cancellationToken);

        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var length = 0;
            for (var isLast = false; !isLast;)
            {
                var filled = await FillAsync(copy, buffer, length, cancellationToken);
                isLast = filled < buffer.Length;
                var used = decoder.Decode(buffer.AsSpan(0, filled), isLast, ref sink.Value!);
                length = filled - used;
                if (used == 0 && !isLast)
                {
                    // One row is longer than the buffer.
                    var larger = ArrayPool<byte>.Shared.Rent(checked(buffer.Length * 2));
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                buffer.AsSpan(used, length).CopyTo(buffer);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // The server sends a row at a time; decoding is worth it for many.
    private static async ValueTask<int> FillAsync(Stream copy, byte[] buffer, int length, CancellationToken cancellationToken)
    {
        while (length < buffer.Length && await copy.ReadAsync(buffer.AsMemory(length), cancellationToken) is var count && count > 0)
            length += count;
        return length;
    }
}
