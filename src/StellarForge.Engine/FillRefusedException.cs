namespace StellarForge.Engine;

/// <summary>A fill was refused before its first row: the target holds something else, or the model can't make the rows. The message says what, and what to do.</summary>
/// <param name="message">The difference, and the way out.</param>
public sealed class FillRefusedException(string message) : Exception(message)
{
    /// <summary>The table holds rows that the ledger knows nothing of.</summary>
    /// <param name="table">The table.</param>
    public static FillRefusedException ForeignRows(TableSchema table) => new(
        $"Table {table} already holds rows that no fill put there. Empty it, fill another target, or drop it and fill it anew by --recreate.");

    /// <summary>The table holds rows of a fill with another identity.</summary>
    /// <param name="table">The table.</param>
    /// <param name="recorded">The identity in the ledger.</param>
    /// <param name="asked">The identity of the fill at hand.</param>
    public static FillRefusedException OtherFill(TableSchema table, FillIdentity recorded, FillIdentity asked) => new(
        $"Table {table} holds rows of another fill: {string.Join("; ", asked.DifferencesFrom(recorded))}. " +
        "Repeat that fill's options, fill another target, or start anew by --recreate.");

    /// <summary>The table's columns do not take the model's values.</summary>
    /// <param name="table">The table.</param>
    /// <param name="differences">Each difference, in words.</param>
    public static FillRefusedException OtherColumns(TableSchema table, IEnumerable<string> differences) => new(
        $"Table {table} exists and does not match the model: {string.Join("; ", differences)}. " +
        "Change the table or the model, or drop the table and fill it anew by --recreate.");
}
