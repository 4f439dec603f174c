using System.Globalization;
using System.Reflection;
using System.Text;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Connectors;

// A process that sends or reads, for tests to kill: produce BROKER TOPIC NAME | consume BROKER TOPIC GROUP.
if (args is not [var verb, var address, var topic, var name])
    return 2;

// Those that this program refers to lie beside it.
var brokers = Directory.GetFiles(AppContext.BaseDirectory, "StellarForge.Brokers.*.dll")
    .Select(Path.GetFileNameWithoutExtension)
    .Where(assembly => !assembly!.EndsWith(".Tests", StringComparison.Ordinal))
    .Select(assembly => Assembly.Load(assembly!));
await using var broker = ConnectorRegistry.Of(brokers).Parse(address).OpenBroker();
await (verb == "produce" ? ProduceAsync() : ConsumeAsync());
return 0;

// Sends numbers from 0 on without end, under its name as the key, each to all partitions in turn; prints how many are acknowledged.
async Task ProduceAsync()
{
    const int OnTheirWay = 3;
    var partitions = (await broker.FindTopicAsync(topic, CancellationToken.None))!.Partitions;
    await using var producer = await broker.ConnectProducerAsync(CancellationToken.None);
    var sent = new Queue<(MessageBatch Batch, Task Task, long Next)>();
    for (var number = 0L; ;)
    {
        var batch = sent.Count == OnTheirWay ? await AcknowledgedAsync(sent.Dequeue()) : new MessageBatch();
        for (var count = 1 + (number % 50); count > 0; count--, number++)
        {
            batch.Add(new Message
            {
                Partition = new TopicPartition(topic, (int)(number % partitions)),
                Key = Encoding.UTF8.GetBytes(name),
                Value = Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)),
            });
        }

        sent.Enqueue((batch, producer.SendAsync(batch, CancellationToken.None), number));
    }
}

async Task<MessageBatch> AcknowledgedAsync((MessageBatch Batch, Task Task, long Next) sent)
{
    await sent.Task;
    Console.WriteLine(sent.Next.ToString(CultureInfo.InvariantCulture));
    sent.Batch.Clear();
    return sent.Batch;
}

// Prints + with a partition that it is to read, − with one that it is no longer, and the number of messages that it read.
async Task ConsumeAsync()
{
    await using var consumer = await broker.SubscribeAsync(name, [topic], CancellationToken.None);
    using var batch = new MessageBatch();
    for (var read = 0L; ; batch.Clear())
    {
        if (await consumer.ReadAsync(batch, TimeSpan.FromSeconds(1), CancellationToken.None) is { } change)
        {
            foreach (var partition in change.Assigned)
            {
                consumer.Seek(partition, (await consumer.OffsetsAsync(partition, CancellationToken.None)).Begin);
                Console.WriteLine($"+{partition.Partition}");
            }

            foreach (var partition in change.Revoked)
                Console.WriteLine($"-{partition.Partition}");
        }

        if (batch.Count > 0)
            Console.WriteLine((read += batch.Count).ToString(CultureInfo.InvariantCulture));
    }
}
