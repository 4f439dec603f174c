namespace StellarForge.Engine;

/// <summary>What was sent to a target.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Bytes">Bytes, in the target's wire format.</param>
public readonly record struct BatchProgress(long Rows, long Bytes);
