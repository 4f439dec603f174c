using System.Diagnostics;
using StellarForge.Generated;
using StellarForge.Sinks;

namespace StellarForge;

/// <summary>Finds the row and column that can't be made. That costs nothing as long as rows can be made: after an error, they are made once more, one by one.</summary>
internal static class RowFault
{
    // A sink takes no more at a time; beyond, the error is none of the rows'.
    private const long MostRows = 1_000_000;

    // What generated code calls the method that makes a column's value.
    private const string MethodEnd = "Value";

    /// <inheritdoc cref="ITableRows{TSelf}.WriteRange"/>
    /// <exception cref="RowException">A row can't be made.</exception>
    public static long WriteRange<TRows, TSink>(TRows rows, long from, long to, ref TSink sink)
        where TRows : struct, ITableRows<TRows>
        where TSink : struct, IRowSink, allows ref struct
    {
        try
        {
            return rows.WriteRange(from, to, ref sink);
        }
        catch
        {
            // Where the rows can be made, the error is the sink's own.
            ThrowAt(rows, from, Math.Min(to, from + MostRows));
            throw;
        }
    }

    private static void ThrowAt<TRows>(TRows rows, long from, long to)
        where TRows : struct, ITableRows<TRows>
    {
        for (var row = from; row < to; row++)
        {
            var sink = new FaultSink();
            try
            {
                rows.WriteRange(row, row + 1, ref sink);
            }
            catch (Exception error)
            {
                throw new RowException(TRows.Schema, sink.HasBegun ? TRows.Schema.Columns[sink.Next].Name : ColumnOf(TRows.Schema, error), row, error);
            }
        }
    }

    // What other columns are made from is made before the row begins: the stack says which it was, as nothing is inlined into code that never ran before.
    private static string? ColumnOf(TableSchema table, Exception error)
    {
        var method = new StackTrace(error).GetFrames().Select(DiagnosticMethodInfo.Create).LastOrDefault(method =>
            method?.DeclaringTypeName?.EndsWith($"{table.ClassName}+ForgeState", StringComparison.Ordinal) == true && method.Name.EndsWith(MethodEnd, StringComparison.Ordinal));
        return method?.Name[..^MethodEnd.Length] is { } property
            ? table.Columns.FirstOrDefault(column => column.Property == property)?.Name ?? property
            : null;
    }
}
