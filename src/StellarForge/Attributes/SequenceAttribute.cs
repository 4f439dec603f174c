namespace StellarForge;

/// <summary>An arithmetic sequence over the row index: <c>Start + row × Step</c>. The default for an integer <c>[Key]</c>.</summary>
/// <param name="start">The value of row 0. Default 1.</param>
/// <param name="step">The difference between neighbours; not 0. Default 1.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SequenceAttribute(long start = 1, long step = 1) : Attribute
{
    /// <summary>The value of row 0.</summary>
    public long Start { get; set; } = start;

    /// <summary>The difference between neighbours.</summary>
    public long Step { get; set; } = step;
}
