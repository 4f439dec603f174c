using System.Text;
using StellarForge.Engine.Brokers;

namespace StellarForge.Brokers.Kafka.Tests;

public class KafkaAddressTests
{
    [Theory]
    [InlineData("kafka://one:9093,two", "bootstrap.servers=one:9093,two:9092")]
    [InlineData("kafka://", "bootstrap.servers=localhost:9092")]
    [InlineData("kafka://[::1]:9", "bootstrap.servers=[::1]:9")]
    [InlineData("kafka://me:a%40b@host", "security.protocol=sasl_ssl;sasl.mechanism=PLAIN;sasl.username=me;sasl.password=a@b")]
    [InlineData("kafka://me:b@host?sasl.mechanism=SCRAM-SHA-512&ssl.ca.location=ca.pem", "sasl.mechanism=SCRAM-SHA-512;ssl.ca.location=ca.pem")]
    [InlineData("kafka://host", "acks=-1;enable.idempotence=True;enable.gapless.guarantee=True;message.timeout.ms=0")]
    [InlineData("kafka://host?headers=false", "acks=-1;enable.idempotence=False;max.in.flight=1")]
    public void An_address_is_read(string address, string expected)
    {
        var config = KafkaSettings.Read(new KafkaBrokerConnector().Parse(address)).ForProducer().ToDictionary();

        foreach (var option in expected.Split(';').Select(option => option.Split('=', 2)))
            config[option[0]].ShouldBe(option[1], StringCompareShould.IgnoreCase);
    }

    // As StellarForge.AppHost/Azure/eventhubs.bicep writes it: uriComponent of a connection string of Event Hubs.
    [Fact]
    public void An_address_of_Event_Hubs_signs_in_by_its_connection_string()
    {
        const string ConnectionString = "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=services;SharedAccessKey=a+b/c=";
        var address = $"kafka://%24ConnectionString:{Uri.EscapeDataString(ConnectionString)}@x.servicebus.windows.net:9093";

        var config = KafkaSettings.Read(new KafkaBrokerConnector().Parse(address)).ForProducer().ToDictionary();

        config["bootstrap.servers"].ShouldBe("x.servicebus.windows.net:9093");
        config["security.protocol"].ShouldBe("sasl_ssl", StringCompareShould.IgnoreCase);
        config["sasl.mechanism"].ShouldBe("PLAIN");
        config["sasl.username"].ShouldBe("$ConnectionString");
        config["sasl.password"].ShouldBe(ConnectionString);
    }

    [Fact]
    public void A_reader_starts_nowhere_and_commits_nothing_by_itself()
    {
        var config = KafkaSettings.Read(new KafkaBrokerConnector().Parse("kafka://host")).ForConsumer("g").ToDictionary();

        config["auto.offset.reset"].ShouldBe("error");
        config["enable.auto.commit"].ShouldBe("False");
        config["partition.assignment.strategy"].ShouldBe("cooperative-sticky");
    }

    [Theory]
    [InlineData("kafka://host?session.timeout.ms=3000", "1000")]
    [InlineData("kafka://host?session.timeout.ms=45000", "3000")]
    [InlineData("kafka://host?session.timeout.ms=3000&heartbeat.interval.ms=500", "500")]
    [InlineData("kafka://host?headers=false", "3000")]
    public void A_member_of_a_short_session_says_in_time_that_it_lives(string address, string interval) =>
        KafkaSettings.Read(new KafkaBrokerConnector().Parse(address)).ForConsumer("g").ToDictionary()["heartbeat.interval.ms"].ShouldBe(interval);

    [Theory]
    [InlineData("kafka://host?enable.auto.commit=true", "The option 'enable.auto.commit' of the address is not to be set")]
    [InlineData("kafka://host?header=false", "Did you mean 'headers'?")]
    [InlineData("kafka://host/orders", "topics are named by --topic")]
    [InlineData("kafka://host?wr0ngs3cret", "options, as name=value with '&' between them, and one has no '='")]
    [InlineData("kafka://me:pa/s3cret@host", "The address has an '@' behind its host.")]
    public void A_bad_address_is_explained_without_its_secrets(string address, string message)
    {
        var error = Should.Throw<FormatException>(() => new KafkaBrokerConnector().Open(address));

        error.Message.ShouldContain(message);
        error.Message.ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task Secrets_are_shown_nowhere()
    {
        var address = new KafkaBrokerConnector().Parse(
            "kafka://me:s3cret@host?sasl.oauthbearer.client.secret=s3cret&ssl.key.pem=s3cret&ssl.key.password=s3cret&sasl.oauthbearer.config=s3cret");
        await using var broker = address.OpenBroker();

        broker.DisplayName.ShouldBe("kafka://host:9092");
        $"{address}".ShouldNotContain("s3cret");
    }

    [Theory]
    [InlineData(3L, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "value")]
    [InlineData(null, "", "")]
    [InlineData(null, "trace", "SFEVENT1 looks like an envelope")]
    public void An_envelope_keeps_a_message(long? number, string trace, string value)
    {
        var message = new Message
        {
            Partition = new("t", 1),
            Offset = 5,
            Timestamp = 1_750_000_000_000_001,
            Key = "key"u8,
            Value = Encoding.UTF8.GetBytes(value),
            Origin = number is { } n ? new EventOrigin(Guid.NewGuid(), 2, n, -1) : null,
            TraceParent = Encoding.ASCII.GetBytes(trace),
        };
        var bytes = KafkaEnvelope.Wrap(message);

        var back = KafkaEnvelope.Unwrap(new Message { Partition = message.Partition, Offset = 5, Key = message.Key, Value = bytes });

        back.Origin.ShouldBe(message.Origin);
        back.Timestamp.ShouldBe(message.Timestamp);
        Encoding.UTF8.GetString(back.Value).ShouldBe(value);
        Encoding.ASCII.GetString(back.TraceParent).ShouldBe(trace);
        Encoding.UTF8.GetString(back.Key).ShouldBe("key");
        for (var length = 0; length < bytes.Length - value.Length; length++)
            KafkaEnvelope.Unwrap(new Message { Partition = message.Partition, Value = bytes.AsSpan(0, length) }).Value.Length.ShouldBe(length);
    }
}
