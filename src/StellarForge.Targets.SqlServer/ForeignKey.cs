namespace StellarForge.Targets.SqlServer;

/// <summary>A foreign key that the database has.</summary>
/// <param name="Table">The qualified name of the model's table that has it.</param>
/// <param name="Parent">The qualified name of the model's table that it refers to.</param>
/// <param name="Name">The constraint's name.</param>
internal sealed record ForeignKey(string Table, string Parent, string Name);
