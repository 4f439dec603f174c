using StellarForge.Engine;

namespace StellarForge.Testing.Targets;

/// <summary>An empty store of one test's own, with means to look at it and to change it that are not the target's.</summary>
public abstract class TargetStore : IAsyncDisposable
{
    /// <summary>The target's URI.</summary>
    public abstract string Uri { get; }

    /// <summary>Opens the target.</summary>
    public abstract ITarget Open();

    /// <summary>The rows of a table.</summary>
    public abstract Task<long> CountAsync(Table table);

    /// <summary>Sets the price of a line of the shop.</summary>
    /// <param name="order">The order's code.</param>
    /// <param name="number">The line's number.</param>
    /// <param name="price">The new price.</param>
    public abstract Task SetPriceAsync(Guid order, int number, string price);

    /// <summary>Deletes a line of the shop.</summary>
    public abstract Task DeleteLineAsync(Guid order, int number);

    /// <summary>Adds a visit to the shop, which has each page twice already.</summary>
    /// <param name="page">The page; the stay is null.</param>
    public abstract Task AddVisitAsync(int page);

    /// <summary>Whether somebody waits for what another session of the store holds.</summary>
    public abstract Task<bool> HasWaiterAsync();

    /// <summary>Runs SQL, and gives what it prints; of databases.</summary>
    public virtual Task<string> RunAsync(string sql) => throw new NotSupportedException("It is no database.");

    /// <summary>Deletes all rows of a table; of databases.</summary>
    public virtual Task EmptyAsync(Table table) => RunAsync($"DELETE FROM {table.Schema.Name};");

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
