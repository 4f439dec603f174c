using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;
using StellarForge.Formats;
using StellarForge.Sinks;

namespace StellarForge.Engine.Tests.Streams;

/// <summary>What a stream sent, read back from its topics: each event once, however often it was sent again.</summary>
internal sealed class SentEvents
{
    private readonly Dictionary<(string Topic, int Partition, int Shard), List<EventOrigin>> _lanes = [];
    private readonly Dictionary<string, TopicEvents> _topics = [];

    public static async Task<SentEvents> ReadAsync(IBroker broker, StreamPlan plan)
    {
        var sent = new SentEvents();
        foreach (var table in plan.Tables)
        {
            var events = sent._topics[table.Topic] = new TopicEvents(table, plan.Format);
            var partitions = Enumerable.Range(0, table.Partitions).Select(partition => new TopicPartition(table.Topic, partition)).ToList();
            await using var consumer = await broker.AssignAsync(partitions, TestContext.Current.CancellationToken);
            var left = 0L;
            foreach (var partition in partitions)
            {
                var offsets = await consumer.OffsetsAsync(partition, TestContext.Current.CancellationToken);
                consumer.Seek(partition, offsets.Begin);
                left += offsets.End - offsets.Begin;
            }

            using var batch = new MessageBatch();
            for (; left > 0; left -= batch.Count)
            {
                batch.Clear();
                await consumer.ReadAsync(batch, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
                for (var index = 0; index < batch.Count; index++)
                    sent.Add(events, batch[index]);
            }
        }

        return sent;
    }

    public TableChecksum Checksum(StreamTable table) => _topics[table.Topic].Checksum;

    public long Duplicates(StreamTable table) => _topics[table.Topic].Duplicates;

    public long Refused(StreamTable table) => _topics[table.Topic].Refused;

    /// <summary>Each lane begins with its first event, and each event follows the one that it names.</summary>
    public void ShouldBeWholeLanes()
    {
        foreach (var (_, lane) in _lanes)
            lane.Select(origin => origin.Previous).ShouldBe([-1, .. lane.SkipLast(1).Select(origin => origin.Number)]);
    }

    private void Add(TopicEvents events, Message message)
    {
        var origin = message.Origin.ShouldNotBeNull();
        var key = (message.Partition.Topic, message.Partition.Partition, origin.Shard);
        if (!_lanes.TryGetValue(key, out var lane))
            _lanes.Add(key, lane = []);

        // Sent again, as a writer drops it.
        if (lane.Count > 0 && origin.Number <= lane[^1].Number)
            return;
        lane.Add(origin);
        events.Add(message);
    }

    private sealed class TopicEvents(StreamTable table, MessageFormat format)
    {
        private readonly MessageDecoder _decoder = format.CreateDecoder(table.Table.Schema);
        private readonly HashSet<string> _keys = [];
        private ChecksumSink _sink = new(table.Table.Schema);

        public TableChecksum Checksum => _sink.Checksum;

        public long Duplicates { get; private set; }

        public long Refused { get; private set; }

        public void Add(Message message)
        {
            var row = new StagedRow(table.Table.Schema);
            try
            {
                var staging = row.Sink;
                _decoder.Decode(message.Value, ref staging);
            }
            catch (FormatException)
            {
                Refuse(message);
                return;
            }
            catch (UnknownSchemaException)
            {
                Refuse(message);
                return;
            }

            var isFirst = _keys.Add(Convert.ToHexString(message.Key));
            message.Origin!.Value.IsCopy.ShouldBe(!isFirst);
            if (isFirst)
                row.WriteTo(ref _sink);
            else
                Duplicates++;
        }

        private void Refuse(Message message)
        {
            Refused++;
            message.Origin!.Value.IsCopy.ShouldBeTrue();
        }
    }
}
