using StellarForge.Engine;
using StellarForge.Targets.PostgreSql;

[assembly: TargetFactory(typeof(PostgreSqlTargetFactory))]

namespace StellarForge.Targets.PostgreSql;

/// <summary>PostgreSQL among the kinds of targets.</summary>
public sealed class PostgreSqlTargetFactory : ITargetFactory
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Schemes { get; } = ["postgres", "postgresql"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Providers { get; } = ["PostgreSql", "Postgres", "Npgsql"];

    /// <inheritdoc/>
    public string Example => "postgres://user:password@host:5432/database";

    /// <inheritdoc/>
    public ITarget Create(string address) => PostgreSqlTarget.Open(address);
}
