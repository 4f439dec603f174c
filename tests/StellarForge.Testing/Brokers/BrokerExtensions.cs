using System.Diagnostics;
using System.Globalization;
using System.Text;
using StellarForge.Engine.Brokers;

namespace StellarForge.Testing.Brokers;

/// <summary>A message that was received, kept.</summary>
/// <param name="Partition">The partition's number.</param>
/// <param name="Offset">The offset.</param>
/// <param name="Timestamp">The time.</param>
/// <param name="Key">The key, as text.</param>
/// <param name="Value">The value.</param>
/// <param name="Origin">The origin.</param>
/// <param name="TraceParent">The trace context.</param>
public sealed record Received(int Partition, long Offset, long Timestamp, string Key, byte[] Value, EventOrigin? Origin, string TraceParent)
{
    /// <summary>The value, as a number in text.</summary>
    public long Number => long.Parse(Encoding.UTF8.GetString(Value), CultureInfo.InvariantCulture);

    /// <summary>Keeps a message.</summary>
    public static Received Of(in Message message) => new(
        message.Partition.Partition, message.Offset, message.Timestamp, Encoding.UTF8.GetString(message.Key), message.Value.ToArray(), message.Origin,
        Encoding.ASCII.GetString(message.TraceParent));
}

/// <summary>What tests do with brokers.</summary>
public static class BrokerExtensions
{
    /// <summary>How long anything is waited for; longer is a failure.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Makes a topic with a name of its own.</summary>
    public static async Task<string> CreateTopicAsync(this IBroker broker, int partitions)
    {
        var name = $"orders-{Guid.NewGuid():N}";
        await broker.CreateTopicAsync(new TopicSettings(name, partitions), Token);
        return name;
    }

    /// <summary>Adds numbers as text, to partitions in turn.</summary>
    public static void AddNumbers(this MessageBatch batch, string topic, int partitions, long from, int count)
    {
        for (var number = from; number < from + count; number++)
        {
            batch.Add(new Message
            {
                Partition = new TopicPartition(topic, (int)(number % partitions)),
                Timestamp = 1_700_000_000_000_000 + (number * 1000),
                Key = Encoding.UTF8.GetBytes($"key {number}"),
                Value = Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)),
            });
        }
    }

    /// <summary>Sends numbers as text, to partitions in turn.</summary>
    public static async Task SendNumbersAsync(this IBroker broker, string topic, int partitions, long from, int count)
    {
        await using var producer = await broker.ConnectProducerAsync(Token);
        using var batch = new MessageBatch();
        batch.AddNumbers(topic, partitions, from, count);
        await producer.SendAsync(batch, Token);
    }

    /// <summary>Reads partitions from offsets on until a number of messages is there.</summary>
    public static async Task<List<Received>> ReadAsync(this IBroker broker, string topic, int partitions, int count, long from = 0)
    {
        var all = Enumerable.Range(0, partitions).Select(partition => new TopicPartition(topic, partition)).ToList();
        await using var consumer = await broker.AssignAsync(all, Token);
        foreach (var partition in all)
            consumer.Seek(partition, from);
        return await consumer.ReadAsync(count);
    }

    /// <summary>Reads on until a number of messages is there.</summary>
    public static async Task<List<Received>> ReadAsync(this IBrokerConsumer consumer, int count)
    {
        var received = new List<Received>();
        using var batch = new MessageBatch();
        var started = Stopwatch.GetTimestamp();
        while (received.Count < count)
        {
            (await consumer.ReadAsync(batch, TimeSpan.FromSeconds(1), Token)).ShouldBeNull();
            for (var index = 0; index < batch.Count; index++)
                received.Add(Received.Of(batch[index]));
            batch.Clear();
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(Patience, $"Only {received.Count} of {count} messages came.");
        }

        return received;
    }
}
