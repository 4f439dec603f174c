using System.Globalization;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;
using StellarForge.Testing.Brokers;
using StellarForge.Testing.Servers;

namespace StellarForge.Brokers.Redis.Tests;

public class RedisTests(RedisServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Others_read_the_streams()
    {
        await using var broker = Open();
        var topic = await broker.CreateTopicAsync(1);
        await broker.SendNumbersAsync(topic, 1, 41, 2);

        var entries = await server.CliAsync("XRANGE", $"stellarforge:{{{topic}}}:0", "-", "+");

        entries.Split('\n').ShouldBe(
        [
            "1-0", "value", "41", "time", "1700000000041000", "key", "key 41", "2-0", "value", "42", "time", "1700000000042000", "key", "key 42",
        ]);
    }

    [Fact]
    public async Task No_more_than_a_length_is_kept_and_what_is_deleted_is_named()
    {
        await using var broker = new RedisBrokerConnector().Open(server.Uri + "?maxlen=100");
        var topic = await broker.CreateTopicAsync(1);
        await broker.SendNumbersAsync(topic, 1, 0, 1000);
        var partition = new TopicPartition(topic, 0);
        await using var consumer = await broker.AssignAsync([partition], Token);

        var range = await consumer.OffsetsAsync(partition, Token);
        range.End.ShouldBe(1000);
        (range.End - range.Begin).ShouldBeInRange(100, 300);
        consumer.Seek(partition, 7);
        var error = await Should.ThrowAsync<BrokerException>(() => consumer.ReadAsync(1));
        error.Message.ShouldEndWith($"{topic}[0] has no message at offset 7: it holds those from {range.Begin} to 999.");
        error.Kind.ShouldBe(ErrorKind.Final);
    }

    [Theory]
    [InlineData("many")]
    [InlineData("-1")]
    [InlineData("99999999999")]
    public async Task A_number_that_others_wrote_into_a_topics_hash_is_named(string number)
    {
        await using var broker = Open();
        var topic = await broker.CreateTopicAsync(1);
        await server.CliAsync("HSET", $"stellarforge:{{{topic}}}", "partitions", number);

        (await Should.ThrowAsync<BrokerException>(() => broker.FindTopicAsync(topic, Token))).Message
            .ShouldContain($"the topic '{topic}' is damaged: 'partitions' in the hash stellarforge:{{{topic}}} is no number that can be");
    }

    [Fact]
    public async Task A_topic_that_is_deleted_or_made_anew_while_it_is_read_is_an_error()
    {
        await using var broker = Open();
        var topic = await broker.CreateTopicAsync(1);
        await broker.SendNumbersAsync(topic, 1, 0, 10);
        var partition = new TopicPartition(topic, 0);
        await using var consumer = await broker.AssignAsync([partition], Token);
        consumer.Seek(partition, 0);
        (await consumer.ReadAsync(10)).Count.ShouldBe(10);

        await server.CliAsync("DEL", $"stellarforge:{{{topic}}}", $"stellarforge:{{{topic}}}:0");
        await broker.CreateTopicAsync(new TopicSettings(topic, 1), Token);
        await broker.SendNumbersAsync(topic, 1, 0, 3);

        (await Should.ThrowAsync<BrokerException>(() => consumer.ReadAsync(1))).Message.ShouldContain("has no message at offset 10");
    }

    [Fact]
    public async Task Entries_of_others_are_named()
    {
        await using var broker = Open();
        var topic = await broker.CreateTopicAsync(1);
        await server.CliAsync("XADD", $"stellarforge:{{{topic}}}:0", "*", "value", "theirs");
        var partition = new TopicPartition(topic, 0);
        await using var consumer = await broker.AssignAsync([partition], Token);
        consumer.Seek(partition, 0);

        (await Should.ThrowAsync<BrokerException>(() => consumer.ReadAsync(1))).Message.ShouldContain("has no message at offset 0");
    }

    [Fact]
    public async Task What_was_acknowledged_survives_the_servers_being_killed()
    {
        await using var own = new RedisServer();
        await own.InitializeAsync();
        own.Require();
        await using var broker = new RedisBrokerConnector().Open(own.Uri + "?timeout=3");
        var topic = await broker.CreateTopicAsync(1);
        var acknowledged = 0;
        var isAcknowledged = new TaskCompletionSource();
        var producing = Task.Run(
            async () =>
            {
                await using var producer = await broker.ConnectProducerAsync(Token);
                using var batch = new MessageBatch();
                for (; ; batch.Clear())
                {
                    batch.AddNumbers(topic, 1, acknowledged, 10);
                    await producer.SendAsync(batch, Token);
                    acknowledged += 10;
                    isAcknowledged.TrySetResult();
                }
            },
            Token);
        await Task.WhenAny(isAcknowledged.Task, producing);

        await own.KillAsync();
        (await Should.ThrowAsync<BrokerException>(() => producing)).Kind.ShouldBe(ErrorKind.Transient);
        await own.RestartAsync();

        acknowledged.ShouldBeGreaterThan(0);
        (await broker.ReadAsync(topic, 1, acknowledged)).Take(acknowledged).Select(message => message.Number)
            .ShouldBe(Enumerable.Range(0, acknowledged).Select(number => (long)number));
    }

    [Fact]
    public async Task A_member_whose_server_hung_or_whose_wait_was_broken_off_ends_without_another_error()
    {
        await using var own = new RedisServer();
        await own.InitializeAsync();
        own.Require();
        await using var broker = new RedisBrokerConnector().Open(own.Uri + "?timeout=1&session_timeout=600");
        var topic = await broker.CreateTopicAsync(1);
        using var batch = new MessageBatch();
        async Task<IBrokerConsumer> JoinAsync(string group)
        {
            var consumer = await broker.SubscribeAsync(group, [topic], Token);
            (await consumer.ReadAsync(batch, BrokerExtensions.Patience, Token))!.Assigned.ShouldHaveSingleItem();
            consumer.Seek(new(topic, 0), 0);
            return consumer;
        }

        await using (var consumer = await JoinAsync("hung"))
        {
            await own.StopAsync();
            async Task ReadAsync() => await consumer.ReadAsync(batch, BrokerExtensions.Patience, Token);
            var error = await Should.ThrowAsync<BrokerException>(ReadAsync);
            error.Message.ShouldContain("no answer within the time-out");
            error.Kind.ShouldBe(ErrorKind.Transient);
            await own.ContinueAsync();

            error = await Should.ThrowAsync<BrokerException>(ReadAsync);
            error.Message.ShouldContain("connect anew");
            error.Kind.ShouldBe(ErrorKind.Transient);
        }

        await using (var consumer = await JoinAsync("cancelled"))
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
            cancel.CancelAfter(100);
            await Should.ThrowAsync<OperationCanceledException>(async () => await consumer.ReadAsync(batch, BrokerExtensions.Patience, cancel.Token));
        }
    }

    [Fact]
    public async Task No_more_is_read_ahead_than_a_few_mebibytes_whatever_the_size_of_messages()
    {
        const int Partitions = 3;
        const int Messages = 60;
        await using var own = new RedisServer();
        await own.InitializeAsync();
        own.Require();
        await using var broker = new RedisBrokerConnector().Open(own.Uri);
        var topic = await broker.CreateTopicAsync(Partitions);
        var value = new byte[512 << 10];
        using var batch = new MessageBatch();
        await using (var producer = await broker.ConnectProducerAsync(Token))
        {
            for (var number = 0; number < Messages; number++, batch.Clear())
            {
                batch.Add(new Message { Partition = new TopicPartition(topic, number % Partitions), Value = value });
                await producer.SendAsync(batch, Token);
            }
        }

        await using var consumer = await broker.AssignAsync([.. Enumerable.Range(0, Partitions).Select(number => new TopicPartition(topic, number))], Token);
        for (var number = 0; number < Partitions; number++)
            consumer.Seek(new TopicPartition(topic, number), 0);
        var before = await SentAsync(own);
        for (var received = 0; received < Messages; batch.Clear())
        {
            await consumer.ReadAsync(batch, BrokerExtensions.Patience, Token);
            received += batch.Count;
            (await SentAsync(own) - before - ((long)received * value.Length)).ShouldBeLessThan(8 << 20);
        }
    }

    [Fact]
    public async Task A_server_that_is_not_there_or_refuses_the_password_is_one_readable_error()
    {
        await using var away = new RedisBrokerConnector().Open($"redis://127.0.0.1:{Availability.FreePort()}");
        var error = await Should.ThrowAsync<BrokerException>(() => away.PingAsync(Token));
        error.Message.ShouldEndWith("Connection refused. Is the server running, and does it take connections from here?");
        error.Kind.ShouldBe(ErrorKind.Transient);

        await using var own = new RedisServer { Password = "right" };
        await own.InitializeAsync();
        own.Require();
        await using var good = new RedisBrokerConnector().Open(own.Uri);
        await good.PingAsync(Token);
        foreach (var user in (string[])[":s3cret@", "me:s3cret@", ""])
        {
            await using var refused = new RedisBrokerConnector().Open($"redis://{user}{own.Authority}");
            error = await Should.ThrowAsync<BrokerException>(() => refused.PingAsync(Token));
            error.Message.ShouldContain("Check the user and the password in the address");
            error.Message.ShouldNotContain("s3cret");
            error.Kind.ShouldBe(ErrorKind.Final);
        }
    }

    [Fact]
    public async Task A_topic_that_keeps_all_keeps_more_than_the_address_says()
    {
        await using var broker = new RedisBrokerConnector().Open(server.Uri + "?maxlen=100");
        var topic = $"all-{Guid.NewGuid():N}";
        await broker.CreateTopicAsync(new TopicSettings(topic, 1) { KeepsAll = true }, Token);
        await broker.SendNumbersAsync(topic, 1, 0, 1000);
        await using var consumer = await broker.AssignAsync([new TopicPartition(topic, 0)], Token);

        (await consumer.OffsetsAsync(new TopicPartition(topic, 0), Token)).ShouldBe(new OffsetRange(0, 1000));
    }

    [Theory]
    [InlineData("redis://one,two", "A Redis address has one host")]
    [InlineData("redis://host/orders", "the number of its database")]
    [InlineData("redis://host?maxlenght=5", "Did you mean 'maxlen'?")]
    public void A_bad_address_is_explained(string address, string message) =>
        Should.Throw<FormatException>(() => new RedisBrokerConnector().Open(address)).Message.ShouldContain(message);

    [Fact]
    public async Task Replicas_that_are_not_there_are_an_error()
    {
        await using var broker = new RedisBrokerConnector().Open(server.Uri + "?replicas=1&timeout=1");
        var topic = await broker.CreateTopicAsync(1);

        (await Should.ThrowAsync<BrokerException>(() => broker.SendNumbersAsync(topic, 1, 0, 1))).Message.ShouldContain("only 0 of 1 replicas");
    }

    [Fact]
    public async Task What_does_not_speak_redis_is_an_error()
    {
        await using var broker = new RedisBrokerConnector().Open($"{server.Uri.Replace("redis:", "rediss:", StringComparison.Ordinal)}?timeout=2");

        await Should.ThrowAsync<BrokerException>(() => broker.PingAsync(Token));
    }

    private static async Task<long> SentAsync(RedisServer server)
    {
        const string Name = "total_net_output_bytes:";
        var line = (await server.CliAsync("INFO", "stats")).Split('\n').Single(line => line.StartsWith(Name, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(Name.Length).Trim(), CultureInfo.InvariantCulture);
    }

    private IBroker Open()
    {
        server.Require();
        return new RedisBrokerConnector().Open(server.Uri);
    }
}
