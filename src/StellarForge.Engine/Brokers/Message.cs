namespace StellarForge.Engine.Brokers;

/// <summary>One message: its place, and bytes that are valid as long as their batch is not cleared.</summary>
public readonly ref struct Message
{
    /// <summary>The partition.</summary>
    public required TopicPartition Partition { get; init; }

    /// <summary>The offset; −1 for one that is to be sent.</summary>
    public long Offset { get; init; } = -1;

    /// <summary>When it was made, in microseconds since 1970 UTC; a broker may keep milliseconds, or have its own time.</summary>
    public long Timestamp { get; init; }

    /// <summary>What the partition was chosen by; empty for none.</summary>
    public ReadOnlySpan<byte> Key { get; init; }

    /// <summary>The payload; empty where a foreign message has none.</summary>
    public ReadOnlySpan<byte> Value { get; init; }

    /// <summary>The event's place in its stream; <see langword="null"/> for a message that no stream of ours sent.</summary>
    public EventOrigin? Origin { get; init; }

    /// <summary>The W3C trace context's <c>traceparent</c> in ASCII; empty for none.</summary>
    public ReadOnlySpan<byte> TraceParent { get; init; }

    /// <summary>A message.</summary>
    public Message()
    {
    }
}
