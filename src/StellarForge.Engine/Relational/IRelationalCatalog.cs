using StellarForge.Schema;

namespace StellarForge.Engine.Relational;

/// <summary>What a database itself says of its tables.</summary>
public interface IRelationalCatalog
{
    /// <summary>Whether a table is there.</summary>
    Task<bool> ExistsAsync(TableSchema table, CancellationToken cancellationToken);

    /// <summary>
    /// Whether there is a table, or something else such as a view, that rows are read from under its name. Default: whether the table is there.
    /// </summary>
    Task<bool> IsReadableAsync(TableSchema table, CancellationToken cancellationToken) => ExistsAsync(table, cancellationToken);

    /// <summary>Whether a table holds any row.</summary>
    Task<bool> HoldsRowsAsync(TableSchema table, CancellationToken cancellationToken);

    /// <summary>The number of a table's rows.</summary>
    Task<long> CountRowsAsync(TableSchema table, CancellationToken cancellationToken);

    /// <summary>Refuses a table whose columns do not take the model's values.</summary>
    /// <exception cref="FillRefusedException">They do not; the message lists each difference.</exception>
    Task CompareAsync(TableSchema table, CancellationToken cancellationToken);

    /// <summary>
    /// Whether the database keeps each key once: whether a table has a primary key, or a unique index that holds for all rows, of the key's columns, in any
    /// order.
    /// </summary>
    Task<bool> HasKeyAsync(TableSchema table, CancellationToken cancellationToken);

    /// <summary>
    /// The foreign keys between tables that have one of the given tables at either end, and stand in the way of rows that come in any order.
    /// </summary>
    Task<IReadOnlyList<StoredForeignKey>> ForeignKeysAsync(IEnumerable<TableSchema> all, IEnumerable<TableSchema> tables, CancellationToken cancellationToken);
}
