using System.Runtime.CompilerServices;
using StellarForge.Engine.Telemetry;
using StellarForge.Schema;
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

    /// <summary>What OpenTelemetry's <c>db.system.name</c> calls the target. Default: the scheme of <see cref="DisplayName"/>.</summary>
    string SystemName => EngineAttributes.SchemeOf(DisplayName);

    /// <summary>
    /// What a user should know of how this target is loaded, once it is prepared: a slower way than usual, and why; or <see langword="null"/>.
    /// </summary>
    string? Notice => null;

    /// <summary>
    /// How long a load may make no progress before it is given up, and tried again on a new connection; <see langword="null"/>, the default, for ever.
    /// </summary>
    TimeSpan? LoadTimeout => null;

    /// <summary>
    /// Fails at once where the target can't be reached at all: what is not there from the start is a wrong address, not a lost connection. Writes nothing.
    /// </summary>
    Task PingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Under the target's own lock: makes the ledger, refuses another fill's identity or tables that do not match the model (before
    /// the first row, with the difference), creates missing tables, records the plan. Does nothing where that is done already. Chunk
    /// boundaries recorded earlier override the asked ones.
    /// </summary>
    /// <param name="plan">The fill.</param>
    /// <param name="recreate">Drops the plan's tables and their ledger first.</param>
    /// <param name="cancellationToken">Stops the work; what was not committed is rolled back.</param>
    /// <returns>How far the fill is.</returns>
    /// <exception cref="FillRefusedException">The target holds something else.</exception>
    Task<FillStatus> PrepareAsync(FillPlan plan, bool recreate, CancellationToken cancellationToken);

    /// <summary>Opens a connection of its own for one worker.</summary>
    Task<ITargetSession> ConnectAsync(CancellationToken cancellationToken);

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
