using StellarForge.Engine.Brokers;
using StellarForge.Testing.Brokers;
using StellarForge.Testing.Rows;

namespace StellarForge.Brokers.Embedded.Tests;

/// <summary>Files that follow one another, and what is kept of them.</summary>
public sealed class EmbeddedLogTests : IAsyncDisposable
{
    private readonly EmbeddedStore _store = new();
    private readonly Clock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_are_read_across_files_from_any_offset_also_while_they_are_written()
    {
        await using var broker = Open(new EmbeddedOptions { SegmentBytes = 1 << 10 });
        var topic = await broker.CreateTopicAsync(1);
        await using var consumer = await broker.AssignAsync([new(topic, 0)], Token);
        consumer.Seek(new(topic, 0), 0);
        for (var from = 0; from < 200; from += 10)
        {
            await broker.SendNumbersAsync(topic, 1, from, 10);
            (await consumer.ReadAsync(10)).Select(message => message.Number).ShouldBe(Enumerable.Range(from, 10).Select(number => (long)number));
        }

        _store.Segments(topic).Length.ShouldBeGreaterThan(3);
        for (var offset = 0; offset < 200; offset += 7)
            (await broker.ReadAsync(topic, 1, 200 - offset, offset)).Select(message => message.Number)
                .ShouldBe(Enumerable.Range(offset, 200 - offset).Select(number => (long)number));
    }

    [Fact]
    public async Task A_file_that_was_begun_by_a_process_that_died_then_is_gone_on_with()
    {
        await using var broker = Open(new EmbeddedOptions());
        var topic = await broker.CreateTopicAsync(1);
        await broker.SendNumbersAsync(topic, 1, 0, 10);
        Segment.Create(new TopicStore(_store.Folder, _clock).Open(new TopicPartition(topic, 0)), 10, DateTime.UtcNow);

        await broker.SendNumbersAsync(topic, 1, 10, 10);

        (await broker.ReadAsync(topic, 1, 20)).Select(message => message.Number).ShouldBe(Enumerable.Range(0, 20).Select(number => (long)number));
        File.Delete(_store.End(topic));
        (await broker.ReadAsync(topic, 1, 20)).Count.ShouldBe(20);
    }

    [Fact]
    public async Task The_oldest_files_go_beyond_the_bytes_that_are_kept_and_who_is_there_is_told()
    {
        await using var broker = Open(new EmbeddedOptions { SegmentBytes = 1 << 10, RetentionBytes = 3 << 10 });
        var topic = await broker.CreateTopicAsync(1);
        await broker.SendNumbersAsync(topic, 1, 0, 10);
        await using var late = await broker.AssignAsync([new(topic, 0)], Token);
        late.Seek(new(topic, 0), 0);
        await late.ReadAsync(10);
        for (var from = 10; from < 500; from += 10)
            await broker.SendNumbersAsync(topic, 1, from, 10);

        var range = await late.OffsetsAsync(new(topic, 0), Token);
        range.End.ShouldBe(500);
        range.Begin.ShouldBeInRange(300, 460);
        _store.Segments(topic).Sum(file => new FileInfo(file).Length).ShouldBeInRange(3 << 10, 6 << 10);
        (await broker.ReadAsync(topic, 1, (int)(500 - range.Begin), range.Begin))[0].Number.ShouldBe(range.Begin);
        foreach (var reading in (Func<Task>[])[() => late.ReadAsync(490), () => broker.ReadAsync(topic, 1, 1, range.Begin - 1)])
        {
            var message = (await Should.ThrowAsync<BrokerException>(reading)).Message;
            message.ShouldStartWith($"{topic}[0] in ");
            message.ShouldContain($"has the offsets from {range.Begin} to 500");
            message.ShouldEndWith("the messages before were deleted, as the topic's retention says.");
        }

        (await Should.ThrowAsync<BrokerException>(() => broker.ReadAsync(topic, 1, 1, 501))).Message
            .ShouldEndWith("messages were lost, or this is another log.");
    }

    [Fact]
    public async Task Files_go_once_all_their_messages_are_older_than_what_is_kept()
    {
        await using var broker = Open(new EmbeddedOptions { SegmentBytes = 1 << 10 });
        var topic = $"orders-{Guid.NewGuid():N}";
        await broker.CreateTopicAsync(new TopicSettings(topic, 1) { Retention = TimeSpan.FromHours(1) }, Token);
        for (var from = 0; from < 100; from += 10)
            await broker.SendNumbersAsync(topic, 1, from, 10);
        var files = _store.Segments(topic).Length;
        files.ShouldBeGreaterThan(2);

        // The last one is not full: it is ended by its age, and goes when it is old enough after that.
        _clock.Now += TimeSpan.FromMinutes(61);
        await broker.SendNumbersAsync(topic, 1, 100, 10);
        _store.Segments(topic).Length.ShouldBe(2);
        _clock.Now += TimeSpan.FromMinutes(61);
        await broker.SendNumbersAsync(topic, 1, 110, 10);

        await using var consumer = await broker.AssignAsync([new(topic, 0)], Token);
        (await consumer.OffsetsAsync(new(topic, 0), Token)).ShouldBe(new OffsetRange(100, 120));
    }

