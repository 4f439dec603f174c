using System.Diagnostics;
using StellarForge.Brokers.Embedded;
using StellarForge.Engine.Brokers;

namespace StellarForge.Benchmarks.Logs;

/// <summary>
/// The embedded log: how many events of 200 bytes are acknowledged, flushed, in a second where several sends are on their way; how many are read; and how long
/// one takes from its send to its reader at 10,000 a second. The raw disk is measured beside it.
/// </summary>
internal static class LogBenchmark
{
    private const int EventBytes = 200;
    private const int OnTheirWay = 8;

    /// <summary>Runs <c>log [events] [partitions]</c>.</summary>
    public static async Task RunAsync(long events, int partitions)
    {
        var folder = Directory.CreateTempSubdirectory("stellarforge-log-").FullName;
        try
        {
            await using var broker = new EmbeddedConnector().Open($"embedded:{folder}");
            Say($"{events:N0} events of {EventBytes} bytes, {partitions} partitions, {Environment.ProcessorCount} cores");
            Disk(folder, events);
            await broker.CreateTopicAsync(new TopicSettings("events", partitions), CancellationToken.None);
            Report("append", events, await TimeAsync(() => AppendAsync(broker, events, partitions)));
            Report("read", events, await TimeAsync(() => ReadAsync(broker, events, partitions)));
            await broker.CreateTopicAsync(new TopicSettings("paced", partitions), CancellationToken.None);
            await LatencyAsync(broker, partitions);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Disk(string folder, long events)
    {
        var bytes = new byte[1 << 20];
        using var file = File.Create(Path.Combine(folder, "raw"));
        var started = Stopwatch.GetTimestamp();
        for (var left = events * EventBytes; left > 0; left -= bytes.Length)
            file.Write(bytes);
        Engine.Disk.Flush(file);
        Report("write and fsync, the same bytes at once", events, Stopwatch.GetElapsedTime(started));
    }

    private static async Task AppendAsync(IBroker broker, long events, int partitions)
    {
        await using var producer = await broker.ConnectProducerAsync(CancellationToken.None);
        var batches = Enumerable.Range(0, OnTheirWay).Select(_ => new MessageBatch()).ToArray();
        var sent = Enumerable.Repeat(Task.CompletedTask, OnTheirWay).ToArray();
        var value = new byte[EventBytes];
        var stream = Guid.NewGuid();
        var number = 0L;
        for (var turn = 0; number < events; turn = (turn + 1) % OnTheirWay)
        {
            await sent[turn];
            for (batches[turn].Clear(); number < events && !batches[turn].IsFull; number++)
                Add(batches[turn], "events", partitions, value, new EventOrigin(stream, 0, number, number - 1));
            sent[turn] = producer.SendAsync(batches[turn], CancellationToken.None);
        }

        await Task.WhenAll(sent);
    }

    private static async Task ReadAsync(IBroker broker, long events, int partitions)
    {
        await using var consumer = await ConsumeAsync(broker, "events", partitions);
        using var batch = new MessageBatch();
        for (var read = 0L; read < events; read += batch.Count)
        {
            batch.Clear();
            await consumer.ReadAsync(batch, TimeSpan.FromSeconds(10), CancellationToken.None);
        }
    }

    private static async Task LatencyAsync(IBroker broker, int partitions)
    {
        const int Events = 50_000;
        const int PerSecond = 10_000;
        var latencies = new List<double>(Events);
        var reading = Task.Run(async () =>
        {
            await using var consumer = await ConsumeAsync(broker, "paced", partitions);
            using var batch = new MessageBatch();
            for (; latencies.Count < Events; batch.Clear())
            {
                await consumer.ReadAsync(batch, TimeSpan.FromSeconds(10), CancellationToken.None);
                for (var index = 0; index < batch.Count; index++)
                    latencies.Add(Stopwatch.GetElapsedTime(batch[index].Timestamp).TotalMilliseconds);
            }
        });
        await using (var producer = await broker.ConnectProducerAsync(CancellationToken.None))
        {
            var value = new byte[EventBytes];
            var started = Stopwatch.GetTimestamp();
            var sent = new List<Task>();
            for (var number = 0; number < Events;)
            {
                var due = Math.Min(Events, (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * PerSecond));
                if (due > number)
                {
                    var batch = new MessageBatch();
                    for (; number < due; number++)
                        Add(batch, "paced", partitions, value, null);
                    sent.Add(producer.SendAsync(batch, CancellationToken.None));
                }

                await Task.Delay(1);
            }

            await Task.WhenAll(sent);
        }

        await reading;
        latencies.Sort();
        Say($"send to read at {PerSecond:N0}/s: p50 {latencies[Events / 2]:F1} ms, p99 {latencies[Events * 99 / 100]:F1} ms");
    }

    private static void Add(MessageBatch batch, string topic, int partitions, byte[] value, EventOrigin? origin) => batch.Add(new Message
    {
        Partition = new TopicPartition(topic, batch.Count % partitions),
        Timestamp = Stopwatch.GetTimestamp(),
        Key = value.AsSpan(0, 8),
        Value = value.AsSpan(8),
        Origin = origin,
    });

    private static async Task<IBrokerConsumer> ConsumeAsync(IBroker broker, string topic, int partitions)
    {
        var all = Enumerable.Range(0, partitions).Select(partition => new TopicPartition(topic, partition)).ToList();
        var consumer = await broker.AssignAsync(all, CancellationToken.None);
        all.ForEach(partition => consumer.Seek(partition, 0));
        return consumer;
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started);
    }

    private static void Report(string what, long events, TimeSpan time) =>
        Say($"{what,-42} {time.TotalSeconds,7:F2} s {events / time.TotalSeconds,12:N0} events/s {events * EventBytes / 1e6 / time.TotalSeconds,6:F0} MB/s");

    private static void Say(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
}
