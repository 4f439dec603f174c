namespace StellarForge.Engine.Verification;

/// <summary>How far a verification is.</summary>
/// <param name="Table">The table in hand.</param>
/// <param name="Number">Its number among all tables, from 1.</param>
/// <param name="Tables">The number of tables.</param>
public sealed record VerifyProgress(Table Table, int Number, int Tables);
