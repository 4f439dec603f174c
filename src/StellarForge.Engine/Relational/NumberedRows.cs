using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Engine.Relational;

/// <summary>Rows with a column more: each row's number, from 0 in the order of the source, for a staging table.</summary>
/// <param name="rows">The rows.</param>
/// <param name="schema">Their schema, as <see cref="WithNumber"/> gives it.</param>
public sealed class NumberedRows(RowSource rows, TableSchema schema) : RowSource
{
    /// <summary>The name of the column.</summary>
    public const string NumberColumn = "stellarforge_number";

    private int _next;

    /// <inheritdoc/>
    public override TableSchema Schema { get; } = schema;

    /// <inheritdoc/>
    public override long RowsWritten => rows.RowsWritten;

    /// <summary>A table with the column added as its last one.</summary>
    public static TableSchema WithNumber(TableSchema table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table with { Columns = table.Columns.Add(new ColumnSchema { Name = NumberColumn, Property = "", Type = ColumnType.Int32 }) };
    }

    /// <inheritdoc/>
    public override bool WriteTo<TSink>(ref TSink sink)
    {
        var widening = new WideningSink<TSink, NumberColumns>(sink, new NumberColumns(Schema.Columns.Length - 1, _next));
        var hasMore = rows.WriteTo(ref widening);
        sink = widening.Inner;
        _next = widening.Columns.Next;
        return hasMore;
    }

    private struct NumberColumns(int ordinal, int next) : IMoreColumns
    {
        public int Next { get; private set; } = next;

        public void WriteTo<TSink>(ref TSink sink)
            where TSink : struct, IRowSink, allows ref struct => sink.Int32(ordinal, Next++);
    }
}
