using System.Text;
using StellarForge.Generated;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Testing.Rows;

/// <summary>A table whose last column is text that CSV quotes, so that a record's end follows a quote.</summary>
public readonly struct EndsInText : ITableRows<EndsInText>
{
    public static TableSchema Schema { get; } = new()
    {
        Name = "ends_in_text",
        ClassName = "EndsInText",
        Rows = 1_000,
        Columns =
        [
            new() { Name = "id", Property = "Id", Type = ColumnType.Int64 },
            new() { Name = "text", Property = "Text", Type = ColumnType.Text },
        ],
    };

    public static Table Table { get; } = new Table<EndsInText, EndsInText>();

    public static EndsInText In(World world) => default;

    public long WriteRange<TSink>(long from, long to, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        for (var row = from; row < to; row++)
        {
            if (sink.IsFull)
                return row;
            Write(row, ref sink);
        }

        return to;
    }

    public long Count(long from, long to) => to - from;

    public void Write<TSink>(long row, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        Span<byte> text = stackalloc byte[256];
        sink.BeginRow();
        sink.Int64(0, row);
        sink.Utf8(1, text[..Encoding.UTF8.GetBytes($"\"{Everything.Text(row)}\"", text)]);
        sink.EndRow();
    }
}
