using System.Runtime.CompilerServices;
using StellarForge.Sinks;

namespace StellarForge.Engine;

/// <summary>
/// A store that tables are bulk-loaded into. It keeps its own ledger of chunks, and so is the only coordinator of the processes
/// that share a fill. Failures propagate; the engine owns retries and reports.
/// </summary>
public interface ITarget : IAsyncDisposable
{
    /// <summary>What messages call the target: its URI without secrets.</summary>
    string DisplayName { get; }

    /// <summary>Whether an error may pass when the work is tried again on a new connection.</summary>
    bool IsTransient(Exception error);

    /// <summary>
    /// Under the target's own lock: makes the ledger, refuses another fill's identity or tables that do not match the model (before
    /// the first row, with the difference), creates missing tables, records the plan's chunks. Does nothing where that is done already.
    /// Returns the plan as the ledger has it: chunk boundaries recorded earlier override the asked ones.
    /// </summary>
    /// <param name="plan">The fill.</param>
    /// <param name="recreate">Drops the plan's tables and their ledger first.</param>
    /// <param name="cancellationToken">Stops the work; what was not committed is rolled back.</param>
    /// <exception cref="FillRefusedException">The target holds something else.</exception>
    Task<FillStatus> PrepareAsync(FillPlan plan, bool recreate, CancellationToken cancellationToken);

    /// <summary>Opens a connection of its own for one worker.</summary>
    Task<ITargetSession> ConnectAsync(FillPlan plan, CancellationToken cancellationToken);

    /// <summary>
    /// Finishes the tables whose chunks are all done: keys, indexes, foreign keys (where both tables are complete in this target),
    /// identity sequences, statistics. Once, under the target's own lock, recorded in the ledger.
    /// </summary>
    Task FinishAsync(FillPlan plan, CancellationToken cancellationToken);

    /// <summary>Reads a table back through the driver, in any order, into a sink: what verify compares. Never trusts the ledger.</summary>
    /// <typeparam name="TSink">A sink that is never full.</typeparam>
    Task ReadAsync<TSink>(TableSchema table, StrongBox<TSink> sink, CancellationToken cancellationToken)
        where TSink : struct, IRowSink;
}

/// <summary>One worker's connection to a target.</summary>
public interface ITargetSession : IAsyncDisposable
{
    /// <summary>
    /// Claims an open chunk that nobody else holds, loads its rows and marks it done, in one transaction. After an error the
    /// session is disposed, which rolls back, and the chunk is open again.
    /// </summary>
    /// <param name="rows">Told of each batch of rows and bytes as it is sent, before the commit.</param>
    /// <param name="cancellationToken">Rolls back.</param>
    /// <returns>The chunk, or <see langword="null"/> when no chunk is open (others may still be loading theirs).</returns>
    Task<Chunk?> LoadNextAsync(IProgress<BatchProgress>? rows, CancellationToken cancellationToken);
}

/// <summary>A range of a table's rows, loaded in one transaction.</summary>
/// <param name="Table">The table.</param>
/// <param name="Number">0-based, within the table.</param>
/// <param name="From">The first row index of the root owner.</param>
/// <param name="To">The row index after the last.</param>
public sealed record Chunk(Table Table, int Number, long From, long To)
{
    /// <summary>The table's own (sparse) row indices.</summary>
    public (long From, long To) Rows => (From * Table.Schema.Fanout, To * Table.Schema.Fanout);
}

/// <summary>What was sent to a target.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Bytes">Bytes, in the target's wire format.</param>
public readonly record struct BatchProgress(long Rows, long Bytes);

/// <summary>A fill: which tables, from which world, in which chunks.</summary>
public sealed record FillPlan
{
    /// <summary>The model.</summary>
    public required Model Model { get; init; }

    /// <summary>The world.</summary>
    public required World World { get; init; }

    /// <summary>The tables to fill, parents before children.</summary>
    public required IReadOnlyList<Table> Tables { get; init; }

    /// <summary>All chunks, in the order of tables.</summary>
    public required IReadOnlyList<Chunk> Chunks { get; init; }

    /// <summary>Each table's identity by qualified name: a hash of schema, rules, seed, row count, corpora and algorithm version.</summary>
    public required IReadOnlyDictionary<string, FillIdentity> Identities { get; init; }
}

/// <summary>What a table's rows depend on: two fills with the same identity write the same rows.</summary>
/// <param name="Hash">The hash of all, in hexadecimal.</param>
/// <param name="Parts">The parts by name (seed, rows, columns, rules, corpora, algorithm), so that a difference can be named.</param>
public sealed record FillIdentity(string Hash, IReadOnlyDictionary<string, string> Parts);

/// <summary>How far a fill is, by the target's ledger.</summary>
/// <param name="Done">The chunks that are loaded.</param>
/// <param name="Open">The chunks that are not, as the ledger has them.</param>
public sealed record FillStatus(IReadOnlyList<Chunk> Done, IReadOnlyList<Chunk> Open);

/// <summary>A fill was refused before its first row: the target holds something else. The message says what, and what to do.</summary>
/// <param name="message">The difference, and the way out.</param>
public sealed class FillRefusedException(string message) : Exception(message);
