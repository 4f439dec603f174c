namespace StellarForge.Brokers.Redis;

/// <summary>
/// The keys of a topic: a hash with its partitions and the end of each (<c>end:0</c>), and a stream for each partition, whose entry <c>N-0</c> is the
/// message at the offset N − 1. Braces keep them together where keys are spread.
/// </summary>
internal static class RedisKeys
{
    public const string Partitions = "partitions";

    public static string Topic(string topic) => $"stellarforge:{{{topic}}}";

    public static string Stream(string topic, int partition) => FormattableString.Invariant($"stellarforge:{{{topic}}}:{partition}");

    /// <summary>When the members of a group that read a topic last said that they live.</summary>
    public static string Members(string group, string topic) => $"stellarforge:group:{{{group}}}:members:{topic}";

    /// <summary>Which member of a group reads each partition of a topic.</summary>
    public static string Owners(string group, string topic) => $"stellarforge:group:{{{group}}}:owners:{topic}";
}
