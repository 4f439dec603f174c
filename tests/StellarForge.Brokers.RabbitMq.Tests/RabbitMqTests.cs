using System.Globalization;
using RabbitMQ.Client;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;
using StellarForge.Testing.Brokers;
using StellarForge.Testing.Servers;

namespace StellarForge.Brokers.RabbitMq.Tests;

public class RabbitMqTests(RabbitMqServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Others_see_a_super_stream_and_what_its_messages_have()
    {
        await using var broker = Open();
        var topic = await broker.CreateTopicAsync(2);

        (await server.ControlAsync("--silent list_bindings source_name destination_name routing_key arguments")).Split('\n')
            .Where(line => line.StartsWith(topic, StringComparison.Ordinal))
            .ShouldBe(Enumerable.Range(0, 2).Select(
                partition => $"{topic}\t{topic}-{partition}\t{partition}\t[{{\"x-stream-partition-order\",{partition}}}]"), ignoreOrder: true);
    }

    [Fact]
    public async Task Messages_of_others_are_read()
    {
        await using var broker = Open();
        var topic = await broker.CreateTopicAsync(1);
        await using var connection = await new ConnectionFactory { Uri = new Uri(server.Uri) }.CreateConnectionAsync(Token);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Token);
        var properties = new BasicProperties
        {
            Timestamp = new AmqpTimestamp(1_700_000_000),
            Headers = new Dictionary<string, object?> { ["key"] = "theirs", ["stellarforge-event"] = "no origin", ["count"] = 7 },
        };

        await channel.BasicPublishAsync(topic, "0", mandatory: true, properties, "1"u8.ToArray(), Token);
        await channel.BasicPublishAsync(topic, "0", mandatory: true, "2"u8.ToArray(), Token);

        var received = await broker.ReadAsync(topic, 1, 2);
        received.Select(message => (message.Offset, message.Number, message.Key, message.Timestamp, message.Origin, message.TraceParent))
            .ShouldBe([(0, 1, "theirs", 1_700_000_000_000_000, null, ""), (1, 2, "", 0, null, "")]);
    }

    [Fact]
    public async Task Messages_of_many_files_are_read_without_a_gap_being_taken_for_a_loss()
    {
        await using var broker = Open("segment_bytes=20000");
        var topic = await broker.CreateTopicAsync(1);
        for (var batch = 0; batch < 20; batch++)
            await broker.SendNumbersAsync(topic, 1, batch * 100, 100);

        var received = await broker.ReadAsync(topic, 1, 2000);

        received.Select(message => message.Number).ShouldBe(Enumerable.Range(0, 2000).Select(number => (long)number));
        received[^1].Offset.ShouldBeGreaterThan(1999, "The server has notes of its own at the beginning of a file, which have offsets.");
    }

    [Fact]
    public async Task What_retention_deleted_is_named()
    {
        await using var broker = Open("segment_bytes=20000&max_length_bytes=40000");
        var topic = await broker.CreateTopicAsync(1);
        var partition = new TopicPartition(topic, 0);
        await using var consumer = await broker.AssignAsync([partition], Token);
        var sent = 0;
        OffsetRange range;
        do
        {
            await broker.SendNumbersAsync(topic, 1, sent, 500);
            sent += 500;
            range = await consumer.OffsetsAsync(partition, Token);
            sent.ShouldBeLessThan(100_000);
        }
        while (range.Begin == 0);

        consumer.Seek(partition, 7);
        var error = await Should.ThrowAsync<BrokerException>(() => consumer.ReadAsync(1));
        error.Message.ShouldContain($"{topic}[0] has no message at offset 7: it holds those from ");
        error.Kind.ShouldBe(ErrorKind.Final);
        consumer.Seek(partition, range.End + 1000);
        (await Should.ThrowAsync<BrokerException>(() => consumer.ReadAsync(1))).Message.ShouldContain($"has no message at offset {range.End + 1000}");
    }

    [Fact]
    public async Task A_topic_that_keeps_all_keeps_more_than_the_address_says()
    {
        await using var broker = Open("segment_bytes=20000&max_length_bytes=40000&max_age=1");
        var topic = $"all-{Guid.NewGuid():N}";
        await broker.CreateTopicAsync(new TopicSettings(topic, 1) { KeepsAll = true }, Token);
        for (var batch = 0; batch < 10; batch++)
            await broker.SendNumbersAsync(topic, 1, batch * 500, 500);

        (await broker.ReadAsync(topic, 1, 1))[0].Offset.ShouldBe(0);
    }

    [Fact]
    public async Task A_topic_that_is_deleted_while_it_is_used_is_an_error()
    {
        await using var broker = Open();
        var topic = await broker.CreateTopicAsync(1);
        await broker.SendNumbersAsync(topic, 1, 0, 10);
        var partition = new TopicPartition(topic, 0);
        await using var consumer = await broker.AssignAsync([partition], Token);
        consumer.Seek(partition, 0);
        (await consumer.ReadAsync(10)).Count.ShouldBe(10);
        await using var producer = await broker.ConnectProducerAsync(Token);
        using var batch = new MessageBatch();
        batch.AddNumbers(topic, 1, 10, 1);
        await producer.SendAsync(batch, Token);

        await DeleteAsync(topic, 0);

        (await Should.ThrowAsync<BrokerException>(() => consumer.ReadAsync(2))).Message.ShouldContain($"{topic}[0] is deleted");
        (await Should.ThrowAsync<BrokerException>(() => producer.SendAsync(batch, Token))).Message.ShouldContain($"has no stream '{topic}-0' any more");
        (await broker.FindTopicAsync(topic, Token)).ShouldBeNull();

        await broker.CreateTopicAsync(new TopicSettings(topic, 1), Token);
        await broker.SendNumbersAsync(topic, 1, 0, 3);
        await using var anew = await broker.AssignAsync([partition], Token);
        (await anew.OffsetsAsync(partition, Token)).ShouldBe(new OffsetRange(0, 3));
        anew.Seek(partition, 11);
        (await Should.ThrowAsync<BrokerException>(() => anew.ReadAsync(1))).Message.ShouldContain("has no message at offset 11: it holds those from 0 to 2");
    }

    [Fact]
    public async Task Partitions_that_others_add_are_counted()
    {
        await using var broker = Open();
        var topic = await broker.CreateTopicAsync(2);

        await broker.CreateTopicAsync(new TopicSettings($"{topic}-2", 1), Token);
        (await broker.FindTopicAsync(topic, Token))!.Partitions.ShouldBe(2);
        await using (var connection = await new ConnectionFactory { Uri = new Uri(server.Uri) }.CreateConnectionAsync(Token))
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: Token))
        {
            await channel.QueueDeclareAsync(
                $"{topic}-2", durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "stream" },
                cancellationToken: Token);
        }

        (await broker.FindTopicAsync(topic, Token))!.Partitions.ShouldBe(3);
    }

    [Fact]
    public async Task A_queue_that_is_no_stream_is_named_and_keeps_its_messages()
    {
        await using var broker = Open();
        var topic = $"classic-{Guid.NewGuid():N}";
        await using var connection = await new ConnectionFactory { Uri = new Uri(server.Uri) }.CreateConnectionAsync(Token);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Token);
        await channel.QueueDeclareAsync($"{topic}-0", durable: true, exclusive: false, autoDelete: false, cancellationToken: Token);
        await channel.BasicPublishAsync("", $"{topic}-0", mandatory: true, "1"u8.ToArray(), Token);
        var partition = new TopicPartition(topic, 0);
        await using (var consumer = await broker.AssignAsync([partition], Token))
        {
            consumer.Seek(partition, 0);
            (await Should.ThrowAsync<BrokerException>(() => consumer.ReadAsync(1))).Message.ShouldContain("It is no stream");
            (await Should.ThrowAsync<BrokerException>(() => consumer.OffsetsAsync(partition, Token))).Message.ShouldContain("It is no stream");
        }

        (await channel.BasicGetAsync($"{topic}-0", autoAck: true, Token)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Several_processes_make_a_topic_at_once()
    {
        await using var broker = Open();
        var topic = $"together-{Guid.NewGuid():N}";

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => broker.CreateTopicAsync(new TopicSettings(topic, 3), Token)));

        (await broker.FindTopicAsync(topic, Token))!.Partitions.ShouldBe(3);
        await broker.SendNumbersAsync(topic, 3, 0, 3);
    }

    [Fact]
    public async Task A_connection_that_ends_before_the_confirm_is_an_error_and_nothing_is_sent_behind_it()
    {
        server.Require();
        await using var proxy = new TcpProxy(server.Uri);
        await using var broker = new RabbitMqBrokerConnector().Open($"amqp://guest:guest@{new Uri(proxy.Uri).Authority}?timeout=2");
        var topic = await broker.CreateTopicAsync(1);
        using var first = new MessageBatch();
        using var second = new MessageBatch();
        first.AddNumbers(topic, 1, 0, 1);
        second.AddNumbers(topic, 1, 1, 1);

        await using (var producer = await broker.ConnectProducerAsync(Token))
        {
            await producer.SendAsync(first, Token);
            proxy.Swallow();
            var error = await Should.ThrowAsync<BrokerException>(() => producer.SendAsync(second, Token));
            error.Message.ShouldContain("nothing was confirmed for 2 s");
            error.Kind.ShouldBe(ErrorKind.Transient);
            proxy.Forward();
            await Should.ThrowAsync<BrokerException>(() => producer.SendAsync(first, Token));
        }

        await using (var producer = await broker.ConnectProducerAsync(Token))
        {
            await producer.SendAsync(second, Token);
            proxy.Drop();
            var error = await Should.ThrowAsync<BrokerException>(() => producer.SendAsync(second, Token));
            error.Kind.ShouldBe(ErrorKind.Transient);
        }

        // What was swallowed may have gone through later: it comes before what was sent after.
        var received = await broker.ReadAsync(topic, 1, 2);
        received[0].Number.ShouldBe(0);
        received.Skip(1).ShouldAllBe(message => message.Number == 1);
    }

    [Fact]
    public async Task A_reader_whose_connection_ends_says_so()
    {
        server.Require();
        await using var proxy = new TcpProxy(server.Uri);
        await using var broker = new RabbitMqBrokerConnector().Open($"amqp://guest:guest@{new Uri(proxy.Uri).Authority}?timeout=2&heartbeat=1");
        var topic = await broker.CreateTopicAsync(1);
        foreach (var end in (Action[])[proxy.Drop, proxy.Swallow])
        {
            await using var consumer = await broker.AssignAsync([new(topic, 0)], Token);
            consumer.Seek(new(topic, 0), 0);
            using var batch = new MessageBatch();
            await consumer.ReadAsync(batch, TimeSpan.FromMilliseconds(50), Token);
            end();

            (await Should.ThrowAsync<BrokerException>(async () =>
            {
                while (true)
                    await consumer.ReadAsync(batch, BrokerExtensions.Patience, Token);
            })).Kind.ShouldBe(ErrorKind.Transient);
        }
    }

    [Fact]
    public async Task Shares_differ_by_one_and_those_of_a_frozen_process_go_to_others()
    {
        server.Require();
        await using var broker = Open("heartbeat=1");
        var topic = await broker.CreateTopicAsync(4);
        using var process = BrokerHost.Consume($"{server.Uri}?heartbeat=1", topic, topic);
        for (var count = 0; count < 4; count++)
            (await process.ReadLineAsync(Token)).ShouldStartWith("+");
        await using var first = await broker.SubscribeAsync(topic, [topic], Token);
        await using var second = await broker.SubscribeAsync(topic, [topic], Token);
        var (own, others) = (new HashSet<TopicPartition>(), new HashSet<TopicPartition>());

        await UntilAsync(() => own.Count + others.Count is 2 or 3 && own.Count is 1 or 2 && others.Count is 1 or 2);
        await process.StopAsync();
        await UntilAsync(() => own.Count == 2 && others.Count == 2);

        own.Overlaps(others).ShouldBeFalse();
        await process.ContinueAsync();
        await Should.ThrowAsync<InvalidOperationException>(async () =>
        {
            while (true)
                await process.ReadLineAsync(Token);
        });

        async Task UntilAsync(Func<bool> condition)
        {
            using var patience = new CancellationTokenSource(BrokerExtensions.Patience);
            while (!condition())
            {
                patience.IsCancellationRequested.ShouldBeFalse($"They have {own.Count} and {others.Count}.");
                await FollowAsync(first, own);
                await FollowAsync(second, others);
            }
        }
    }

    [Fact]
    public async Task A_server_that_is_not_there_or_refuses_the_login_is_one_readable_error()
    {
        await using var away = new RabbitMqBrokerConnector().Open($"amqp://127.0.0.1:{Availability.FreePort()}");
        var error = await Should.ThrowAsync<BrokerException>(() => away.PingAsync(Token));
        error.Message.ShouldEndWith("Connection refused. Is the server running, and does it take connections from here?");
        error.Kind.ShouldBe(ErrorKind.Transient);

        server.Require();
        await using (var several = new RabbitMqBrokerConnector().Open($"amqp://127.0.0.1:{Availability.FreePort()},{server.Authority}"))
            await several.PingAsync(Token);
        foreach (var (address, words) in ((string, string)[])[
            ($"amqp://guest:s3cret@{server.Authority}", "Check the user and the password in the address"),
            ($"amqp://me:s3cret@{server.Authority}", "Check the user and the password in the address"),
            ($"amqp://guest:guest@{server.Authority}/no%20where", "vhost no where not found. The virtual host is what follows the host")])
        {
            await using var refused = new RabbitMqBrokerConnector().Open(address);
            error = await Should.ThrowAsync<BrokerException>(() => refused.PingAsync(Token));
            error.Message.ShouldContain(words);
            error.Message.ShouldNotContain("s3cret");
            error.Message.ShouldNotContain('\n');
            error.Kind.ShouldBe(ErrorKind.Final);
        }
    }

    [Fact]
    public async Task What_does_not_speak_tls_is_an_error()
    {
        server.Require();
        await using var broker = new RabbitMqBrokerConnector().Open($"amqps://{server.Authority}?timeout=2");

        (await Should.ThrowAsync<BrokerException>(() => broker.PingAsync(Token))).Message.ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("amqp://host?prefetch=0", "prefetch is a number from 1 to 65535")]
    [InlineData("amqp://host?heartbeat=0.5", "heartbeat is at least 1 second")]
    [InlineData("amqp://host?max_lenght_bytes=5", "Did you mean 'max_length_bytes'?")]
    [InlineData("amqp://host?max_age=1d", "not a number of seconds")]
    public void A_bad_address_is_explained(string address, string message) =>
        Should.Throw<FormatException>(() => new RabbitMqBrokerConnector().Open(address)).Message.ShouldContain(message);

    [Theory]
    [InlineData("amqp://host", "amqp://host:5672")]
    [InlineData("amqps://me:pw@host/", "amqps://host:5671")]
    [InlineData("amqp://me:p%40w@host:1/%2F", "amqp://host:1")]
    [InlineData("amqp://[::1]/shop%2Fdev", "amqp://[::1]:5672/shop%2Fdev")]
    [InlineData("amqp://one,two:7/v", "amqp://one:5672,two:7/v")]
    public void An_address_is_shown_without_user_and_password(string address, string shown) =>
        new RabbitMqBrokerConnector().Open(address).DisplayName.ShouldBe(shown);

    private static async Task FollowAsync(IBrokerConsumer consumer, HashSet<TopicPartition> partitions)
    {
        using var batch = new MessageBatch();
        if (await consumer.ReadAsync(batch, TimeSpan.FromMilliseconds(50), Token) is not { } change)
            return;
        partitions.ExceptWith(change.Revoked);
        partitions.UnionWith(change.Assigned);
    }

    private async Task DeleteAsync(string topic, int partition)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(server.Uri) }.CreateConnectionAsync(Token);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Token);
        await channel.QueueDeleteAsync(string.Create(CultureInfo.InvariantCulture, $"{topic}-{partition}"), cancellationToken: Token);
    }

    private IBroker Open(string options = "")
    {
        server.Require();
        return new RabbitMqBrokerConnector().Open($"{server.Uri}?{options}".TrimEnd('?'));
    }
}
