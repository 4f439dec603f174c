namespace StellarForge.Engine;

/// <summary>How far a fill is, by the target's ledger.</summary>
/// <param name="Tables">Each of the fill's tables, in the plan's order.</param>
public sealed record FillStatus(IReadOnlyList<TableStatus> Tables)
{
    /// <summary>The chunks that are not loaded yet.</summary>
    public long OpenChunks => Tables.Sum(table => table.OpenChunks);
}

/// <summary>How far a table is, by the target's ledger.</summary>
/// <param name="Table">The table.</param>
/// <param name="DoneChunks">The chunks that are loaded.</param>
/// <param name="OpenChunks">The chunks that are not; of rows that no chunk covers yet, those that will.</param>
/// <param name="LoadedRows">The rows of the loaded chunks.</param>
public sealed record TableStatus(Table Table, long DoneChunks, long OpenChunks, long LoadedRows);
