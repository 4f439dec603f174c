namespace StellarForge.Engine.Streams;

/// <summary>How a process sends its share of a stream.</summary>
public sealed record StreamOptions
{
    /// <summary>The stream's name: processes that give the same one share it, and one that comes later goes on with it.</summary>
    public required string Name { get; init; }

    /// <summary>The rows that are sent in all, or <see langword="null"/> for all there are.</summary>
    public long? Count { get; init; }

    /// <summary>The events a second of all processes together, or <see langword="null"/> for as fast as they go.</summary>
    public double? Rate { get; init; }

    /// <summary>How many events may go at once after a pause. Default: a tenth of a second's.</summary>
    public double? Burst { get; init; }

    /// <summary>How many times faster than in the model time passes, or <see langword="null"/> where time does not count.</summary>
    public double? Speed { get; init; }

    /// <summary>How long this process sends, from when it is ready to; <see langword="null"/>, the default, until all is sent or it is asked to stop.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>The shards that this process may send, or <see langword="null"/> for its fair share of all.</summary>
    public IReadOnlyList<int>? Shards { get; init; }

    /// <summary>Whether to begin a new stream although one of the name has not ended.</summary>
    public bool Restart { get; init; }

    /// <summary>
    /// Whether a stream of the name that has ended stays so, and nothing is sent. Default <see langword="false"/>: a new one of its name is begun, which sends
    /// its events anew.
    /// </summary>
    public bool StaysEnded { get; init; }

    /// <summary>
    /// What this process changes of a live stream while it sends it. One of the name that runs at another pace than the plan's, or with other faults, goes on
    /// as it is. Default <see langword="null"/>: it is refused.
    /// </summary>
    public SharedPace? SharedPace { get; init; }

    /// <summary>How many work at the same time, each with a connection. Default: the number of processors.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>How often a process says that it lives and how far it is. Default a second.</summary>
    public TimeSpan ControlInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After how long a silent process's shards are taken over. Default 10 seconds.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often to try again while the broker is away. Default for ever.</summary>
    public int Retries { get; init; } = int.MaxValue;

    /// <summary>The first wait before another try. Default half a second; it doubles up to <see cref="MaxRetryDelay"/>.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait before another try. Default 10 seconds.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where events go while the broker is away, or <see langword="null"/> where sending waits for it.</summary>
    public SpoolOptions? Spool { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
