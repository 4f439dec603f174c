namespace StellarForge.Engine;

/// <summary>How a fill is run; none of it changes what is written.</summary>
public sealed record FillOptions
{
    /// <summary>Sessions of this process. Default: one per core.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether tables and ledger are dropped first. Default <see langword="false"/>.</summary>
    public bool Recreate { get; init; }

    /// <summary>How often in a row a worker tries again after an error that may pass. Default 8: about two minutes.</summary>
    public int Retries { get; init; } = 8;

    /// <summary>The wait before the first retry; it doubles with each, up to <see cref="MaxRetryDelay"/>. Default 0.5 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest wait before a retry. Default 30 s.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the ledger is asked whether other processes are done. Default 0.5 s.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>How long nothing may come of the chunks that others hold before it is said who holds them, each time. Default 1 minute.</summary>
    public TimeSpan WaitNotice { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often progress is reported. Default 0.1 s.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(0.1);

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
