using StellarForge.Engine;
using StellarForge.Targets.Sqlite;

[assembly: TargetFactory(typeof(SqliteTargetFactory))]

namespace StellarForge.Targets.Sqlite;

/// <summary>SQLite among the kinds of targets.</summary>
public sealed class SqliteTargetFactory : ITargetFactory
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Schemes { get; } = ["sqlite"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Providers { get; } = ["Sqlite"];

    /// <inheritdoc/>
    public string Example => "sqlite:shop.db";

    /// <inheritdoc/>
    public ITarget Create(string address) => SqliteTarget.Open(address);
}
