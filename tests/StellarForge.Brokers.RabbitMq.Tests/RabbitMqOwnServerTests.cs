using System.Text;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;
using StellarForge.Testing.Brokers;
using StellarForge.Testing.Servers;

namespace StellarForge.Brokers.RabbitMq.Tests;

/// <summary>What needs a server that may be killed, or is set up otherwise.</summary>
public class RabbitMqOwnServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_acknowledged_survives_the_servers_being_killed_and_a_message_that_is_too_long_is_refused_alone()
    {
        await using var own = new RabbitMqServer { Password = "p@ss", Configuration = "max_message_size = 11000000\\n" };
        await own.InitializeAsync();
        own.Require();
        await using var broker = new RabbitMqBrokerConnector().Open($"amqp://guest:p%40ss@{own.Authority}?timeout=5");
        await LengthsAsync(broker);
        var topic = await broker.CreateTopicAsync(1);
        var acknowledged = 0;
        var producing = Task.Run(
            async () =>
            {
                await using var producer = await broker.ConnectProducerAsync(Token);
                using var batch = new MessageBatch();
                for (; ; batch.Clear())
                {
                    batch.AddNumbers(topic, 1, acknowledged, 10);
                    await producer.SendAsync(batch, Token);
                    Volatile.Write(ref acknowledged, acknowledged + 10);
                }
            },
            Token);
        while (Volatile.Read(ref acknowledged) < 1000 && !producing.IsCompleted)
            await Task.Delay(10, Token);

        await own.KillAsync();
        (await Should.ThrowAsync<BrokerException>(() => producing)).Kind.ShouldBe(ErrorKind.Transient);
        await own.RestartAsync();

        acknowledged.ShouldBeGreaterThanOrEqualTo(1000);
        (await ReadAsync(broker, topic, acknowledged)).Take(acknowledged).Select(message => message.Number)
            .ShouldBe(Enumerable.Range(0, acknowledged).Select(number => (long)number));
    }

    // A server that has just started may have its streams a little later.
    private static async Task<List<Received>> ReadAsync(IBroker broker, string topic, int count)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await broker.ReadAsync(topic, 1, count);
            }
            catch (BrokerException error) when (error.Kind == ErrorKind.Transient && tries < 150)
            {
                await Task.Delay(200, Token);
            }
        }
    }

    private static async Task LengthsAsync(IBroker broker)
    {
        var topic = await broker.CreateTopicAsync(1);
        await SendAsync(10_000_000);
        var error = await Should.ThrowAsync<BrokerException>(() => SendAsync(11_000_001));
        error.Message.ShouldContain("The server's max_message_size says how long a message may be.");
        error.Kind.ShouldBe(ErrorKind.Data);
        await SendAsync(1);

        (await broker.ReadAsync(topic, 1, 2)).Select(message => message.Value.Length).ShouldBe([10_000_000, 1]);

        async Task SendAsync(int length)
        {
            await using var producer = await broker.ConnectProducerAsync(Token);
            using var batch = new MessageBatch();
            batch.Add(new Message { Partition = new(topic, 0), Value = Encoding.ASCII.GetBytes(new string('x', length)) });
            await producer.SendAsync(batch, Token);
        }
    }
}
