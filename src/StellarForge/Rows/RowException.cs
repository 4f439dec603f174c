using StellarForge.Schema;

namespace StellarForge;

/// <summary>A row can't be made: the model's own code (a computed method, a generator) threw, or what must be there is null.</summary>
public sealed class RowException : Exception
{
    internal RowException(TableSchema table, string? column, long row, Exception cause)
        : base($"Table {table.QualifiedName}, {(column is null ? "" : $"column {column}, ")}row {row}: {cause.Message}", cause) =>
        (Table, Column, Row) = (table, column, row);

    /// <summary>The table.</summary>
    public TableSchema Table { get; }

    /// <summary>The column; the property where it has none; <see langword="null"/> where that can't be told.</summary>
    public string? Column { get; }

    /// <summary>The row index.</summary>
    public long Row { get; }
}
