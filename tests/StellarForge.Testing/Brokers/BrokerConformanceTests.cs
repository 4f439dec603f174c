using System.Diagnostics;
using System.Text;
using StellarForge.Engine.Brokers;

namespace StellarForge.Testing.Brokers;

/// <summary>What every broker does alike: each broker's test project derives from it.</summary>
public abstract class BrokerConformanceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_topic_is_made_once_and_found()
    {
        await using var store = await CreateAsync();
        await using var broker = store.Open();
        await broker.PingAsync(Token);
        (await broker.FindTopicAsync("orders-that-nobody-made", Token)).ShouldBeNull();

        var topic = await broker.CreateTopicAsync(3);
        await broker.CreateTopicAsync(new TopicSettings(topic, 3), Token);

        (await broker.FindTopicAsync(topic, Token)).ShouldBe(new TopicInfo(topic, 3, IsCompacted: false));
    }

    [Fact]
    public async Task Messages_come_back_as_they_were()
    {
        await using var store = await CreateAsync();
        await using var broker = store.Open();
        var topic = await broker.CreateTopicAsync(2);
        var large = new byte[900_000];
        new Random(1).NextBytes(large);
        var origin = new EventOrigin(Guid.NewGuid(), 7, long.MaxValue, 41) { IsCopy = true };
        const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        using var batch = new MessageBatch();
        void Add(int partition, long time, string key, byte[] value, EventOrigin? from, string trace) => batch.Add(new Message
        {
            Partition = new TopicPartition(topic, partition),
            Timestamp = time,
            Key = Encoding.UTF8.GetBytes(key),
            Value = value,
            Origin = from,
            TraceParent = Encoding.ASCII.GetBytes(trace),
        });
        Add(0, 1_700_000_000_123_000, "a key", [0, 255, 10, 13], origin, Trace);
        Add(1, 1_700_000_000_124_000, "only a key", [], null, "");
        Add(0, 1_700_000_000_125_000, "", large, origin with { Shard = 0, Number = 0, Previous = -1 }, "");
        Add(1, 1_700_000_000_126_000, "naïve 😀", "text"u8.ToArray(), null, Trace);
        await using (var producer = await broker.ConnectProducerAsync(Token))
            await producer.SendAsync(batch, Token);

        var received = (await broker.ReadAsync(topic, 2, 4)).OrderBy(message => message.Partition).ThenBy(message => message.Offset).ToList();

        received.Select(message => (message.Partition, message.Offset)).ShouldBe([(0, 0), (0, 1), (1, 0), (1, 1)]);
        int[] order = [0, 2, 1, 3];
        for (var index = 0; index < received.Count; index++)
        {
            var sent = Received.Of(batch[order[index]]);
            received[index].Value.ShouldBe(sent.Value);
            received[index].ShouldBe(sent with { Offset = received[index].Offset, Value = received[index].Value });
        }
    }

    [Fact]
    public async Task Batches_that_are_sent_before_others_have_arrived_keep_their_order()
    {
        const int Partitions = 3;
        const int Batches = 30;
        const int Messages = 200;
        await using var store = await CreateAsync();
        await using var broker = store.Open();
        var topic = await broker.CreateTopicAsync(Partitions);
        var batches = new List<MessageBatch>();
        await using (var producer = await broker.ConnectProducerAsync(Token))
        {
            var sent = new List<Task>();
            for (var number = 0; number < Batches; number++)
            {
                batches.Add(new MessageBatch());
                batches[^1].AddNumbers(topic, Partitions, number * Messages, Messages);
                sent.Add(producer.SendAsync(batches[^1], Token));
            }

            await Task.WhenAll(sent);
        }

        batches.ForEach(batch => batch.Dispose());
        var received = await broker.ReadAsync(topic, Partitions, Batches * Messages);

        received.Count.ShouldBe(Batches * Messages);
        foreach (var partition in received.GroupBy(message => message.Partition))
        {
            partition.Select(message => message.Offset).ShouldBe(Enumerable.Range(0, partition.Count()).Select(offset => (long)offset));
            partition.Select(message => message.Number).ShouldBe(partition.Select(message => partition.Key + (message.Offset * Partitions)));
        }
    }

    [Fact]
    public async Task Several_producers_share_a_partition()
    {
        const int Producers = 3;
        const int Batches = 10;
        await using var store = await CreateAsync();
        await using var broker = store.Open();
        var topic = await broker.CreateTopicAsync(1);

        await Task.WhenAll(Enumerable.Range(0, Producers).Select(producer => Task.Run(
            async () =>
            {
                await using var connection = await broker.ConnectProducerAsync(Token);
                using var batch = new MessageBatch();
                for (var number = 0; number < Batches; number++, batch.Clear())
                {
                    batch.AddNumbers(topic, 1, (producer * 1_000) + (number * 7), 7);
                    await connection.SendAsync(batch, Token);
                }
            },
            Token)));

        var received = await broker.ReadAsync(topic, 1, Producers * Batches * 7);
        for (var producer = 0; producer < Producers; producer++)
        {
            var first = producer * 1_000;
            received.Select(message => message.Number).Where(number => number >= first && number < first + 1_000)
                .ShouldBe(Enumerable.Range(first, Batches * 7).Select(number => (long)number));
        }
    }

    [Fact]
    public async Task Any_offset_can_be_read_from()
    {
        await using var store = await CreateAsync();
        await using var broker = store.Open();
        var topic = await broker.CreateTopicAsync(1);
        for (var batch = 0; batch < 4; batch++)
            await broker.SendNumbersAsync(topic, 1, batch * 5, 5);
        var partition = new TopicPartition(topic, 0);
        await using var consumer = await broker.AssignAsync([partition], Token);

        (await consumer.OffsetsAsync(partition, Token)).ShouldBe(new OffsetRange(0, 20));
        foreach (var offset in (int[])[19, 0, 7, 5, 6, 18, 1])
        {
            consumer.Seek(partition, offset);
            var received = await consumer.ReadAsync(1);
            (received[0].Offset, received[0].Number).ShouldBe((offset, offset));
        }
    }

    [Fact]
    public async Task What_is_acknowledged_is_within_the_offsets_at_once()
    {
        await using var store = await CreateAsync();
        await using var broker = store.Open();
        var topic = await broker.CreateTopicAsync(1);
        var partition = new TopicPartition(topic, 0);
        await using var consumer = await broker.AssignAsync([partition], Token);
        await using var producer = await broker.ConnectProducerAsync(Token);
        using var batch = new MessageBatch();
        consumer.Seek(partition, 0);
        for (var number = 0; number < 50; number++, batch.Clear())
        {
            batch.AddNumbers(topic, 1, number, 1);
            await producer.SendAsync(batch, Token);

            (await consumer.OffsetsAsync(partition, Token)).ShouldBe(new OffsetRange(0, number + 1));
            (await consumer.ReadAsync(1))[0].Number.ShouldBe(number);
        }
    }

    [Fact]
    public async Task What_is_sent_while_a_consumer_waits_at_the_end_arrives()
    {
        await using var store = await CreateAsync();
        await using var broker = store.Open();
        var topic = await broker.CreateTopicAsync(2);
        await broker.SendNumbersAsync(topic, 2, 0, 10);
        await using var consumer = await broker.AssignAsync([new(topic, 0), new(topic, 1)], Token);
        consumer.Seek(new(topic, 0), 5);
        consumer.Seek(new(topic, 1), 3);
        (await consumer.ReadAsync(2)).Select(message => message.Number).ShouldBe([7, 9]);

        using var batch = new MessageBatch();
        (await consumer.ReadAsync(batch, TimeSpan.FromMilliseconds(50), Token)).ShouldBeNull();
        batch.Count.ShouldBe(0);
        var reading = consumer.ReadAsync(1);
        await Task.Delay(100, Token);
        reading.IsCompleted.ShouldBeFalse();
        await broker.SendNumbersAsync(topic, 2, 10, 1);

        var received = await reading;
        (received[0].Partition, received[0].Offset, received[0].Number).ShouldBe((0, 5, 10));
    }

    [Fact]
    public async Task A_wait_is_cancelled_at_once()
    {
        await using var store = await CreateAsync();
        await using var broker = store.Open();
        var topic = await broker.CreateTopicAsync(1);
        await using var consumer = await broker.AssignAsync([new(topic, 0)], Token);
        consumer.Seek(new(topic, 0), 0);
        using var batch = new MessageBatch();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        cancel.CancelAfter(200);

        var started = Stopwatch.GetTimestamp();
        await Should.ThrowAsync<OperationCanceledException>(async () => await consumer.ReadAsync(batch, BrokerExtensions.Patience, cancel.Token));

        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(BrokerExtensions.Patience / 2);
    }

    [Fact]
    public async Task A_batch_takes_no_more_than_its_capacity_and_the_rest_comes_after()
    {
        await using var store = await CreateAsync();
        await using var broker = store.Open();
        var topic = await broker.CreateTopicAsync(2);
        await broker.SendNumbersAsync(topic, 2, 1000, 200);
        await using var consumer = await broker.AssignAsync([new(topic, 0), new(topic, 1)], Token);
        consumer.Seek(new(topic, 0), 0);
        consumer.Seek(new(topic, 1), 0);

        // A message has 12 bytes.
        using var batch = new MessageBatch(capacity: 100);
        var numbers = new List<long>();
        while (numbers.Count < 200)
        {
            await consumer.ReadAsync(batch, BrokerExtensions.Patience, Token);
            batch.Count.ShouldBeInRange(1, 9);
            for (var index = 0; index < batch.Count; index++)
                numbers.Add(Received.Of(batch[index]).Number);
            batch.Clear();
        }

        numbers.Order().ShouldBe(Enumerable.Range(1000, 200).Select(number => (long)number));
        numbers.Where(number => number % 2 == 0).ShouldBeInOrder();
        numbers.Where(number => number % 2 == 1).ShouldBeInOrder();
    }

    [Fact]
    public async Task A_partition_gives_nothing_before_it_is_sought_and_while_it_is_paused()
    {
        await using var store = await CreateAsync();
        await using var broker = store.Open();
        var topic = await broker.CreateTopicAsync(2);
        await broker.SendNumbersAsync(topic, 2, 0, 20);
        await using var consumer = await broker.AssignAsync([new(topic, 0), new(topic, 1)], Token);
        using var batch = new MessageBatch();
        await consumer.ReadAsync(batch, TimeSpan.FromMilliseconds(300), Token);
        batch.Count.ShouldBe(0);

        consumer.Seek(new(topic, 1), 4);
        (await consumer.ReadAsync(6)).ShouldAllBe(message => message.Partition == 1);

        consumer.Pause(new(topic, 1));
        await broker.SendNumbersAsync(topic, 2, 20, 2);
        await consumer.ReadAsync(batch, TimeSpan.FromMilliseconds(300), Token);
        batch.Count.ShouldBe(0);

        consumer.Seek(new(topic, 1), 10);
        (await consumer.ReadAsync(1))[0].Number.ShouldBe(21);
    }

    [Fact]
    public async Task An_unknown_topic_is_one_readable_error()
    {
        await using var store = await CreateAsync();
        await using var broker = store.Open();
        var topic = $"nobody-made-{Guid.NewGuid():N}";

        foreach (var work in (Func<Task>[])[
            async () => await (await broker.SubscribeAsync("group", [topic], Token)).DisposeAsync(),
            async () => await (await broker.AssignAsync([new(topic, 0)], Token)).DisposeAsync(),
            () => broker.SendNumbersAsync(topic, 1, 0, 1)])
        {
            var error = await Should.ThrowAsync<BrokerException>(work);
            error.Message.ShouldContain(topic);
            error.Message.ShouldNotContain('\n');
        }
    }

    [Fact]
    public async Task A_partition_that_a_topic_does_not_have_is_one_readable_error()
    {
        await using var store = await CreateAsync();
        await using var broker = store.Open();
        var topic = await broker.CreateTopicAsync(2);

        foreach (var work in (Func<Task>[])[
            async () => await (await broker.AssignAsync([new(topic, 2)], Token)).DisposeAsync(),
            () => broker.SendNumbersAsync(topic, 3, 0, 3)])
            (await Should.ThrowAsync<BrokerException>(work)).Message.ShouldContain(topic);
    }

    [Fact]
    public async Task A_producer_sends_nothing_after_its_error()
    {
        await using var store = await CreateAsync();
        await using var broker = store.Open();
        var topic = await broker.CreateTopicAsync(1);
        await using (var producer = await broker.ConnectProducerAsync(Token))
        {
            using var bad = new MessageBatch();
            using var good = new MessageBatch();
            bad.AddNumbers($"nobody-made-{Guid.NewGuid():N}", 1, 0, 1);
            good.AddNumbers(topic, 1, 0, 1);
            await Should.ThrowAsync<BrokerException>(() => producer.SendAsync(bad, Token));
            await Should.ThrowAsync<BrokerException>(() => producer.SendAsync(good, Token));
        }

        await broker.SendNumbersAsync(topic, 1, 1, 1);
        (await broker.ReadAsync(topic, 1, 1)).ShouldHaveSingleItem().Number.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_disposed_says_so()
    {
        await using var store = await CreateAsync();
        await using var broker = store.Open();
        var topic = await broker.CreateTopicAsync(1);
        var producer = await broker.ConnectProducerAsync(Token);
        var consumer = await broker.AssignAsync([new(topic, 0)], Token);
        using var batch = new MessageBatch();
        batch.AddNumbers(topic, 1, 0, 1);
        for (var time = 0; time < 2; time++)
        {
            await producer.DisposeAsync();
            await consumer.DisposeAsync();
        }

        await Should.ThrowAsync<ObjectDisposedException>(() => producer.SendAsync(batch, Token));
        await Should.ThrowAsync<ObjectDisposedException>(async () => await consumer.ReadAsync(batch, TimeSpan.Zero, Token));
        Should.Throw<ObjectDisposedException>(() => consumer.Seek(new(topic, 0), 0));
    }

    [Fact]
    public async Task Compaction_is_kept_or_refused_by_name()
    {
        await using var store = await CreateAsync();
        await using var broker = store.Open();
        var topic = $"compacted-{Guid.NewGuid():N}";
        try
        {
            await broker.CreateTopicAsync(new TopicSettings(topic, 1) { IsCompacted = true }, Token);
        }
        catch (BrokerException error)
        {
            error.Message.ShouldContain(topic);
            error.Message.ShouldContain("compact");
            return;
        }

        (await broker.FindTopicAsync(topic, Token)).ShouldBe(new TopicInfo(topic, 1, IsCompacted: true));
    }

    /// <summary>A broker for a test, or skips it.</summary>
    protected abstract Task<BrokerStore> CreateAsync();
}
