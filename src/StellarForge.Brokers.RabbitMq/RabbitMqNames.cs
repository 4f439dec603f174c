using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StellarForge.Brokers.RabbitMq;

/// <summary>
/// What things are called. A topic is what RabbitMQ calls a super stream: a direct exchange, and a stream for each partition, <c>orders-0</c>,
/// <c>orders-1</c>, …, bound by its number. So other clients read a topic as a whole as well.
/// </summary>
internal static class RabbitMqNames
{
    public static string Stream(string topic, int partition) => string.Create(CultureInfo.InvariantCulture, $"{topic}-{partition}");

    /// <summary>
    /// The queue that the members of a group which read the same topics consume, so that they can be counted. The topics are a hash in it, as a queue's name
    /// has 255 bytes at most.
    /// </summary>
    public static string Members(string group, IEnumerable<string> topics)
    {
        var names = Encoding.UTF8.GetBytes(string.Join('/', topics.Distinct().Order(StringComparer.Ordinal)));
        return $"{Group(group)}/{Convert.ToHexString(SHA256.HashData(names).AsSpan(0, 8))}";
    }

    /// <summary>The exclusive queue of the member that reads a partition.</summary>
    public static string Owner(string group, string topic, int partition) =>
        $"{Group(group)}/{Uri.EscapeDataString(Stream(topic, partition))}";

    /// <summary>The exclusive queue of a member that reads one partition more than others, where it does not come out even.</summary>
    public static string Extra(string members, int number) => string.Create(CultureInfo.InvariantCulture, $"{members}/{number}");

    private static string Group(string group) => $"stellarforge/{Uri.EscapeDataString(group)}";
}
