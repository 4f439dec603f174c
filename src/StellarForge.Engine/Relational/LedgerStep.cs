namespace StellarForge.Engine.Relational;

/// <summary>A step from one version of a ledger to the next.</summary>
/// <param name="Statement">What is run.</param>
/// <param name="Unless">Asks whether that is done already: for databases where DDL commits at once, and a migration may have been cut short.</param>
public sealed record LedgerStep(string Statement, string? Unless = null);
