using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>
/// Turns the rows of a table into bytes of one format. What a column's name and type decide is worked out once, when it is made. For one thread at a time.
/// </summary>
/// <remarks>
/// An output, such as a file, is <see cref="Begin"/>, then <see cref="Write"/> until it has all rows, then <see cref="End"/>; after that, another may begin.
/// </remarks>
public abstract class RowEncoder : IDisposable
{
    /// <summary>Appends what comes before the first row.</summary>
    public virtual void Begin(RowBuffer buffer)
    {
    }

    /// <summary>
    /// Appends rows until the buffer is full, and the caller should empty it. A format that collects rows (into row groups) may take many and append nothing.
    /// </summary>
    /// <returns>Whether the source may have more rows.</returns>
    public abstract bool Write(RowSource rows, RowBuffer buffer);

    /// <summary>Appends what comes after the last row.</summary>
    public virtual void End(RowBuffer buffer)
    {
    }

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
