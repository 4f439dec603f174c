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

    public static string Group(string group) => $"stellarforge:group:{{{group}}}";
}
