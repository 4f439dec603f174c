using System.Globalization;

namespace StellarForge.Brokers.RabbitMq;

/// <summary>
/// What things are called. A topic is what RabbitMQ calls a super stream: a direct exchange, and a stream for each partition, <c>orders-0</c>,
/// <c>orders-1</c>, …, bound by its number. So other clients read a topic as a whole as well.
/// </summary>
internal static class RabbitMqNames
{
    public static string Stream(string topic, int partition) => string.Create(CultureInfo.InvariantCulture, $"{topic}-{partition}");

    /// <summary>The queue that each member of a group consumes, so that they can be counted.</summary>
    public static string Members(string group) => $"stellarforge/{Uri.EscapeDataString(group)}";

    /// <summary>The exclusive queue of the member that reads a partition.</summary>
    public static string Owner(string group, string topic, int partition) =>
        $"{Members(group)}/{Uri.EscapeDataString(Stream(topic, partition))}";

    /// <summary>The exclusive queue of a member that reads one partition more than others, where it does not come out even.</summary>
    public static string Extra(string group, int number) => string.Create(CultureInfo.InvariantCulture, $"{Members(group)}//{number}");
}
