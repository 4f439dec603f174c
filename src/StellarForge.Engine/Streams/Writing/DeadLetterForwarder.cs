using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>
/// Sends dead letters that the ledger has on to their topics, each at least once: after their commit, from the ledger, so that after a crash they go again
/// rather than never. For one thread at a time.
/// </summary>
internal sealed class DeadLetterForwarder(IBroker broker, IPipelineTarget target, PipelinePlan plan, PipelineOptions options, PipelineMeter meter, string name)
    : IAsyncDisposable
{
    // Brokers take messages of 1 MiB by default; the ledger has all of them. A character that JSON escapes takes six bytes, base64 four for three.
    private const int LongestValue = 256 << 10;
    private const int LongestText = 768 << 10;
    private const int LongestKey = 64 << 10;
    private const int MostLetters = 32;

    private readonly HashSet<string> _topics = [];
    private readonly MessageBatch _batch = new();
    private readonly ArrayBufferWriter<byte> _text = new();
    private IBrokerProducer? _producer;
    private string? _notice;

    /// <summary>Sends what is there. What the broker does not take stays for the next time: the ledger is the record.</summary>
    /// <param name="partitions">The partitions that this process has.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether nothing is left.</returns>
    public async Task<bool> ForwardAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        try
        {
            await using var session = await target.ConnectAsync(plan, cancellationToken);
            while (await session.UnforwardedAsync(partitions, MostLetters, cancellationToken) is { Count: > 0 } letters)
            {
                await SendAsync(letters, cancellationToken);
                await session.MarkForwardedAsync(letters, cancellationToken);
            }

            _notice = null;
            return true;
        }
        catch (Exception error) when (error is BrokerException or TargetException { Kind: ErrorKind.Transient })
        {
            await DropAsync();
            if (_notice != error.Message)
                meter.Notice($"{name}: dead letters wait to be forwarded: {error.Message}");
            _notice = error.Message;
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await DropAsync();
        _batch.Dispose();
    }

    private async Task SendAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
    {
        _producer ??= await broker.ConnectProducerAsync(cancellationToken);
        _batch.Clear();
        foreach (var letter in letters)
        {
            var topic = options.DeadLetterTopic(letter.Partition.Topic);
            if (_topics.Add(topic) && await broker.FindTopicAsync(topic, cancellationToken) is null)
                await broker.CreateTopicAsync(new TopicSettings(topic, 1), cancellationToken);
            Write(letter, asText: true);
            if (_text.WrittenCount > LongestText)
                Write(letter, asText: false);
            _batch.Add(new Message
            {
                Partition = new TopicPartition(topic, 0),
                Timestamp = options.Time.GetMicroseconds(),
                Key = letter.Key.Span[..Math.Min(letter.Key.Length, LongestKey)],
                Value = _text.WrittenSpan,
            });
        }

        await _producer.SendAsync(_batch, cancellationToken);
    }

    private void Write(DeadLetter letter, bool asText)
    {
        _text.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_text);
        json.WriteStartObject();
        json.WriteString("pipeline"u8, plan.Name);
        json.WriteString("topic"u8, letter.Partition.Topic);
        json.WriteNumber("partition"u8, letter.Partition.Partition);
        json.WriteNumber("offset"u8, letter.Offset);
        json.WriteString("table"u8, letter.Table);
        json.WriteString("reason"u8, letter.Reason.ToString());
        json.WriteString("detail"u8, letter.Detail);
        if (letter.Origin is { } origin)
        {
            json.WriteString("stream"u8, origin.Stream);
            json.WriteNumber("shard"u8, origin.Shard);
            json.WriteNumber("number"u8, origin.Number);
        }

        json.WriteNumber("length"u8, letter.ValueLength);
        json.WriteString("sha256"u8, Convert.ToHexStringLower(letter.ValueHash.Span));

        // Text as it is, for people; other bytes, and the beginning of what is too long, as base64.
        var value = letter.Value.Span[..Math.Min(letter.Value.Length, LongestValue)];
        if (asText && value.Length == letter.ValueLength && Utf8.IsValid(value))
            json.WriteString("value"u8, value);
        else
            json.WriteBase64String("valueBase64"u8, value);
        json.WriteEndObject();
    }

    private async ValueTask DropAsync()
    {
        // Which topics there are may be another matter by then.
        _topics.Clear();
        if (_producer is not { } producer)
            return;
        _producer = null;
        await producer.DisposeAsync();
    }
}