    [Fact]
    public async Task Who_sends_without_a_pause_leaves_others_their_turn()
    {
        await using var broker = Open(new EmbeddedOptions());
        var topic = await broker.CreateTopicAsync(1);
        using var stop = new CancellationTokenSource();
        var greedy = Task.Run(
            async () =>
            {
                await using var producer = await broker.ConnectProducerAsync(Token);
                MessageBatch[] batches = [new(), new()];
                Task[] sent = [Task.CompletedTask, Task.CompletedTask];
                for (var turn = 0; !stop.IsCancellationRequested; turn ^= 1)
                {
                    await sent[turn];
                    batches[turn].Clear();
                    batches[turn].AddNumbers(topic, 1, 0, 100);
                    sent[turn] = producer.SendAsync(batches[turn], Token);
                }

                await Task.WhenAll(sent);
            },
            Token);

        for (var time = 0; time < 30; time++)
            await broker.SendNumbersAsync(topic, 1, 1_000, 1).WaitAsync(BrokerExtensions.Patience, Token);
        await stop.CancelAsync();
        await greedy;
    }

    [Fact]
    public async Task Who_waits_for_another_to_append_can_be_cancelled_and_disposed()
    {
        await using var broker = Open(new EmbeddedOptions());
        var topic = await broker.CreateTopicAsync(1);
        using var other = new PartitionWriter(new TopicStore(_store.Folder, _clock).Open(new TopicPartition(topic, 0)), _clock);
        other.TryTake(TimeSpan.Zero, Token).ShouldBeTrue();
        using var batch = new MessageBatch();
        batch.AddNumbers(topic, 1, 0, 1);
        await using (var producer = await broker.ConnectProducerAsync(Token))
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var sent = producer.SendAsync(batch, cancel.Token);
            await cancel.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => sent);
            other.Release();
            await producer.SendAsync(batch, Token);
        }

        other.TryTake(TurnLock.Patience, Token).ShouldBeTrue();
        var waiting = await broker.ConnectProducerAsync(Token);
        var unsent = waiting.SendAsync(batch, Token);
        await waiting.DisposeAsync().AsTask().WaitAsync(TurnLock.Patience / 2, Token);
        await Should.ThrowAsync<ObjectDisposedException>(() => unsent);
        other.Release();

        (await broker.ReadAsync(topic, 1, 2)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Times_are_kept_to_the_microsecond()
    {
        await using var broker = Open(new EmbeddedOptions());
        var topic = await broker.CreateTopicAsync(1);
        await using var producer = await broker.ConnectProducerAsync(Token);
        using var batch = new MessageBatch();
        batch.Add(new Message { Partition = new(topic, 0), Timestamp = 1_700_000_000_123_457 });
        await producer.SendAsync(batch, Token);

        (await broker.ReadAsync(topic, 1, 1))[0].Timestamp.ShouldBe(1_700_000_000_123_457);
    }

    [Fact]
    public async Task Nothing_is_allocated_for_a_message()
    {
        await using var broker = Open(new EmbeddedOptions());
        var topic = await broker.CreateTopicAsync(1);
        var partition = new TopicStore(_store.Folder, _clock).Open(new TopicPartition(topic, 0));
        using var writer = new PartitionWriter(partition, _clock);
        using var records = new RecordBuffer();
        using var few = new MessageBatch();
        using var many = new MessageBatch();
        few.AddNumbers(topic, 1, 0, 10);
        many.AddNumbers(topic, 1, 0, 5_000);
        void Append(MessageBatch batch)
        {
            for (var index = 0; index < batch.Count; index++)
                records.Add(batch[index]);
            writer.TryTake(TimeSpan.FromSeconds(1), CancellationToken.None).ShouldBeTrue();
            writer.Write(records);
            writer.Flush();
            writer.Publish();
            writer.Release();
            records.Clear();
        }

        Allocations.Least(() => Append(many)).ShouldBe(Allocations.Least(() => Append(few)));

        using var reader = new PartitionReader(partition, _clock);
        void Read(int batches)
        {
            reader.Seek(0);
            for (var count = 0; count < batches; count++, many.Clear())
                reader.Read(many);
        }

        var messages = 0;
        reader.Seek(0);
        for (many.Clear(); messages < 20_000; many.Clear())
        {
            reader.Read(many);
            messages += many.Count;
        }

        Allocations.Least(() => Read(20)).ShouldBe(Allocations.Least(() => Read(1)));
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private EmbeddedBroker Open(EmbeddedOptions options) => new(_store.Folder, options, _clock);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UtcNow;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
