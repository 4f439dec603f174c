using System.Globalization;
using StellarForge.Ddl;
using StellarForge.Engine.Relational;
using StellarForge.Schema;

namespace StellarForge.Engine;

/// <summary>
/// A fill was refused before its first row: the target holds something else, or the model can't make the rows. The message says what, and what to do.
/// </summary>
/// <param name="message">The difference, and the way out.</param>
public sealed class FillRefusedException(string message) : Exception(message)
{
    /// <summary>The table holds rows that the ledger knows nothing of.</summary>
    /// <param name="table">The table.</param>
    public static FillRefusedException ForeignRows(TableSchema table) => new(
        $"Table {table} already holds rows that no fill put there. Empty it, fill another target, or have all its rows deleted by --recreate --force.");

    /// <summary>The table is to be started anew, and holds rows that the ledger knows nothing of.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="loaded">Those that fills loaded.</param>
    public static FillRefusedException ForeignRows(TableSchema table, long rows, long loaded) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"Table {table} already holds rows that no fill put there: {rows - loaded} of {rows}. "
        + $"--recreate --force deletes all {rows}; else save them, or fill another target."));

    /// <summary>The table was emptied while it was filled.</summary>
    /// <param name="table">The table.</param>
    public static FillRefusedException Emptied(TableSchema table) => new(
        $"Table {table} was emptied by hand while a fill was at work on it, which has loaded rows since. "
        + "Stop all fills of it, and start it anew by --recreate.");

    /// <summary>The ledger has lost chunks of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="covered">The rows of its root owner that chunks cover.</param>
    /// <param name="end">The rows of its root owner.</param>
    public static FillRefusedException LostChunks(TableSchema table, long covered, long end) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"The ledger has lost chunks of table {table}: they cover {covered} of {end} rows of {table.Root}. "
        + $"Were some deleted by hand, or is somebody starting the table anew? Start it anew by --recreate."));

    /// <summary>The table holds rows of a fill with another identity.</summary>
    /// <param name="table">The table.</param>
    /// <param name="recorded">The identity in the ledger.</param>
    /// <param name="asked">The identity of the fill at hand.</param>
    public static FillRefusedException OtherFill(TableSchema table, FillIdentity recorded, FillIdentity asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        var differences = string.Join("; ", asked.DifferencesFrom(recorded));
        return new(differences.Length == 0
            ? $"The ledger's entry of table {table} is damaged: the hash of what its rows depend on is not that of the parts beside it. "
                + "Restore it from before the damage, fill another target, or start anew by --recreate."
            : $"Table {table} holds rows of another fill: {differences}. "
                + "Repeat that fill's options, fill another target, or start anew by --recreate.");
    }

    /// <summary>A topic has another number of partitions than when the pipeline began.</summary>
    /// <param name="pipeline">The pipeline's name.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="before">The number that the ledger has.</param>
    /// <param name="now">The number now.</param>
    public static FillRefusedException OtherPartitions(string pipeline, string topic, int before, int now) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"Topic {topic} had {before} partitions when pipeline {pipeline} began, and has {now} now: "
        + $"the rows of a key may lie in two of them, in no order. Write from a topic with {before}, or forget where the pipeline is by --reset."));

    /// <summary>Refuses to go on with a table that the ledger has by now of another fill, or not at all.</summary>
    /// <param name="table">The table.</param>
    /// <param name="recorded">The identity in the ledger.</param>
    /// <param name="asked">The identity of the fill at hand.</param>
    /// <exception cref="FillRefusedException">It does.</exception>
    public static void ThrowIfTakenOver(TableSchema table, FillIdentity? recorded, FillIdentity asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        if (recorded is null)
        {
            throw new FillRefusedException(
                $"Table {table} is not in the target's ledger any more: somebody started it anew, or removed the ledger. Run the fill again.");
        }

        if (recorded.Hash != asked.Hash)
            throw OtherFill(table, recorded, asked);
    }

    /// <summary>Refuses tables that differ in their schema alone, for a store that has no schemas.</summary>
    /// <param name="all">The tables of the model.</param>
    /// <param name="chosen">Those that rows are to go into.</param>
    /// <param name="store">What the store is called.</param>
    /// <exception cref="FillRefusedException">There are such, and rows are to go into one of them.</exception>
    public static void ThrowIfNamesClash(IEnumerable<TableSchema> all, IReadOnlyCollection<TableSchema> chosen, string store)
    {
        ArgumentNullException.ThrowIfNull(all);
        ArgumentNullException.ThrowIfNull(chosen);
        foreach (var tables in all.DistinctBy(table => table.QualifiedName).GroupBy(table => table.Name, StringComparer.OrdinalIgnoreCase))
        {
            if (tables.Count() > 1 && tables.Any(table => chosen.Any(other => other.QualifiedName == table.QualifiedName)))
            {
                throw new FillRefusedException(
                    $"{store} has no schemas, and the tables {string.Join(" and ", tables)} would be one. "
                    + "Give one of them another name, or leave it out by --tables.");
            }
        }
    }

    /// <summary>Refuses names that a database would cut, so that two of them might become one.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="sql">The database's dialect.</param>
    /// <exception cref="FillRefusedException">There is such a name.</exception>
    public static void ThrowIfNamesTooLong(IEnumerable<TableSchema> tables, SqlDialect sql)
    {
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(sql);
        foreach (var table in tables)
        {
            if (!sql.CanName(table.Name) || (table.Schema is { } schema && !sql.CanName(schema)))
                throw Unnameable($"table {table}", "[Table]");
            if (table.Columns.FirstOrDefault(column => !sql.CanName(column.Name)) is { } other)
                throw Unnameable($"column {table}.{other.Name}", "[Column]");
        }

        FillRefusedException Unnameable(string named, string attribute) => new(
            $"The name of {named} is longer than {sql.Name} keeps, or has characters that it does not take. Give it another one by {attribute}.");
    }

    /// <summary>Refuses a table whose columns do not take the model's values.</summary>
    /// <typeparam name="TColumn">The target's own kind of column.</typeparam>
    /// <param name="table">The table.</param>
    /// <param name="existing">Its columns, by name as the database compares names.</param>
    /// <param name="expected">Those that the model would give it, likewise.</param>
    /// <param name="further">Another difference, or <see langword="null"/>.</param>
    /// <exception cref="FillRefusedException">There is a difference; the message lists each.</exception>
    public static void ThrowIfOtherColumns<TColumn>(
        TableSchema table, IReadOnlyDictionary<string, TColumn> existing, IReadOnlyDictionary<string, TColumn> expected, string? further = null)
        where TColumn : IStoredColumn<TColumn>
    {
        ArgumentNullException.ThrowIfNull(existing);
        ArgumentNullException.ThrowIfNull(expected);
        var missing = expected.Values
            .Where(column => !existing.ContainsKey(column.Name))
            .Select(column => $"column {column.Name} is missing (the model has {column})");
        var other = expected.Values
            .Where(column => existing.TryGetValue(column.Name, out var there) && (there.IsNullable != column.IsNullable || !there.CanHold(column)))
            .Select(column => $"column {column.Name} is {existing[column.Name]}, the model has {column}");
        var surplus = existing.Values
            .Where(column => !expected.ContainsKey(column.Name) && !column.IsNullable && !column.HasDefault)
            .Select(column => $"column {column.Name} ({column}) is not in the model, and takes no row without a value");
        var differences = string.Join("; ", [.. other, .. missing, .. surplus, .. further is null ? (string[])[] : [further]]);
        if (differences.Length > 0)
        {
            throw new FillRefusedException(
                $"Table {table} exists and does not match the model: {differences}. "
                + "Change the table or the model; --recreate makes a table anew that a fill made.");
        }
    }
}
