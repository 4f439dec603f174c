using System.Text;
using StellarForge.Formats;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Testing.Rows;

/// <summary>Schemas, and rows as bytes, for tests of formats.</summary>
public static class Samples
{
    /// <summary>The first rows of <see cref="Everything"/> in a format, with what comes before and after them.</summary>
    public static byte[] Encode(this RowFormat format, long rows, int flushThreshold = RowBuffer.DefaultFlushThreshold) =>
        format.Encode(Everything.Table, World.Default, rows, flushThreshold);

    /// <summary>Rows of a table in a format, emptying the buffer whenever it is full.</summary>
    public static byte[] Encode(this RowFormat format, Table table, World world, long rows, int flushThreshold = RowBuffer.DefaultFlushThreshold)
    {
        using var buffer = new RowBuffer(flushThreshold);
        using var encoder = format.CreateEncoder(table.Schema);
        using var all = new MemoryStream();
        var source = table.Rows(world).Range(0, rows);
        encoder.Begin(buffer);
        for (var hasMore = true; hasMore; buffer.Clear())
        {
            hasMore = encoder.Write(source, buffer);
            if (!hasMore)
                encoder.End(buffer);
            all.Write(buffer.WrittenSpan);
        }

        return all.ToArray();
    }

    public static string Text(this RowFormat format, long rows) => Encoding.UTF8.GetString(format.Encode(rows));

    public static TableSchema Schema(params ReadOnlySpan<ColumnSchema> columns) => new() { Name = "t", ClassName = "T", Columns = [.. columns] };

    public static ColumnSchema Column(ColumnType type, string? typeName = null) =>
        new() { Name = "c", Property = "C", Type = type, TypeName = typeName, IsNullable = true };
}
