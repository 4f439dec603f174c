using StellarForge.Sinks;

namespace StellarForge.Engine.Verification;

/// <summary>Whether a target holds exactly the rows of a table that the model says.</summary>
/// <param name="Table">The table.</param>
/// <param name="Expected">The model's rows.</param>
/// <param name="Actual">The target's rows; <see langword="null"/> where they can't be read.</param>
/// <param name="Problem">Why the table can't be read, or <see langword="null"/>.</param>
/// <param name="Differences">The first rows that differ, by key.</param>
/// <param name="DifferingBuckets">How many of the <see cref="BucketChecksumSink.BucketCount"/> buckets differ.</param>
public sealed record TableVerification(
    Table Table, TableChecksum Expected, TableChecksum? Actual, string? Problem, IReadOnlyList<RowDifference> Differences, int DifferingBuckets)
{
    /// <summary>Whether the target holds exactly the model's rows.</summary>
    public bool IsMatch => Problem is null && DifferingBuckets == 0 && Expected == Actual;
}

/// <summary>A row that differs.</summary>
/// <param name="Kind">How.</param>
/// <param name="Key">The values of the key's columns; of a table without a key, all values.</param>
/// <param name="Columns">Of a changed row, the columns that differ; of a missing or extra one, all.</param>
public sealed record RowDifference(RowDifferenceKind Kind, string Key, IReadOnlyList<ColumnDifference> Columns)
{
    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        RowDifferenceKind.Changed => $"{Key}: {string.Join(", ", Columns)}",
        RowDifferenceKind.Missing => $"{Key}: missing",
        RowDifferenceKind.Doubled => $"{Key}: there more than once",
        _ => $"{Key}: not in the model",
    };
}

/// <summary>How a row differs.</summary>
public enum RowDifferenceKind
{
    /// <summary>Some of its values are others.</summary>
    Changed,

    /// <summary>The target does not have it.</summary>
    Missing,

    /// <summary>The model does not have it.</summary>
    Extra,

    /// <summary>The target has it more often than the model.</summary>
    Doubled,
}

/// <summary>A value that differs.</summary>
/// <param name="Column">The column's name in the database.</param>
/// <param name="Expected">The model's value as text; <see langword="null"/> for null, and for a row that the model does not have.</param>
/// <param name="Actual">The target's value as text; <see langword="null"/> for null, and for a row that the target does not have.</param>
public sealed record ColumnDifference(string Column, string? Expected, string? Actual)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Column} expected {Quote(Expected)}, is {Quote(Actual)}";

    private static string Quote(string? value) => value is null ? "null" : $"'{value}'";
}
