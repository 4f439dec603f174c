using System.Globalization;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Redis;

/// <summary>
/// The keys of a topic: a hash with its partitions and the end of each (<c>end:0</c>), and a stream for each partition, whose entry <c>N-0</c> is the
/// message at the offset N − 1. Braces keep them together where keys are spread.
/// </summary>
internal static class RedisKeys
{
    public const string Partitions = "partitions";

    public static string Topic(string topic) => $"stellarforge:{{{topic}}}";

    /// <summary>A number of a topic's hash.</summary>
    /// <exception cref="BrokerException">It is none, or can't be: others wrote to the hash.</exception>
    public static long Number(RedisSettings address, string topic, string field, ReadOnlySpan<byte> text, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new BrokerException(
                $"{address.DisplayName}: the topic '{topic}' is damaged: '{field}' in the hash {Topic(topic)} is no number that can be. "
                + "Correct it, or begin with another topic.");

    public static string Stream(string topic, int partition) => FormattableString.Invariant($"stellarforge:{{{topic}}}:{partition}");

    /// <summary>When the members of a group that read a topic last said that they live.</summary>
    public static string Members(string group, string topic) => $"stellarforge:group:{{{group}}}:members:{topic}";

    /// <summary>Which member of a group reads each partition of a topic.</summary>
    public static string Owners(string group, string topic) => $"stellarforge:group:{{{group}}}:owners:{topic}";
}
