namespace StellarForge.Engine;

/// <summary>How far a fill is, by the target's ledger.</summary>
/// <param name="Done">The chunks that are loaded.</param>
/// <param name="Open">The chunks that are not, as the ledger has them.</param>
public sealed record FillStatus(IReadOnlyList<Chunk> Done, IReadOnlyList<Chunk> Open);
