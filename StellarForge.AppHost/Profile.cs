using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;

namespace StellarForge.AppHost;

/// <summary>What is composed: one row of a table.</summary>
/// <param name="Name">How it is asked for.</param>
/// <param name="Broker">The connection that the events go through.</param>
/// <param name="Targets">The connections that they are written into. All are filled before the stream begins, as its rows refer to filled ones.</param>
/// <param name="Tools">Whether there are pages to look into servers with, a schema registry, Prometheus and Grafana.</param>
internal sealed record Profile(string Name, string Broker, ImmutableArray<string> Targets, bool Tools)
{
    /// <summary>All of them; the first is the default.</summary>
    public static readonly ImmutableArray<Profile> All =
    [
        new("full", Servers.Kafka, [Servers.PostgreSql, Servers.MySql, Servers.SqlServer], Tools: true),
        new("light", Servers.Kafka, [Servers.PostgreSql], Tools: false),
        new("embedded", Servers.EmbeddedLog, [Servers.Sqlite], Tools: false),
    ];

    /// <summary>All connections, the broker's first.</summary>
    public IEnumerable<string> Connections => Targets.Prepend(Broker);

    /// <summary>The connections that are files, which the services share.</summary>
    public IEnumerable<string> Files => Connections.Where(name => name is Servers.EmbeddedLog or Servers.Sqlite);

    /// <summary>Whether any of its connections is files.</summary>
    public bool HasFiles => Files.Any();

    /// <summary>The connections whose servers the cloud runs, in place of containers.</summary>
    public ImmutableArray<string> Managed { get; init; } = [];

    /// <summary>The profile that <c>--profile</c> names, with the broker of <c>--broker</c> in place of its own where that is given.</summary>
    /// <param name="configuration">The command line, the environment, files.</param>
    /// <exception cref="AppModelException">There is no such profile, or no such broker.</exception>
    public static Profile Of(IConfiguration configuration)
    {
        var name = configuration["profile"] is { Length: > 0 } given ? given : All[0].Name;
        var profile = All.FirstOrDefault(profile => profile.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new AppModelException($"There is no profile '{name}'; there are {string.Join(", ", All.Select(profile => profile.Name))}.");
        if (configuration["broker"] is not { Length: > 0 } broker)
            return profile;
        return Servers.Brokers.FirstOrDefault(one => one.Equals(broker, StringComparison.OrdinalIgnoreCase)) is { } known
            ? profile with { Broker = known }
            : throw new AppModelException($"There is no broker '{broker}'; there are {string.Join(", ", Servers.Brokers)}.");
    }
}
