using System.Collections.Frozen;

namespace StellarForge.Aspire.Hosting;

/// <summary>
/// Which resources are databases that can be filled, and what a connection string of theirs is for, as it does not say so itself. By the names of their
/// types, so that no AppHost gets packages of databases that it does not use.
/// </summary>
internal static class DatabaseKinds
{
    /// <summary>What people call them.</summary>
    public const string All = "PostgreSQL, MySQL, SQL Server and SQLite";

    private static readonly FrozenDictionary<string, string> Providers = new Dictionary<string, string>
    {
        ["PostgresDatabaseResource"] = "PostgreSql",
        ["AzurePostgresFlexibleServerDatabaseResource"] = "PostgreSql",
        ["MySqlDatabaseResource"] = "MySql",
        ["SqlServerDatabaseResource"] = "SqlServer",
        ["AzureSqlDatabaseResource"] = "SqlServer",
        ["SqliteResource"] = "Sqlite",
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Servers = FrozenSet.Create(
        "PostgresServerResource", "AzurePostgresFlexibleServerResource", "MySqlServerResource", "SqlServerServerResource", "AzureSqlServerResource");

    /// <summary>What the connection string of a kind of database is for, or <see langword="null"/> of one that is not known.</summary>
    public static string? ProviderOf(Type resource) => Providers.GetValueOrDefault(resource.Name);

    /// <summary>Whether it is a whole server.</summary>
    public static bool IsServer(Type resource) => Servers.Contains(resource.Name);
}
