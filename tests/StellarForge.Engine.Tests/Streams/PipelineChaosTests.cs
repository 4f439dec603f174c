using System.Globalization;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;

namespace StellarForge.Engine.Tests.Streams;

/// <summary>Whatever fails when: each event is there once, and each bad one is a dead letter that was forwarded.</summary>
public class PipelineChaosTests
{
    private const string Topic = "numbers";
    private const int Partitions = 3;

    private static readonly TopicPartition[] All = [.. Enumerable.Range(0, Partitions).Select(number => new TopicPartition(Topic, number))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Each_event_is_written_once_whatever_fails(int seed, bool isKeyed)
    {
        var random = new Random(seed);
        var broker = new MemoryBroker();
        broker.Create(Topic, Partitions);
        var expected = Produce(broker, random);
        var target = new MemoryPipelineTarget();
        var failures = random.Next(2) == 0 ? 0.03 : 0.2;
        var steps = new Random(seed + 1);
        target.Stepping = async step =>
        {
            var (draw, kind) = Draw(steps);
            if (draw < failures)
                throw new TargetException($"{step} failed.", kind: ErrorKind.Transient);
            if (kind == 0)
                await Task.Delay(1);

            // As a process that was stopped, and goes on when others have taken its partitions over.
            if (kind == 1)
                await Task.Delay(30);
        };
        var reads = new Random(seed + 2);
        broker.Reading = () =>
        {
            if (Draw(reads).Draw < 0.01)
                throw new BrokerException("The connection is lost.", kind: ErrorKind.Transient);
        };

        // Up to three processes, each killed at some time, and groups that are shuffled.
        var running = new List<Task>();
        for (var turn = 0; turn < 12; turn++)
        {
            var kill = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(1, 60)));
            running.Add(KilledAsync(broker, target, isKeyed, isKeyed ? 2_000 : random.Next(1, 40), kill));
            broker.Rebalance(random.Next(3));
            if (running.Count >= 3)
                running.Remove(await Task.WhenAny(running));
        }

        await Task.WhenAll(running);
        (broker.Reading, target.Stepping) = (() => { }, _ => Task.CompletedTask);
        await Runner(broker, target, isKeyed, 50, TimeSpan.FromMilliseconds(50)).RunAsync();

        string.Join(" ", target.Rows.Select(row => long.Parse(row.Values[0]!, CultureInfo.InvariantCulture)).Order())
            .ShouldBe(string.Join(" ", expected.Good.Order()));
        target.Letters.Select(letter => (letter.Partition.Partition, letter.Offset)).ShouldBe(expected.Bad);
        broker.Messages($"{Topic}.dlq").Select(message => System.Text.Encoding.UTF8.GetString(message.Value))
            .Count(text => text.Contains("\"reason\":\"Malformed\"", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(expected.Bad.Count);
        foreach (var partition in All)
            target.Offset(partition).ShouldBe(broker.Topic(Topic).Partitions[partition.Partition].Messages.Count);
    }

    // With a key, a writer whose partitions others have by now finds the keys that they wrote.
    public static TheoryData<int, bool> Seeds() => new(Enumerable.Range(1, 40).Select(seed => (seed, seed > 25)));

    private static async Task KilledAsync(MemoryBroker broker, MemoryPipelineTarget target, bool isKeyed, int batchRows, CancellationTokenSource kill)
    {
        using (kill)
        {
            try
            {
                await Runner(broker, target, isKeyed, batchRows, TimeSpan.FromMilliseconds(20)).RunAsync(cancellationToken: kill.Token);
            }
            catch (OperationCanceledException)
            {
                // As it should be.
            }
        }
    }

    private static PipelineRunner Runner(MemoryBroker broker, MemoryPipelineTarget target, bool isKeyed, int batchRows, TimeSpan idle) => new(
        broker, target, new NumberFormat(), "test", [new PipelineTopic(Topic, isKeyed ? NumberFormat.Keyed : NumberFormat.Keyless)], new PipelineOptions
        {
            BatchRows = batchRows,
            BatchWait = TimeSpan.FromMilliseconds(1),
            UntilIdle = idle,
            RetryDelay = TimeSpan.FromMilliseconds(1),
            MaxRetryDelay = TimeSpan.FromMilliseconds(5),
            RetakeDelay = TimeSpan.FromMilliseconds(10),
        });

    // Shards that lose what they sent, and send again from a checkpoint that lies behind; messages of others; bad events.
    private static (List<long> Good, List<(int Partition, long Offset)> Bad) Produce(MemoryBroker broker, Random random)
    {
        var (good, bad) = (new List<long>(), new List<(int, long)>());
        var stream = Guid.NewGuid();
        var shards = Enumerable.Range(0, 2).Select(shard => new Shard(stream, shard, random)).ToList();
        while (shards.Exists(shard => !shard.IsDone) || good.Count < 60)
        {
            if (random.Next(20) == 0)
            {
                var (number, partition) = (1_000_000L + good.Count, random.Next(Partitions));
                good.Add(number);
                broker.Append(Topic, partition, NumberFormat.Encode(number));
                continue;
            }

            shards[random.Next(shards.Count)].Send(broker);
        }

        foreach (var shard in shards)
            good.AddRange(shard.Good);
        foreach (var partition in All)
        {
            // The first copy that follows its lane is the one that is taken; of bad events that is the dead letter.
            var lanes = new Dictionary<int, long>();
            var messages = broker.Topic(Topic).Partitions[partition.Partition].Messages;
            for (var offset = 0; offset < messages.Count; offset++)
            {
                if (messages[offset].Origin is not { } origin || origin.Previous != lanes.GetValueOrDefault(origin.Shard, -1))
                    continue;
                lanes[origin.Shard] = origin.Number;
                if (messages[offset].Value[0] == (byte)'x')
                    bad.Add((partition.Partition, offset));
            }
        }

        return (good, bad);
    }

    private sealed class Shard
    {
        private readonly List<(int Partition, byte[] Value, EventOrigin Origin)> _events = [];
        private readonly Random _random;
        private int _next;
        private int _checkpoint;
        private int _lost = -1;

        public Shard(Guid stream, int shard, Random random)
        {
            _random = random;
            var last = Enumerable.Repeat(-1L, Partitions).ToArray();
            for (var number = 0L; number < 150; number++)
            {
                var partition = random.Next(Partitions);
                var id = (shard * 1000) + number;
                var isBad = random.Next(30) == 0;
                if (!isBad)
                    Good.Add(id);
                _events.Add((partition, isBad ? "x"u8.ToArray() : NumberFormat.Encode(id), new EventOrigin(stream, shard, number, last[partition])));
                last[partition] = number;
            }
        }

        public List<long> Good { get; } = [];

        public bool IsDone => _next == _events.Count && _lost < 0;

        public void Send(MemoryBroker broker)
        {
            if (_next == _events.Count || (_lost >= 0 && _random.Next(5) == 0))
            {
                // Sent again from the checkpoint, below which nothing is lost.
                if (_lost >= 0)
                    (_next, _lost) = (_checkpoint, -1);
                return;
            }

            var (partition, value, origin) = _events[_next];
            if (_random.Next(25) == 0)
                _lost = _lost < 0 ? _next : _lost;
            else
                broker.Append(Topic, partition, value, origin);
            _next++;
            if (_lost < 0 && _random.Next(10) == 0)
                _checkpoint = _next;
        }
    }

    private static (double Draw, int Kind) Draw(Random random)
    {
        lock (random)
            return (random.NextDouble(), random.Next(150));
    }
}
