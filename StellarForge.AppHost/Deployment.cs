using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using StellarForge.AppHost.Azure;

namespace StellarForge.AppHost;

/// <summary>What a publication is for: one row of a table.</summary>
/// <param name="Name">How it is asked for.</param>
/// <param name="Tools">Whether a profile's tools go there too: the schema registry, Prometheus and Grafana.</param>
/// <param name="SharesFiles">Whether services there can share files.</param>
/// <param name="Managed">The connections whose servers it can run itself, in place of containers.</param>
/// <param name="Apply">Says of a composed application how it is published.</param>
internal sealed record Deployment(
    string Name, bool Tools, bool SharesFiles, ImmutableArray<string> Managed, Action<IDistributedApplicationBuilder, Profile> Apply)
{
    private const string All = "all";

    /// <summary>All of them; the first is the default.</summary>
    public static readonly ImmutableArray<Deployment> Rows =
    [
        new("compose", Tools: true, SharesFiles: true, [], ComposeFinish.Apply),
        new("azure", Tools: false, SharesFiles: false, [.. ManagedServers.Names], ContainerApps.Apply),
    ];

    /// <summary>The deployment that <c>--deploy</c> names.</summary>
    /// <param name="configuration">The command line, the environment, files.</param>
    /// <exception cref="AppModelException">There is no such deployment.</exception>
    public static Deployment Of(IConfiguration configuration)
    {
        var name = configuration["deploy"] is { Length: > 0 } given ? given : Rows[0].Name;
        return Rows.FirstOrDefault(row => row.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new AppModelException($"There is no deployment '{name}'; there are {string.Join(", ", Rows.Select(row => row.Name))}.");
    }

    /// <summary>A profile as it can be published, with the managed servers that <c>--managed</c> names: connections with commas, or <c>all</c>.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="configuration">The command line, the environment, files.</param>
    /// <exception cref="AppModelException">It can't be published so.</exception>
    public Profile Fit(Profile profile, IConfiguration configuration)
    {
        if (!SharesFiles && profile.Files.FirstOrDefault() is { } file)
            throw new AppModelException($"The services of '{Name}' share no files, and the connection '{file}' is one. Take another profile or broker.");
        var asked = (configuration["managed"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (asked is [All] && !Managed.IsEmpty)
            asked = [.. Managed.Intersect(profile.Connections)];
        var known = Managed.Intersect(profile.Connections).ToList();
        if (asked.Except(known).FirstOrDefault() is { } wrong)
        {
            var choice = known.Count > 0 ? $"there are {string.Join(", ", known)}, or {All}" : "there are none";
            throw new AppModelException($"There is no managed '{wrong}' for '{Name}' with this profile; {choice}.");
        }

        return profile with { Tools = profile.Tools && Tools, Managed = [.. asked] };
    }
}
