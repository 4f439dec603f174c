using System.Globalization;

namespace StellarForge.AppHost;

/// <summary>What the services run, as the environment variables of docs/configuration.md: one stream of the shop, and a pipeline into each target.</summary>
internal static class TopologySettings
{
    /// <summary>The stream's name.</summary>
    public const string Stream = "shop";

    /// <summary>The schema registry of the stream.</summary>
    public const string Registry = $"{StreamSection}Registry";

    private const string StreamSection = $"StellarForge__Streams__{Stream}__";
    private const int Rate = 200;

    // Owned tables have no weight of their own.
    private static readonly (string Table, string Weight)[] Tables = [("orders", "1"), ("order_lines", ""), ("payments", ""), ("customer_interactions", "4")];

    /// <summary>The topics of the stream.</summary>
    public static IEnumerable<string> Topics => Tables.Select(table => table.Table);

    /// <summary>The topics beside them, of one partition each: the stream's control log, and dead letters.</summary>
    public static IEnumerable<string> Logs => Topics.Select(topic => $"{topic}.dlq").Prepend($"{Stream}.control");

    /// <summary>The consumer group of the pipeline into a target.</summary>
    /// <param name="target">The target's connection.</param>
    public static string GroupOf(string target) => $"stellarforge-{target}";

    /// <summary>The settings of a profile, the same for all services.</summary>
    /// <param name="profile">The profile.</param>
    public static IEnumerable<(string Key, string Value)> Of(Profile profile)
    {
        yield return ("StellarForge__Model__Scale", "0.01");
        yield return ($"{StreamSection}Broker", profile.Broker);
        yield return ($"{StreamSection}Fill", string.Join(',', profile.Targets));
        yield return ($"{StreamSection}Rate", Rate.ToString(CultureInfo.InvariantCulture));
        yield return ($"{StreamSection}Faults__LateBy", "00:00:10");
        yield return ($"{StreamSection}Faults__DisorderBy", "00:00:02");
        foreach (var (table, weight) in Tables)
            yield return ($"{StreamSection}Tables__{table}", weight);
        foreach (var target in profile.Targets)
        {
            yield return ($"StellarForge__Pipelines__{target}__Stream", Stream);
            yield return ($"StellarForge__Pipelines__{target}__Target", target);
            yield return ($"StellarForge__Pipelines__{target}__Group", GroupOf(target));
        }
    }
}
