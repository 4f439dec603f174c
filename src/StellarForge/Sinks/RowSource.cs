using StellarForge.Schema;

namespace StellarForge.Sinks;

/// <summary>
/// Whoever pushes rows of a schema into a sink: generated rows, a decoder over received bytes, a reader over a database. For one thread at a time.
/// The one virtual call is per batch, not per row.
/// </summary>
public abstract class RowSource
{
    /// <summary>The table whose rows these are.</summary>
    public abstract TableSchema Schema { get; }

    /// <summary>The number of rows written so far, into whatever sinks.</summary>
    public virtual long RowsWritten { get; protected set; }

    /// <summary>
    /// Writes rows until the sink is full or the source has ended. A source of bytes may return earlier, so that the caller can look at cancellation.
    /// </summary>
    /// <returns>Whether there may be more rows to write; <see langword="false"/> when the source has ended.</returns>
    public abstract bool WriteTo<TSink>(ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct;
}
