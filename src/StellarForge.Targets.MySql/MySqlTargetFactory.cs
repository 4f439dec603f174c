using StellarForge.Engine;
using StellarForge.Targets.MySql;

[assembly: TargetFactory(typeof(MySqlTargetFactory))]

namespace StellarForge.Targets.MySql;

/// <summary>MySQL and MariaDB among the kinds of targets.</summary>
public sealed class MySqlTargetFactory : ITargetFactory
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Schemes { get; } = ["mysql", "mariadb"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Providers { get; } = ["MySql", "MariaDb"];

    /// <inheritdoc/>
    public string Example => "mysql://user:password@host:3306/database";

    /// <inheritdoc/>
    public ITarget Create(string address) => MySqlTarget.Open(address);
}
