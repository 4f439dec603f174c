namespace StellarForge.Targets.Sqlite;

/// <summary>Where a database is.</summary>
/// <param name="File">The full path.</param>
/// <param name="Timeout">How long another program, that is no fill, may hold the file's lock.</param>
internal sealed record SqliteAddress(string File, TimeSpan Timeout);
