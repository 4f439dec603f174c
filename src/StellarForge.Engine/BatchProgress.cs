namespace StellarForge.Engine;

/// <summary>What was sent to a target.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Bytes">Bytes, in the target's wire format.</param>
public readonly record struct BatchProgress(Table Table, long Rows, long Bytes);
