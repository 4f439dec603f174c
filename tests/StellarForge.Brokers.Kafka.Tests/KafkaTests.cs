using System.Text;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;
using StellarForge.Testing.Servers;
using StellarForge.Testing.Targets;

[assembly: AssemblyFixture(typeof(KafkaMock))]
[assembly: AssemblyFixture(typeof(KafkaServer))]

namespace StellarForge.Brokers.Kafka.Tests;

public sealed class KafkaTests(KafkaMock mock, KafkaServer server)
{
    private readonly string _topic = $"t{Guid.NewGuid():N}";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Messages_come_as_they_were_sent(bool old)
    {
        await using var broker = await OpenAsync(old, 2);
        var partition = new TopicPartition(_topic, 1);
        await using (var producer = await broker.ConnectProducerAsync(TestContext.Current.CancellationToken))
        {
            using var batch = new MessageBatch();
            batch.Add(partition, "first", number: 0, trace: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            batch.Add(partition, "second", number: 7);
            batch.Add(partition, "foreign");
            batch.Add(new Message { Partition = partition });
            await producer.SendAsync(batch, TestContext.Current.CancellationToken);
        }

        await using var consumer = await broker.AssignAsync([partition], TestContext.Current.CancellationToken);
        consumer.Seek(partition, 0);
        var seen = new List<string>();
        var values = await consumer.ReadAsync(4, message =>
            seen.Add($"{message.Offset} {Encoding.UTF8.GetString(message.Key)} {message.Origin?.Number} {message.Origin?.Previous} " +
                $"{message.TraceParent.Length} {message.Timestamp > 0}"));

        values.ShouldBe(["first", "second", "foreign", ""]);
        seen.ShouldBe(["0 key of first 0 -1 55 True", "1 key of second 7 6 0 True", "2 key of foreign   0 True", $"3    0 {!old}"]);
        (await consumer.OffsetsAsync(partition, TestContext.Current.CancellationToken)).ShouldBe(new OffsetRange(0, 4));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Batches_that_are_on_their_way_together_keep_their_order(bool old)
    {
        await using var broker = await OpenAsync(old, 1);
        var partition = new TopicPartition(_topic, 0);
        await using var producer = await broker.ConnectProducerAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(batch => producer.SendAsync(partition, Enumerable.Range(batch * 1000, 1000).Select(n => $"{n}"))));

        await using var consumer = await broker.AssignAsync([partition], TestContext.Current.CancellationToken);
        consumer.Seek(partition, 0);
        (await consumer.ReadAsync(20_000)).ShouldBe(Enumerable.Range(0, 20_000).Select(n => $"{n}"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kcat_reads_what_is_sent_and_is_read(bool old)
    {
        await using var broker = await OpenAsync(old, 1);
        var partition = new TopicPartition(_topic, 0);
        await using (var producer = await broker.ConnectProducerAsync(TestContext.Current.CancellationToken))
            await producer.SendAsync(partition, "ours");
        var kcat = old ? server.Kcat : mock.Kcat;
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "theirs:from kcat\n");
        await Tool.RunAsync("kcat", [.. kcat, "-P", "-t", _topic, "-p", "0", "-K:", "-l", file]);
        File.Delete(file);

        var read = await Tool.RunAsync("kcat", [.. kcat, "-C", "-t", _topic, "-p", "0", "-o", "beginning", "-e", "-q", "-f", "%k|%s\n"]);

        read.Split('\n').Select(line => line.EndsWith("|from kcat", StringComparison.Ordinal) || line.EndsWith("ours", StringComparison.Ordinal))
            .ShouldBe([true, true]);
        await using var consumer = await broker.AssignAsync([partition], TestContext.Current.CancellationToken);
        consumer.Seek(partition, 0);
        (await consumer.ReadAsync(2)).ShouldBe(["ours", "from kcat"]);
    }

    [Fact]
    public async Task Headers_are_those_that_others_see()
    {
        await using var broker = await OpenAsync(old: false, 1);
        await using (var producer = await broker.ConnectProducerAsync(TestContext.Current.CancellationToken))
        {
            using var batch = new MessageBatch();
            batch.Add(new TopicPartition(_topic, 0), "event", number: 3, trace: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            await producer.SendAsync(batch, TestContext.Current.CancellationToken);
        }

        var read = await Tool.RunAsync("kcat", [.. mock.Kcat, "-C", "-t", _topic, "-p", "0", "-o", "beginning", "-e", "-q", "-f", "%h|%T|%s"]);

        read.ShouldStartWith("stellarforge-event=");
        read.ShouldEndWith(",traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01|1750000000000|event");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_partition_gives_nothing_until_it_is_sought_and_while_it_is_paused(bool old)
    {
        await using var broker = await OpenAsync(old, 2);
        TopicPartition first = new(_topic, 0), second = new(_topic, 1);
        await using var producer = await broker.ConnectProducerAsync(TestContext.Current.CancellationToken);
        await producer.SendAsync(first, "a", "b", "c");
        await producer.SendAsync(second, "d");
        await using var consumer = await broker.AssignAsync([first, second], TestContext.Current.CancellationToken);

        using var nothing = new MessageBatch();
        await consumer.ReadAsync(nothing, TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);
        nothing.Count.ShouldBe(0);
        consumer.Seek(first, 1);
        (await consumer.ReadAsync(2)).ShouldBe(["b", "c"]);
        consumer.Pause(first);
        await producer.SendAsync(first, "e");
        consumer.Seek(second, 0);
        (await consumer.ReadAsync(1)).ShouldBe(["d"]);
        await consumer.ReadAsync(nothing, TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);
        nothing.Count.ShouldBe(0);
        consumer.Seek(first, 0);
        (await consumer.ReadAsync(4)).ShouldBe(["a", "b", "c", "e"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Members_of_a_group_share_the_partitions_and_take_over_those_of_one_that_leaves(bool old)
    {
        await using var broker = await OpenAsync(old, 4);
        var all = Enumerable.Range(0, 4).Select(number => new TopicPartition(_topic, number)).ToList();
        await using var producer = await broker.ConnectProducerAsync(TestContext.Current.CancellationToken);
        foreach (var partition in all)
            await producer.SendAsync(partition, $"of {partition.Partition}");
        var group = $"g{Guid.NewGuid():N}";

        await using var first = await broker.SubscribeAsync(group, [_topic], TestContext.Current.CancellationToken);
        (await first.ChangeAsync()).Assigned.ShouldBe(all, ignoreOrder: true);
        var second = await broker.SubscribeAsync(group, [_topic], TestContext.Current.CancellationToken);
        var joined = second.ChangeAsync();
        var left = (await first.ChangeAsync()).Revoked;
        left.Count.ShouldBe(2);
        var taking = first.ReadAsync(new MessageBatch(), TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken).AsTask();
        (await joined).Assigned.ShouldBe(left, ignoreOrder: true);
        foreach (var partition in left)
            second.Seek(partition, 0);
        (await second.ReadAsync(2)).ShouldBe(left.Select(partition => $"of {partition.Partition}"), ignoreOrder: true);
        await second.CommitAsync(left[0], 1, TestContext.Current.CancellationToken);

        await second.DisposeAsync();
        (await taking)!.Assigned.ShouldBe(left, ignoreOrder: true);
    }

    [Fact]
    public async Task A_member_that_was_silent_for_too_long_says_so_and_another_reads_on()
    {
        await using var broker = await OpenAsync(old: true, 2, "&session.timeout.ms=1500&max.poll.interval.ms=1500");
        var group = $"g{Guid.NewGuid():N}";
        await using (var silent = await broker.SubscribeAsync(group, [_topic], TestContext.Current.CancellationToken))
        {
            (await silent.ChangeAsync()).Assigned.Count.ShouldBe(2);
            await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
            using var batch = new MessageBatch();

            var error = await Should.ThrowAsync<BrokerException>(async () =>
            {
                for (var read = 0; read < 100; read++)
                    await silent.ReadAsync(batch, TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
            });

            error.Kind.ShouldBe(ErrorKind.Transient);
            error.Message.ShouldContain("silent for too long");
        }

        await using var next = await broker.SubscribeAsync(group, [_topic], TestContext.Current.CancellationToken);
        (await next.ChangeAsync()).Assigned.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_seek_that_follows_the_assignment_at_once_holds()
    {
        await mock.CreateTopicAsync(_topic, 1);
        await using var broker = new KafkaBrokerConnector().Open(mock.Uri + "&queued.max.messages.kbytes=64&fetch.message.max.bytes=20000");
        var partition = new TopicPartition(_topic, 0);
        await using (var producer = await broker.ConnectProducerAsync(TestContext.Current.CancellationToken))
        {
            for (var batch = 0; batch < 50; batch++)
                await producer.SendAsync(partition, Enumerable.Range(batch * 20, 20).Select(number => $"{number,1000}"));
        }

        await using var consumer = await broker.AssignAsync([partition], TestContext.Current.CancellationToken);
        consumer.Seek(partition, 0);
        using var first = new MessageBatch(capacity: 1);
        while (first.Count == 0)
            await consumer.ReadAsync(first, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        await Task.Delay(1500, TestContext.Current.CancellationToken);

        (await consumer.ReadAsync(999)).Select(int.Parse).ShouldBe(Enumerable.Range(1, 999));
    }

    [Fact]
    public async Task Offsets_that_are_not_there_are_named()
    {
        await using var broker = await OpenAsync(old: true, 1);
        var partition = new TopicPartition(_topic, 0);
        await using (var producer = await broker.ConnectProducerAsync(TestContext.Current.CancellationToken))
            await producer.SendAsync(partition, "a", "b");
        await using var consumer = await broker.AssignAsync([partition], TestContext.Current.CancellationToken);
        consumer.Seek(partition, 17);

        var error = await Should.ThrowAsync<BrokerException>(() => consumer.ReadAsync(1));

        error.Message.ShouldEndWith($"{partition} has no message at the offset that is to be read: it holds those from 0 to 1.");
        error.Kind.ShouldBe(ErrorKind.Final);
    }

    [Fact]
    public async Task A_topic_that_is_not_there_is_not_made_by_asking()
    {
        server.Require();
        await using var broker = new KafkaBrokerConnector().Open(server.Uri);

        (await broker.FindTopicAsync(_topic, TestContext.Current.CancellationToken)).ShouldBeNull();
        (await broker.FindTopicAsync(_topic, TestContext.Current.CancellationToken)).ShouldBeNull();
        var error = await Should.ThrowAsync<BrokerException>(() => broker.SubscribeAsync("g", [_topic], TestContext.Current.CancellationToken));
        error.Message.ShouldContain($"has no topic '{_topic}'.");
        await using var producer = await broker.ConnectProducerAsync(TestContext.Current.CancellationToken);
        (await Should.ThrowAsync<BrokerException>(() => producer.SendAsync(new TopicPartition(_topic, 0), "x"))).Message.ShouldBe(error.Message);
        (await Should.ThrowAsync<BrokerException>(() => producer.SendAsync(new TopicPartition(_topic, 0), "x"))).Message.ShouldBe(error.Message);
        (await broker.FindTopicAsync(_topic, TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Fact]
    public async Task A_topic_is_found_with_its_partitions_and_there_is_no_other()
    {
        await using var broker = await OpenAsync(old: false, 3);

        (await broker.FindTopicAsync(_topic, TestContext.Current.CancellationToken)).ShouldBe(new TopicInfo(_topic, 3, false));
        var error = await Should.ThrowAsync<BrokerException>(() => broker.AssignAsync([new(_topic, 3)], TestContext.Current.CancellationToken));
        error.Message.ShouldEndWith($"the topic '{_topic}' has 3 partitions; there is no {_topic}[3].");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_broker_that_makes_no_topics_says_what_to_do(bool old)
    {
        await using var broker = await OpenAsync(old, 1);

        await broker.CreateTopicAsync(new TopicSettings(_topic, 1), TestContext.Current.CancellationToken);
        var error = await Should.ThrowAsync<BrokerException>(
            () => broker.CreateTopicAsync(new TopicSettings("other", 2), TestContext.Current.CancellationToken));
        error.Message.ShouldContain("kafka-topics.sh --create --topic other --partitions 2");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_partitions_end_is_told_while_the_broker_waits_for_messages(bool old)
    {
        await using var broker = await OpenAsync(old, 1, "&fetch.wait.max.ms=45000&connect_timeout=5");
        var partition = new TopicPartition(_topic, 0);
        await using var consumer = await broker.AssignAsync([partition], TestContext.Current.CancellationToken);
        consumer.Seek(partition, 0);
        using var batch = new MessageBatch();
        await consumer.ReadAsync(batch, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);

        (await consumer.OffsetsAsync(partition, TestContext.Current.CancellationToken)).ShouldBe(new OffsetRange(0, 0));
    }

    [Fact]
    public async Task A_message_that_the_broker_does_not_take_is_named_by_its_partition()
    {
        await using var broker = await OpenAsync(old: true, 2);
        var partition = new TopicPartition(_topic, 1);
        await using var producer = await broker.ConnectProducerAsync(TestContext.Current.CancellationToken);

        var error = await Should.ThrowAsync<BrokerException>(() => producer.SendAsync(partition, new string('x', 2_000_000)));

        error.Message.ShouldContain($"a message for {partition} is not taken: ");
        error.Kind.ShouldBe(ErrorKind.Data);
    }

    private async Task<IBroker> OpenAsync(bool old, int partitions, string options = "")
    {
        if (old)
            await server.CreateTopicAsync(_topic, partitions);
        else
            await mock.CreateTopicAsync(_topic, partitions);
        return new KafkaBrokerConnector().Open((old ? server.Uri : mock.Uri) + options);
    }
}
