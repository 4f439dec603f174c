using System.Diagnostics;
using StellarForge.Generated;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge;

/// <summary>
/// Finds the row and column that can't be made. That costs nothing as long as rows can be made: after an error, they are made once more, one by one.
/// </summary>
internal static class RowFault
{
    // What is made once more after an error, also after one of the sink's: some milliseconds' worth of rows, or those of one owner.
    private const long BlockRows = 1 << 16;

    // What generated code calls the method that makes a column's value.
    private const string MethodEnd = "Value";

    /// <inheritdoc cref="ITableRows{TSelf}.WriteRange"/>
    /// <exception cref="RowException">A row can't be made.</exception>
    public static long WriteRange<TRows, TSink>(TRows rows, long from, long to, ref TSink sink)
        where TRows : struct, ITableRows<TRows>
        where TSink : struct, IRowSink, allows ref struct
    {
        var block = Math.Max(1, BlockRows / TRows.Schema.Fanout) * TRows.Schema.Fanout;
        while (from < to && !sink.IsFull)
        {
            var end = from + Math.Min(block, to - from);
            try
            {
                from = rows.WriteRange(from, end, ref sink);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // Where the rows can be made, the error is the sink's own.
                ThrowAt(rows, from, end, error);
                throw;
            }
        }

        return from;
    }

    private static void ThrowAt<TRows>(TRows rows, long from, long to, Exception cause)
        where TRows : struct, ITableRows<TRows>
    {
        if (Find(rows, from, to, cause) is not { } row)
            return;
        var sink = new FaultSink();
        try
        {
            rows.WriteRange(row, row + 1, ref sink);
        }
        catch (Exception error)
        {
            var column = sink.HasBegun ? TRows.Schema.Columns.ElementAtOrDefault(sink.Next)?.Name : ColumnOf(TRows.Schema, error);
            throw new RowException(TRows.Schema, column, row, error);
        }
    }

    // The row that fails in the same way as the block did.
    private static long? Find<TRows>(TRows rows, long from, long to, Exception cause)
        where TRows : struct, ITableRows<TRows>
    {
        var sink = new FaultSink();
        try
        {
            rows.WriteRange(from, to, ref sink);
            return null;
        }
        catch (Exception error)
        {
            return error.GetType() == cause.GetType() ? IndexOf(rows, from, to, sink.Rows) : null;
        }
    }

    // The index behind so many rows: those of an owned table are sparse.
    private static long IndexOf<TRows>(TRows rows, long from, long to, long before)
        where TRows : struct, ITableRows<TRows>
    {
        var (low, high) = (from, to - 1);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (rows.Count(from, middle + 1) > before)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    // What other columns are made from is made before the row begins: the stack says which it was, as nothing is inlined into code that never ran before.
    private static string? ColumnOf(TableSchema table, Exception error)
    {
        var method = new StackTrace(error).GetFrames().Select(DiagnosticMethodInfo.Create).LastOrDefault(method =>
            method?.DeclaringTypeName?.EndsWith($"{table.ClassName}+ForgeState", StringComparison.Ordinal) == true
            && method.Name.EndsWith(MethodEnd, StringComparison.Ordinal));
        return method?.Name[..^MethodEnd.Length] is { } property
            ? table.Columns.FirstOrDefault(column => column.Property == property)?.Name ?? property
            : null;
    }
}
