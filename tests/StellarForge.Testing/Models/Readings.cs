using System.Text;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Testing.Models;

/// <summary>A row of <see cref="Readings"/>.</summary>
/// <param name="Station">The first half of the key.</param>
/// <param name="Number">The second half.</param>
/// <param name="Revision">What is newer has a larger one.</param>
/// <param name="Note">A text.</param>
/// <param name="Amount">Hundredths.</param>
public sealed record Reading(string Station, long Number, long? Revision = null, string? Note = null, long Amount = 0);

/// <summary>Rows that a test makes by hand, of a table with a key of text and number, or of one without a key.</summary>
public sealed class Readings(TableSchema schema, IReadOnlyList<Reading> rows) : RowSource
{
    private int _next;

    /// <summary>The ordinal of the column with the revision.</summary>
    public const int Revision = 2;

    /// <summary>The table with a key.</summary>
    public static TableSchema Keyed { get; } = new()
    {
        Name = "readings",
        ClassName = "Reading",
        Key = [0, 1],
        Columns =
        [
            new() { Name = "station", Property = "Station", Type = ColumnType.Text, MaxLength = 20 },
            new() { Name = "number", Property = "Number", Type = ColumnType.Int64 },
            new() { Name = "revision", Property = "Revision", Type = ColumnType.Int64, IsNullable = true },
            new() { Name = "note", Property = "Note", Type = ColumnType.Text, MaxLength = 40, IsNullable = true },
            new() { Name = "amount", Property = "Amount", Type = ColumnType.Decimal, Precision = 12 },
        ],
    };

    /// <summary>The table without one.</summary>
    public static TableSchema Unkeyed { get; } = Keyed with { Name = "log_lines", Key = [] };

    /// <inheritdoc/>
    public override TableSchema Schema => schema;

    /// <inheritdoc/>
    public override bool WriteTo<TSink>(ref TSink sink)
    {
        for (; _next < rows.Count && !sink.IsFull; _next++, RowsWritten++)
        {
            var row = rows[_next];
            sink.BeginRow();
            sink.Utf8(0, Encoding.UTF8.GetBytes(row.Station));
            sink.Int64(1, row.Number);
            if (row.Revision is { } revision)
                sink.Int64(2, revision);
            else
                sink.Null(2);
            if (row.Note is { } note)
                sink.Utf8(3, Encoding.UTF8.GetBytes(note));
            else
                sink.Null(3);
            sink.Decimal(4, row.Amount, 2);
            sink.EndRow();
        }

        return _next < rows.Count;
    }
}
