using System.Reflection;
using StellarForge.Engine;

namespace StellarForge.Cli.Targets;

/// <summary>The targets that this program knows.</summary>
internal static class BuiltInTargets
{
    /// <summary>The assemblies that offer targets and formats.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } =
    [
        typeof(Model).Assembly,
        Assembly.Load("StellarForge.Targets.Sqlite"),
        Assembly.Load("StellarForge.Targets.PostgreSql"),
        Assembly.Load("StellarForge.Targets.SqlServer"),
        Assembly.Load("StellarForge.Targets.MySql"),
        Assembly.Load("StellarForge.Targets.Files"),
        Assembly.Load("StellarForge.Parquet"),
    ];

    /// <summary>The built-in targets, and those that the model's own assembly offers: how a target is plugged in.</summary>
    public static TargetRegistry With(Model model) => TargetRegistry.Of([.. Assemblies, model.Tables[0].RowType.Assembly]);

    /// <summary>The target that a command line names: a URI, a connection string, or a name from configuration.</summary>
    /// <exception cref="UsageException">The address can't be read.</exception>
    public static ITarget Open(Model model, string address) => Open(model, address, out _);

    /// <inheritdoc cref="Open(Model, string)"/>
    /// <param name="model">The model, whose assembly may offer targets.</param>
    /// <param name="address">The target.</param>
    /// <param name="retries">How often a fill of it tries again, or <see langword="null"/> where the address does not say.</param>
    public static ITarget Open(Model model, string address, out int? retries)
    {
        try
        {
            return With(model).Open(ConnectionStrings.Resolve(address), out retries);
        }
        catch (FormatException error)
        {
            throw new UsageException($"--target: {error.Message}");
        }
    }
}
