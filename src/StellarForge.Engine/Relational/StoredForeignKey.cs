namespace StellarForge.Engine.Relational;

/// <summary>A foreign key as the database has it.</summary>
/// <param name="Table">The qualified name of the model's table that has it.</param>
/// <param name="Parent">The qualified name of the model's table that it refers to.</param>
/// <param name="Name">The constraint's name.</param>
/// <param name="Definition">What follows ADD CONSTRAINT name.</param>
public sealed record StoredForeignKey(string Table, string Parent, string Name, string Definition);
