using System.Text;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Kafka.Tests;

/// <summary>Messages to send, and those read.</summary>
internal static class Messages
{
    public static readonly Guid Stream = new("01990000-0000-7000-8000-0000000000aa");

    public static void Add(this MessageBatch batch, TopicPartition partition, string value, long? number = null, string trace = "") => batch.Add(new Message
    {
        Partition = partition,
        Timestamp = 1_750_000_000_000_000,
        Key = Encoding.UTF8.GetBytes("key of " + value),
        Value = Encoding.UTF8.GetBytes(value),
        Origin = number is { } n ? new EventOrigin(Stream, 1, n, n - 1) : null,
        TraceParent = Encoding.ASCII.GetBytes(trace),
    });

    public static async Task SendAsync(this IBrokerProducer producer, TopicPartition partition, params IEnumerable<string> values)
    {
        using var batch = new MessageBatch();
        foreach (var value in values)
            batch.Add(partition, value);
        await producer.SendAsync(batch, TestContext.Current.CancellationToken);
    }

    /// <summary>Reads a number of messages, and gives their values, in the order in which they come.</summary>
    public static async Task<List<string>> ReadAsync(this IBrokerConsumer consumer, int count, Action<Message>? look = null)
    {
        var values = new List<string>();
        using var batch = new MessageBatch();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (values.Count < count)
        {
            batch.Clear();
            (await consumer.ReadAsync(batch, TimeSpan.FromSeconds(1), patience.Token)).ShouldBeNull();
            for (var index = 0; index < batch.Count; index++)
            {
                values.Add(Encoding.UTF8.GetString(batch[index].Value));
                look?.Invoke(batch[index]);
            }
        }

        return values;
    }

    public static async Task<AssignmentChange> ChangeAsync(this IBrokerConsumer consumer)
    {
        using var batch = new MessageBatch();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            if (await consumer.ReadAsync(batch, TimeSpan.FromSeconds(1), patience.Token) is { } change)
                return change;
        }
    }
}
