namespace StellarForge;

/// <summary>A UUID (RFC 9562): version 4 by shape or, time-ordered, version 7. The default for a <see cref="Guid"/>.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class UuidAttribute : Attribute
{
    /// <summary>
    /// Version 7, rising with the row index (one millisecond a row from 2025-01-01), which keeps B-tree inserts local.
    /// Default <see langword="false"/>.
    /// </summary>
    public bool TimeOrdered { get; set; }
}
