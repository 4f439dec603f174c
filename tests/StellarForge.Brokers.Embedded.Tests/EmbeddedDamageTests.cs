using StellarForge.Engine.Brokers;
using StellarForge.Testing.Brokers;

namespace StellarForge.Brokers.Embedded.Tests;

/// <summary>What is left of an append that was cut off, and what is damage.</summary>
public sealed class EmbeddedDamageTests : IAsyncDisposable
{
    private readonly EmbeddedStore _store = new("?fsync=false");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_append_that_was_cut_off_was_never_there_wherever_it_was_cut(bool hasEnd)
    {
        await using var broker = _store.Open();
        var (topic, first, both) = await SendTwiceAsync(broker);
        for (var length = first.Log.Length; length < both.Log.Length; length++)
            await ShouldHoldFirstAsync(broker, topic, first with { Log = both.Log[..length], End = hasEnd ? first.End : null });

        // As some file systems leave it: long enough, and not written, or only begun.
        await ShouldHoldFirstAsync(broker, topic, first with { Log = [.. first.Log, .. new byte[both.Log.Length - first.Log.Length]] });
        var begun = first.Log.Length + BatchHeader.Size;
        await ShouldHoldFirstAsync(broker, topic, first with { Log = [.. both.Log[..begun], .. new byte[both.Log.Length - begun]] });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_append_whose_parts_a_loss_of_power_left_in_any_order_was_never_there(bool hasEnd)
    {
        await using var broker = _store.Open();
        var (topic, first, both) = await SendTwiceAsync(broker);
        State With(byte[] log) => first with { Log = log, End = hasEnd ? first.End : null };
        for (var length = 1; first.Log.Length + length < both.Log.Length; length++)
            await ShouldHoldFirstAsync(broker, topic, With([.. first.Log, .. new byte[length], .. both.Log[(first.Log.Length + length)..]]));
        foreach (var position in (int[])[first.Log.Length, first.Log.Length + BatchHeader.Size + 5, both.Log.Length - 1])
        {
            var changed = both.Log.ToArray();
            changed[position] ^= 0x10;
            await ShouldHoldFirstAsync(broker, topic, With(changed));
        }

        // What a block held before it was this file's.
        var garbage = new byte[200_000];
        new Random(1).NextBytes(garbage);
        await ShouldHoldFirstAsync(broker, topic, With([.. first.Log, .. garbage]));
    }

    [Fact]
    public async Task What_is_broken_amid_the_log_is_never_cut()
    {
        await using var store = new EmbeddedStore("?segment_bytes=1K&fsync=false");
        await using var broker = store.Open();
        var topic = await broker.CreateTopicAsync(1);
        for (var from = 0; from < 90; from += 10)
            await broker.SendNumbersAsync(topic, 1, from, 10);
        var file = store.Segments(topic)[0];
        store.Segments(topic).Length.ShouldBeGreaterThan(1);
        var log = await File.ReadAllBytesAsync(file, Token);
        byte[] changed = [.. log[..^1], (byte)(log[^1] ^ 0x10)];
        foreach (var broken in (byte[][])[log[..^1], changed])
        {
            await File.WriteAllBytesAsync(file, broken, Token);
            File.Delete(store.End(topic));

            foreach (var work in (Func<Task>[])[() => broker.ReadAsync(topic, 1, 90), () => broker.SendNumbersAsync(topic, 1, 90, 1)])
                (await Should.ThrowAsync<BrokerException>(work)).Message.ShouldStartWith($"{file} is damaged at byte ");
            (await File.ReadAllBytesAsync(file, Token)).ShouldBe(broken);
        }
    }

    [Fact]
    public async Task A_whole_append_that_nobody_acknowledged_is_kept_by_the_next_and_not_read_before()
    {
        await using var broker = _store.Open();
        var (topic, first, both) = await SendTwiceAsync(broker);
        Restore(topic, first);
        await using var consumer = await broker.AssignAsync([new(topic, 0)], Token);
        consumer.Seek(new(topic, 0), 0);
        await consumer.ReadAsync(3);

        await File.WriteAllBytesAsync(_store.Segments(topic)[0], both.Log, Token);
        using var batch = new MessageBatch();
        await consumer.ReadAsync(batch, TimeSpan.FromMilliseconds(100), Token);
        batch.Count.ShouldBe(0);
        await broker.SendNumbersAsync(topic, 1, 6, 1);

        (await consumer.ReadAsync(4)).Select(message => message.Number).ShouldBe([3, 4, 5, 6]);
    }

    [Fact]
    public async Task What_is_whole_behind_an_old_end_is_found_by_a_consumer_that_begins()
    {
        await using var broker = _store.Open();
        var (topic, first, both) = await SendTwiceAsync(broker);
        Restore(topic, both with { End = first.End });

        await using var consumer = await broker.AssignAsync([new(topic, 0)], Token);
        (await consumer.OffsetsAsync(new(topic, 0), Token)).ShouldBe(new OffsetRange(0, 6));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_byte_that_changed_is_named_and_never_read_and_nothing_is_cut(bool hasEnd)
    {
        await using var broker = _store.Open();
        var (topic, first, both) = await SendTwiceAsync(broker);
        var file = _store.Segments(topic)[0];

        // Without the end, the last append counts as one that was cut off.
        for (var position = 0; position < (hasEnd ? both : first).Log.Length; position++)
        {
            var damaged = both.Log.ToArray();
            damaged[position] ^= 0x10;
            Restore(topic, both with { Log = damaged, End = hasEnd ? both.End : null });

            (await Should.ThrowAsync<BrokerException>(() => broker.ReadAsync(topic, 1, 6), $"byte {position}")).Message.ShouldStartWith($"{file} is ");
            (await File.ReadAllBytesAsync(file, Token)).ShouldBe(damaged);
            if (hasEnd)
                continue;
            (await Should.ThrowAsync<BrokerException>(() => broker.SendNumbersAsync(topic, 1, 6, 1))).Message.ShouldStartWith($"{file} is ");
            (await File.ReadAllBytesAsync(file, Token)).ShouldBe(damaged);
        }
    }

    [Fact]
    public async Task An_end_and_a_last_batch_that_are_both_damaged_are_named_and_nothing_is_cut()
    {
        await using var broker = _store.Open();
        var (topic, first, both) = await SendTwiceAsync(broker);
        var file = _store.Segments(topic)[0];
        var (log, end) = (both.Log.ToArray(), both.End!.ToArray());
        log[^1] ^= 0x10;
        end[^1] ^= 0x10;
        Restore(topic, both with { Log = log, End = end });

        foreach (var work in (Func<Task>[])[() => broker.ReadAsync(topic, 1, 6), () => broker.SendNumbersAsync(topic, 1, 6, 1)])
        {
            var error = await Should.ThrowAsync<BrokerException>(work);
            error.Message.ShouldStartWith($"{file} is damaged at byte {first.Log.Length} ");
            error.Message.ShouldContain(_store.End(topic));
        }

        (await File.ReadAllBytesAsync(file, Token)).ShouldBe(log);
        File.Delete(_store.End(topic));
        await broker.SendNumbersAsync(topic, 1, 7, 1);
        (await broker.ReadAsync(topic, 1, 4)).Select(message => message.Number).Last().ShouldBe(7);
    }

    [Fact]
    public async Task A_file_that_somebody_cut_is_named()
    {
        await using var broker = _store.Open();
        var (topic, _, both) = await SendTwiceAsync(broker);
        foreach (var length in (int[])[both.Log.Length - 1, 60, 5, 0])
        {
            Restore(topic, both with { Log = both.Log[..length] });
            var file = _store.Segments(topic)[0];

            (await Should.ThrowAsync<BrokerException>(() => broker.ReadAsync(topic, 1, 6))).Message.ShouldStartWith($"{file} is damaged at byte ");
            (await Should.ThrowAsync<BrokerException>(() => broker.SendNumbersAsync(topic, 1, 6, 1))).Message.ShouldStartWith($"{file} is damaged at byte ");
        }
    }

    [Fact]
    public async Task An_end_that_is_damaged_or_gone_is_found_again()
    {
        await using var broker = _store.Open();
        var (topic, _, both) = await SendTwiceAsync(broker);
        for (var position = 0; position <= both.End!.Length; position++)
        {
            var damaged = both.End.ToArray();
            if (position < damaged.Length)
                damaged[position] ^= 0x10;
            Restore(topic, both with { End = position < damaged.Length ? damaged : null });

            (await broker.ReadAsync(topic, 1, 6)).Count.ShouldBe(6);
        }
    }

    [Fact]
    public async Task Files_that_are_no_segments_are_left_alone()
    {
        await using var broker = _store.Open();
        var (topic, _, both) = await SendTwiceAsync(broker);
        var folder = Path.GetDirectoryName(_store.Segments(topic)[0])!;
        string[] names = ["3.log", "00000000000000000003.log.new", "0000000000000000000x.log", "00000000000000000003.bak", "copy of 00000000000000000000.log"];
        foreach (var name in names)
            await File.WriteAllTextAsync(Path.Combine(folder, name), "not a segment", Token);
        Restore(topic, both with { End = null });

        (await broker.ReadAsync(topic, 1, 6)).Count.ShouldBe(6);
    }

    [Fact]
    public async Task A_message_that_holds_a_batch_is_not_taken_for_one()
    {
        await using var broker = _store.Open();
        var (topic, first, both) = await SendTwiceAsync(broker);
        var other = await broker.CreateTopicAsync(1);
        await using (var producer = await broker.ConnectProducerAsync(Token))
        {
            using var batch = new MessageBatch();
            batch.Add(new Message { Partition = new(other, 0), Value = both.Log.AsSpan(Segment.HeaderSize) });
            await producer.SendAsync(batch, Token);
        }

        // The batch's own header is gone, and what it held lies where it began.
        var file = _store.Segments(other)[0];
        var log = await File.ReadAllBytesAsync(file, Token);
        await File.WriteAllBytesAsync(file, [.. log[..Segment.HeaderSize], .. both.Log[Segment.HeaderSize..]], Token);
        File.Delete(_store.End(other));

        await broker.SendNumbersAsync(other, 1, 7, 1);
        (await broker.ReadAsync(other, 1, 1)).Select(message => (message.Offset, message.Number)).ShouldBe([(0, 7)]);
    }

    [Fact]
    public async Task A_segment_that_is_gone_is_named()
    {
        await using var store = new EmbeddedStore("?segment_bytes=1K&fsync=false");
        await using var broker = store.Open();
        var topic = await broker.CreateTopicAsync(1);
        for (var from = 0; from < 300; from += 30)
            await broker.SendNumbersAsync(topic, 1, from, 30);
        var segments = store.Segments(topic);
        segments.Length.ShouldBeGreaterThan(3);

        var (last, middle) = (await File.ReadAllBytesAsync(segments[^1], Token), await File.ReadAllBytesAsync(segments[1], Token));
        File.Delete(segments[^1]);
        (await Should.ThrowAsync<BrokerException>(() => broker.SendNumbersAsync(topic, 1, 300, 1))).Message.ShouldStartWith($"{segments[^1]} is missing");
        await File.WriteAllBytesAsync(segments[^1], last, Token);
        File.Delete(segments[1]);
        (await Should.ThrowAsync<BrokerException>(() => broker.ReadAsync(topic, 1, 300))).Message.ShouldStartWith($"{segments[1]} is missing");
        await File.WriteAllBytesAsync(segments[1], middle, Token);
        (await broker.ReadAsync(topic, 1, 300)).Count.ShouldBe(300);
    }

    [Fact]
    public async Task A_topic_file_that_is_damaged_or_changed_is_named()
    {
        await using var broker = _store.Open();
        var (topic, _, _) = await SendTwiceAsync(broker);
        var file = Path.Combine(_store.Folder, "topics", topic, "topic.json");
        var text = await File.ReadAllTextAsync(file, Token);

        await File.WriteAllTextAsync(file, text[..^5], Token);
        (await Should.ThrowAsync<BrokerException>(() => broker.FindTopicAsync(topic, Token))).Message.ShouldStartWith($"{file} is damaged: ");
        await File.WriteAllTextAsync(file, text.Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal), Token);
        (await Should.ThrowAsync<BrokerException>(() => broker.FindTopicAsync(topic, Token))).Message.ShouldStartWith($"{file} is of version 2");
        await File.WriteAllTextAsync(file, text.Replace("\"partitions\": 1", "\"partitions\": 2", StringComparison.Ordinal), Token);
        (await Should.ThrowAsync<BrokerException>(() => broker.ReadAsync(topic, 1, 6))).Message
            .ShouldStartWith($"The topic {topic} was made with 1 partitions, and its topic.json says 2");
        File.Delete(file);
        (await Should.ThrowAsync<BrokerException>(() => broker.FindTopicAsync(topic, Token))).Message.ShouldContain("has no topic.json");
    }

    [Fact]
    public async Task A_topic_that_is_deleted_or_made_anew_is_noticed_by_who_uses_it()
    {
        await using var broker = _store.Open();
        var (topic, _, _) = await SendTwiceAsync(broker);
        var folder = Path.Combine(_store.Folder, "topics", topic);
        async Task<(IBrokerProducer Producer, IBrokerConsumer Consumer)> UseAsync()
        {
            var producer = await broker.ConnectProducerAsync(Token);
            using var one = new MessageBatch();
            one.AddNumbers(topic, 1, 6, 1);
            await producer.SendAsync(one, Token);
            var consumer = await broker.AssignAsync([new(topic, 0)], Token);
            consumer.Seek(new(topic, 0), 0);
            await consumer.ReadAsync(1);
            return (producer, consumer);
        }

        async Task ShouldNoticeAsync((IBrokerProducer Producer, IBrokerConsumer Consumer) use, string why)
        {
            await using var producer = use.Producer;
            await using var consumer = use.Consumer;
            using var more = new MessageBatch();
            more.AddNumbers(topic, 1, 7, 1);
            (await Should.ThrowAsync<BrokerException>(() => producer.SendAsync(more, Token))).Message.ShouldContain(why);
            (await Should.ThrowAsync<BrokerException>(() => consumer.ReadAsync(100))).Message.ShouldContain(why);
        }

        var first = await UseAsync();
        Directory.Delete(folder, recursive: true);
        await ShouldNoticeAsync(first, $"The topic {topic} is gone");

        await broker.CreateTopicAsync(new TopicSettings(topic, 1), Token);
        var second = await UseAsync();
        Directory.Delete(folder, recursive: true);
        await broker.CreateTopicAsync(new TopicSettings(topic, 1), Token);
        await ShouldNoticeAsync(second, "it was deleted and made anew");
        (await broker.ReadAsync(topic, 1, 0)).ShouldBeEmpty();
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task<(string Topic, State First, State Both)> SendTwiceAsync(IBroker broker)
    {
        var topic = await broker.CreateTopicAsync(1);
        await broker.SendNumbersAsync(topic, 1, 0, 3);
        var first = await StateAsync(topic);
        await broker.SendNumbersAsync(topic, 1, 3, 3);
        return (topic, first, await StateAsync(topic));
    }

    private async Task ShouldHoldFirstAsync(IBroker broker, string topic, State state)
    {
        Restore(topic, state);
        (await broker.ReadAsync(topic, 1, 3)).Count.ShouldBe(3);
        await broker.SendNumbersAsync(topic, 1, 7, 1);

        (await broker.ReadAsync(topic, 1, 4)).Select(message => (message.Offset, message.Number)).ShouldBe([(0, 0), (1, 1), (2, 2), (3, 7)]);
    }

    private async Task<State> StateAsync(string topic) => new(
        await File.ReadAllBytesAsync(_store.Segments(topic)[0], Token), await File.ReadAllBytesAsync(_store.End(topic), Token));

    private void Restore(string topic, State state)
    {
        File.WriteAllBytes(_store.Segments(topic)[0], state.Log);
        File.Delete(_store.End(topic));
        if (state.End is { } end)
            File.WriteAllBytes(_store.End(topic), end);
    }

    private sealed record State(byte[] Log, byte[]? End);
}
