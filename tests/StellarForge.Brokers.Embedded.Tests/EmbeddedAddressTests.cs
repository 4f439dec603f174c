using StellarForge.Engine.Brokers;
using StellarForge.Testing.Brokers;

namespace StellarForge.Brokers.Embedded.Tests;

public class EmbeddedAddressTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("embedded:", "The embedded log's address names no folder; write one like embedded:streams.")]
    [InlineData("embedded:a?segment_bytes=10", "The option 'segment_bytes' of the address is too small: write at least 1024.")]
    public void What_is_wrong_with_an_address_is_said(string address, string message) =>
        Should.Throw<FormatException>(() => new EmbeddedConnector().Open(address)).Message.ShouldBe(message);

    [Theory]
    [InlineData("segment_bytes", "1X", "is not a number of bytes; write one like segment_bytes=512M")]
    [InlineData("retention_bytes", "9999999999G", "is not a number of bytes; write one like retention_bytes=512M")]
    [InlineData("retention", "-1", "is not a number of seconds; write one like retention=60")]
    [InlineData("fsync", "maybe", "is neither fsync=true nor fsync=false")]
    public void What_is_wrong_with_an_option_is_said(string option, string value, string why) =>
        Should.Throw<FormatException>(() => new EmbeddedConnector().Open($"embedded:a?{option}={value}")).Message
            .ShouldBe($"The option '{option}' of the address is not understood: its value {why}.");

    [Fact]
    public async Task The_options_are_noted_in_the_topics_that_are_made()
    {
        await using var store = new EmbeddedStore("?retention=90&retention_bytes=10G&segment_bytes=2M");
        await using var broker = store.Open();
        var topic = await broker.CreateTopicAsync(1);

        var noted = TopicFile.Read(Path.Combine(store.Folder, "topics", topic))!;

        (noted.RetentionSeconds, noted.RetentionBytes, noted.SegmentBytes).ShouldBe((90, 10L << 30, 2 << 20));
    }

    [Fact]
    public async Task A_topic_that_keeps_all_keeps_more_than_the_address_says()
    {
        await using var store = new EmbeddedStore("?retention=90&retention_bytes=10G");
        await using var broker = store.Open();
        await broker.CreateTopicAsync(new TopicSettings("all", 1) { KeepsAll = true }, TestContext.Current.CancellationToken);

        var noted = TopicFile.Read(Path.Combine(store.Folder, "topics", "all"))!;

        (noted.RetentionSeconds, noted.RetentionBytes).ShouldBe((null, null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("größe")]
    public async Task A_name_that_is_no_folders_is_refused(string topic)
    {
        await using var store = new EmbeddedStore();
        await using var broker = store.Open();

        (await Should.ThrowAsync<BrokerException>(() => broker.CreateTopicAsync(new TopicSettings(topic, 1), Token)))
            .Message.ShouldStartWith($"The topic {topic} can't be made in the embedded log: a name has ");
        (await broker.FindTopicAsync(topic, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Replicas_are_refused()
    {
        await using var store = new EmbeddedStore();
        await using var broker = store.Open();

        (await Should.ThrowAsync<BrokerException>(() => broker.CreateTopicAsync(new TopicSettings("orders", 1) { Replication = 3 }, Token)))
            .Message.ShouldEndWith("it has one copy of everything; leave replication out.");
    }

    [Fact]
    public async Task A_file_in_the_folders_place_is_said_at_once()
    {
        await using var store = new EmbeddedStore();
        await File.WriteAllTextAsync(store.Folder, "", Token);
        await using var broker = store.Open();

        (await Should.ThrowAsync<BrokerException>(() => broker.PingAsync(Token))).Message
            .ShouldBe($"{store.Folder} is a file: an embedded log is a folder. Name another.");
    }

    [Fact]
    public async Task A_message_that_is_too_long_is_refused_for_itself()
    {
        await using var store = new EmbeddedStore();
        await using var broker = store.Open();
        var topic = await broker.CreateTopicAsync(1);
        await using var producer = await broker.ConnectProducerAsync(Token);
        using var batch = new MessageBatch();
        batch.Add(new Message { Partition = new(topic, 0), Value = new byte[RecordLayout.LongestMessage] });

        (await Should.ThrowAsync<BrokerException>(() => producer.SendAsync(batch, Token))).Kind.ShouldBe(Engine.ErrorKind.Data);
    }
}
