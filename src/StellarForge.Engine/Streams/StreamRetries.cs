using Polly;
using Polly.Retry;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.SchemaRegistry;

namespace StellarForge.Engine.Streams;

/// <summary>How streams and pipelines try again what failed for a passing reason.</summary>
internal static class StreamRetries
{
    /// <summary>Makes what tries again.</summary>
    /// <param name="retries">How often in a row.</param>
    /// <param name="delay">The first wait, which doubles with each.</param>
    /// <param name="longest">The longest wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="retrying">Told the error and the wait before each.</param>
    public static ResiliencePipeline Create(
        int retries, TimeSpan delay, TimeSpan longest, TimeProvider time, Action<Exception, TimeSpan> retrying) => retries == 0
        ? ResiliencePipeline.Empty
        : new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = attempt => ValueTask.FromResult(
                    attempt.Outcome.Exception is TargetException { Kind: ErrorKind.Transient } or BrokerException { Kind: ErrorKind.Transient }
                        or SchemaRegistryException { Kind: ErrorKind.Transient }),
                MaxRetryAttempts = retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = delay,
                MaxDelay = longest,
                OnRetry = attempt =>
                {
                    retrying(attempt.Outcome.Exception!, attempt.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
}
