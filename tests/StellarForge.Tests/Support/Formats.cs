using System.Text;
using StellarForge.Sinks;

namespace StellarForge.Tests.Support;

/// <summary>Rows as bytes.</summary>
internal static class Formats
{
    public static byte[] Rows(this RowFormat format, long rows, int flushThreshold = RowBuffer.DefaultFlushThreshold)
    {
        using var buffer = new RowBuffer(flushThreshold);
        var all = new MemoryStream();
        var table = Everything.Table.Rows(World.Default);
        for (var row = 0L; row < rows; buffer.Clear())
        {
            row = format.Write(table, row, rows, buffer);
            all.Write(buffer.WrittenSpan);
        }

        return all.ToArray();
    }

    public static string Text(this RowFormat format, long rows, int flushThreshold = RowBuffer.DefaultFlushThreshold) =>
        Encoding.UTF8.GetString([.. format.Header.Span, .. format.Rows(rows, flushThreshold), .. format.Footer.Span]);

    public static TableSchema Schema(params ReadOnlySpan<ColumnSchema> columns) => new() { Name = "t", ClassName = "T", Columns = [.. columns] };

    public static ColumnSchema Column(ColumnType type, string? typeName = null) => new() { Name = "c", Property = "C", Type = type, TypeName = typeName, IsNullable = true };
}
