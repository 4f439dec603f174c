using StellarForge.Engine.Streams;

namespace StellarForge.Engine.Relational;

/// <summary>
/// Which way a session sends the rows of a table: straight into it, which fails as a whole where a key is there already, or through a staging table. Starts
/// straight; where keys were there in one batch, they will be in the next ones, until batches have none.
/// </summary>
public sealed class WritePath
{
    // A batch that fails costs nearly as much as one that does not, so that trying in vain must be rare.
    private const int FewestStaged = 8;
    private const int MostStaged = 256;

    private int _wait;
    private int _remaining;

    /// <summary>Whether the next batch is to be tried straight.</summary>
    public bool IsDirect => _remaining == 0;

    /// <summary>Notes that a batch went in straight.</summary>
    public void Succeeded() => _wait = 0;

    /// <summary>Notes that a batch did not go in straight.</summary>
    public void Failed() => _remaining = _wait = Math.Clamp(2 * _wait, FewestStaged, MostStaged);

    /// <summary>Notes what became of a batch that went through the staging table.</summary>
    public void Staged(WriteOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        _remaining = outcome.Ignored > 0 || outcome.Refused.Count > 0 ? _wait : _remaining - 1;
    }
}
