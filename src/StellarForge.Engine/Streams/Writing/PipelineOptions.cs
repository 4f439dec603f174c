namespace StellarForge.Engine.Streams;

/// <summary>How a pipeline is run.</summary>
public sealed record PipelineOptions
{
    /// <summary>The most messages of a transaction. Default 20,000.</summary>
    public int BatchRows { get; init; } = 20_000;

    /// <summary>The bytes of messages at which a transaction has enough; one longer message fits as well. Default 4 MiB.</summary>
    public int BatchBytes { get; init; } = 4 << 20;

    /// <summary>How long a message waits for others at most, while the target is not busy. Default 20 ms.</summary>
    public TimeSpan BatchWait { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// How long nothing has to come, at the end of all partitions, for the pipeline to end. Default <see langword="null"/>: it runs until it is stopped.
    /// </summary>
    public TimeSpan? UntilIdle { get; init; }

    /// <summary>
    /// Whether stored rows have <see cref="MessageMetadata">columns</see> that say when and from where they came. Default <see langword="false"/>.
    /// </summary>
    public bool Metadata { get; init; }

    /// <summary>Whether the pipeline forgets how far it is, and reads what the topics hold from their beginning on. Default <see langword="false"/>.</summary>
    public bool Reset { get; init; }

    /// <summary>
    /// Whether the first 10,000 events may be bad, however many, as a person has seen why they stopped the pipeline before
    /// (<see cref="BadShareException"/>). Default <see langword="false"/>: more than a tenth stop it.
    /// </summary>
    public bool LiftsBadShare { get; init; }

    /// <summary>
    /// What the target's ledger calls the broker: positions are kept under it. Default: the broker's address without secrets. Another is for a pipeline that
    /// began when the same broker had another address.
    /// </summary>
    public string? Source { get; init; }

    /// <summary>The consumer group at the broker. Default: the pipeline's name and a hash of the target, as each pipeline has all messages.</summary>
    public string? Group { get; init; }

    /// <summary>The topic that dead letters of a topic are forwarded to. Default: its name and <c>.dlq</c>.</summary>
    public Func<string, string> DeadLetterTopic { get; init; } = topic => $"{topic}.dlq";

    /// <summary>How long events that are missing in a partition may stay so, at its end, before the pipeline stops. Default 1 minute.</summary>
    public TimeSpan GapTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often in a row is tried again after an error that may pass. Default: as long as it takes.</summary>
    public int Retries { get; init; } = int.MaxValue;

    /// <summary>The wait before the first retry; it doubles with each, up to <see cref="MaxRetryDelay"/>. Default 0.2 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.2);

    /// <summary>The longest wait before a retry. Default 10 s.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a partition that somebody else took over is left alone, where the broker still gives it to this process. Default 5 s.</summary>
    public TimeSpan RetakeDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often progress is reported. Default 1 s.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
