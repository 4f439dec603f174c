using StellarForge.Ddl;
using StellarForge.Engine;
using StellarForge.Engine.Connectors;
using StellarForge.Targets.Sqlite;

[assembly: Connector(typeof(SqliteTargetConnector))]

namespace StellarForge.Targets.Sqlite;

/// <summary>SQLite among the connectors: <c>sqlite:shop.db</c>, or <c>Data Source=shop.db</c>.</summary>
public sealed class SqliteTargetConnector : TargetConnector
{
    private static readonly ConnectorOption Timeout = new(
        "timeout", OptionType.Seconds, "30", "How long another program, that is no fill, may hold the file's lock")
    {
        Aliases = ["Default Timeout", "Command Timeout"],
    };

    /// <inheritdoc/>
    public override string Name => "SQLite";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Schemes { get; } = ["sqlite"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Providers { get; } = ["Sqlite"];

    /// <inheritdoc/>
    public override string Example => "sqlite:shop.db";

    /// <inheritdoc/>
    public override AddressForm Form => AddressForm.Path;

    /// <inheritdoc/>
    public override IReadOnlyList<ConnectorOption> Options { get; } =
    [
        Timeout,
        new("Data Source", OptionType.Text, null, "The file") { Aliases = ["Filename"], IsKeyword = true, Keyword = nameof(ConnectorAddress.Path) },

        // Of an application's connections; they mean nothing to a load.
        .. ((string[])["Mode", "Cache", "Pooling", "Foreign Keys", "Recursive Triggers"])
            .Select(name => new ConnectorOption(name, OptionType.Text, null, "") { IsKeyword = true }),
    ];

    /// <inheritdoc/>
    public override ConnectorProbe Probe { get; } = new(
        $"sqlite:.stellarforge-doctor-{Environment.ProcessId}.db",
        "Run in a folder that can be written, or give another: --target sqlite:PATH",
        IsScratch: true);

    /// <inheritdoc/>
    public override SqlDialect Dialect => SqliteDialect.Instance;

    /// <inheritdoc/>
    public override ITarget Open(ConnectorAddress address) => new SqliteTarget(Read(address));

    /// <summary>The file, and how long its locks are waited for.</summary>
    internal static SqliteAddress Read(ConnectorAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Path switch
        {
            null or "" => throw new FormatException("The SQLite target names no file; write one like sqlite:shop.db."),
            ":memory:" => throw new FormatException("A SQLite database in memory is gone when the command ends; name a file, as in sqlite:shop.db."),
            var file => new SqliteAddress(Path.GetFullPath(file), address.Seconds(Timeout)!.Value),
        };
    }
}
