using System.Diagnostics;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;
using StellarForge.Testing.Servers;

namespace StellarForge.Brokers.Kafka.Tests;

/// <summary>Brokers that are away, or say no; with servers of their own, as they are killed.</summary>
public sealed class KafkaFailureTests : IAsyncLifetime
{
    private readonly KafkaMock _mock = new();
    private readonly KafkaServer _server = new();

    public async ValueTask InitializeAsync()
    {
        await _mock.InitializeAsync();
        await _server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _mock.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_is_lost_and_the_order_holds_when_the_broker_is_killed_amid_producing()
    {
        await _server.CreateTopicAsync("killed", 1);
        await using var broker = new KafkaBrokerConnector().Open(_server.Uri);
        var partition = new TopicPartition("killed", 0);
        var next = 0;
        await using (var producer = await broker.ConnectProducerAsync(TestContext.Current.CancellationToken))
        {
            var sending = new Queue<Task>();
            for (var kill = 0; kill < 3; kill++)
            {
                var killed = KillAsync();
                while (!killed.IsCompleted)
                {
                    sending.Enqueue(producer.SendAsync(partition, Enumerable.Range(next, 500).Select(number => $"{number}")));
                    next += 500;
                    if (sending.Count > 4)
                        await sending.Dequeue();
                }

                await killed;
            }

            await Task.WhenAll(sending);
        }

        await using var consumer = await broker.AssignAsync([partition], TestContext.Current.CancellationToken);
        var offsets = await consumer.OffsetsAsync(partition, TestContext.Current.CancellationToken);
        consumer.Seek(partition, offsets.Begin);
        var read = (await consumer.ReadAsync((int)offsets.End)).ConvertAll(int.Parse);

        // Sent again where the answer was lost; dropped by their numbers.
        var last = -1;
        foreach (var number in read.Where(number => number > last))
        {
            number.ShouldBe(last + 1);
            last = number;
        }

        last.ShouldBe(next - 1);
        TestContext.Current.SendDiagnosticMessage("{0} messages, {1} of them twice", next, read.Count - next);

        async Task KillAsync()
        {
            await Task.Delay(Random.Shared.Next(200, 800));
            await _server.KillAsync();
            await _server.RestartAsync();
            await Task.Delay(500);
        }
    }

    [Fact]
    public async Task A_producer_that_lost_a_message_sends_no_other()
    {
        await _mock.CreateTopicAsync("lost", 1);
        await using var broker = new KafkaBrokerConnector().Open(_mock.Uri + "&delivery_timeout=2");
        var partition = new TopicPartition("lost", 0);
        await using (var producer = await broker.ConnectProducerAsync(TestContext.Current.CancellationToken))
        {
            await producer.SendAsync(partition, "arrives");
            await _mock.DownAsync();

            var lost = producer.SendAsync(partition, "lost");
            var later = producer.SendAsync(partition, "later");
            var error = await Should.ThrowAsync<BrokerException>(() => lost);
            error.Kind.ShouldBe(ErrorKind.Transient);
            error.Message.ShouldContain("nothing was acknowledged for 2 s");
            error.Message.ShouldContain("Connection refused");
            (await Should.ThrowAsync<BrokerException>(() => later)).Message.ShouldBe(error.Message);
            await _mock.UpAsync();
            (await Should.ThrowAsync<BrokerException>(() => producer.SendAsync(partition, "after"))).Message.ShouldBe(error.Message);
        }

        await using var again = await broker.ConnectProducerAsync(TestContext.Current.CancellationToken);
        await again.SendAsync(partition, "again");
        await using var consumer = await broker.AssignAsync([partition], TestContext.Current.CancellationToken);
        consumer.Seek(partition, 0);
        (await consumer.ReadAsync(2)).ShouldBe(["arrives", "again"]);
    }

    [Fact]
    public async Task A_reader_says_when_the_broker_is_away_and_reads_on_when_it_is_back()
    {
        await _mock.CreateTopicAsync("away", 1);
        await using var broker = new KafkaBrokerConnector().Open(_mock.Uri + "&connect_timeout=1");
        var partition = new TopicPartition("away", 0);
        await using var producer = await broker.ConnectProducerAsync(TestContext.Current.CancellationToken);
        await producer.SendAsync(partition, "before");
        await using var consumer = await broker.AssignAsync([partition], TestContext.Current.CancellationToken);
        consumer.Seek(partition, 0);
        (await consumer.ReadAsync(1)).ShouldBe(["before"]);

        await _mock.DownAsync();
        var error = await Should.ThrowAsync<BrokerException>(() => consumer.ReadAsync(1));
        error.Kind.ShouldBe(ErrorKind.Transient);
        error.Message.ShouldContain("Connection refused");

        await _mock.UpAsync();
        await producer.SendAsync(partition, "after");
        (await ReadWhenBackAsync()).ShouldBe(["after"]);

        // The reader's own connection may be tried again a little later than the producer's.
        async Task<List<string>> ReadWhenBackAsync()
        {
            while (true)
            {
                try
                {
                    return await consumer.ReadAsync(1);
                }
                catch (BrokerException away) when (away.Kind == ErrorKind.Transient)
                {
                    TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
                }
            }
        }
    }

    [Fact]
    public async Task A_broker_that_is_not_there_is_an_error_at_once()
    {
        await using var broker = new KafkaBrokerConnector().Open($"kafka://localhost:{Availability.FreePort()}?connect_timeout=120");
        var watch = Stopwatch.StartNew();

        var error = await Should.ThrowAsync<BrokerException>(() => broker.PingAsync(TestContext.Current.CancellationToken));

        error.Message.ShouldStartWith($"{broker.DisplayName}: the broker can't be reached: ");
        error.Message.ShouldContain("Connection refused. Is the broker running");
        error.Kind.ShouldBe(ErrorKind.Transient);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_refused_password_is_an_error_at_once_and_is_not_shown()
    {
        await using var sasl = new SaslBroker();
        await using var broker = new KafkaBrokerConnector().Open($"kafka://me:s3cret@127.0.0.1:{sasl.Port}?security.protocol=SASL_PLAINTEXT");

        var error = await Should.ThrowAsync<BrokerException>(() => broker.PingAsync(TestContext.Current.CancellationToken));

        error.Message.ShouldContain("Invalid username or password");
        error.Message.ShouldContain("Check the user, the password and sasl.mechanism in the address");
        error.Message.ShouldNotContain("s3cret");
        error.Kind.ShouldBe(ErrorKind.Final);
    }

    [Theory]
    [InlineData("sasl.passwort=s3cret", "No such configuration property: \"sasl.passwort\". All options are in librdkafka's CONFIGURATION.md.")]
    [InlineData("security.protocol=s3cret", "Invalid value for configuration property \"security.protocol\"")]
    public async Task What_librdkafka_refuses_is_said_in_its_words_without_the_value(string option, string words)
    {
        await using var broker = new KafkaBrokerConnector().Open($"kafka://127.0.0.1:9092?{option}");

        var error = await Should.ThrowAsync<BrokerException>(() => broker.PingAsync(TestContext.Current.CancellationToken));

        error.Message.ShouldContain(words);
        error.Message.ShouldNotContain("s3cret");
    }
}
