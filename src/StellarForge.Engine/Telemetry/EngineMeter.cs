using System.Diagnostics.Metrics;

namespace StellarForge.Engine.Telemetry;

/// <summary>
/// The instruments of the engine's meter; all there are, so that who looks for one finds it here. Names, units and descriptions are as OpenTelemetry's
/// conventions want them (https://opentelemetry.io/docs/specs/semconv/general/metrics/). Added to once a batch or a chunk, never a row.
/// </summary>
internal static class EngineMeter
{
    private static readonly Meter Source = new(EngineTelemetry.Name);

    // OpenTelemetry's boundaries for durations in seconds, and more at the short end and the long one: a commit to memory, a target that was away.
    private static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 300],
    };

    /// <summary>Events that a stream sent and its broker acknowledged.</summary>
    public static Counter<long> Generated { get; } = Source.CreateCounter<long>(
        "stellarforge.events.generated", "{event}", "Events that were sent, and acknowledged by the broker");

    /// <summary>What was done to events on purpose.</summary>
    public static Counter<long> Faults { get; } = Source.CreateCounter<long>(
        "stellarforge.faults.injected", "{event}", "Events that are late, out of order, duplicates or damaged on purpose");

    /// <summary>Messages that a pipeline read.</summary>
    public static Counter<long> Consumed { get; } = Source.CreateCounter<long>(
        "stellarforge.events.consumed", "{event}", "Events that were read from the broker");

    /// <summary>What became of events.</summary>
    public static Counter<long> Written { get; } = Source.CreateCounter<long>(
        "stellarforge.events.written", "{event}", "Events that were dealt with, by outcome: written, ignored, dead_letter, repeated");

    /// <summary>Dead letters.</summary>
    public static Counter<long> DeadLetters { get; } = Source.CreateCounter<long>(
        "stellarforge.dead_letters", "{event}", "Dead letters that were recorded in the target, by reason");

    /// <summary>The time of a batch's transaction.</summary>
    public static Histogram<double> WriteDuration { get; } = Source.CreateHistogram(
        "stellarforge.write.duration", "s", "The time that the transaction of a batch took, from its beginning to its commit", [], Durations);

    /// <summary>The time from an event's making to its commit.</summary>
    public static Histogram<double> EndToEndDuration { get; } = Source.CreateHistogram(
        "stellarforge.end_to_end.duration", "s", "The time from the making of events to their commit in the target, once for events of one millisecond", [],
        Durations);

    /// <summary>What a fill loaded.</summary>
    public static Counter<long> Rows { get; } = Source.CreateCounter<long>(
        "stellarforge.rows", "{row}", "Rows that fills loaded and committed");

    /// <summary>What a fill sent for them.</summary>
    public static Counter<long> Bytes { get; } = Source.CreateCounter<long>(
        "stellarforge.bytes", "By", "Bytes that fills sent to the target for the rows that were committed");

    /// <summary>Failures of what streams, pipelines and fills do, be it that they try again or that they end.</summary>
    public static Counter<long> Errors { get; } = Source.CreateCounter<long>(
        "stellarforge.errors", "{error}", "Failures, by reason: transient (tried again), final (the work ended), data");

    /// <summary>Adds to a counter, where there is anything to add: what never happened is no series of zeros.</summary>
    public static void AddAny(this Counter<long> counter, long count, KeyValuePair<string, object?>[] tags)
    {
        if (count > 0)
            counter.Add(count, tags);
    }

    /// <summary>How far pipelines are behind.</summary>
    public static Observed<long> Lag { get; } = new(observe => Source.CreateObservableGauge(
        "stellarforge.lag", observe, "{event}", "Events of a partition in hand that are not committed yet"));

    /// <summary>Events that wait for a broker on disk.</summary>
    public static Observed<long> SpoolEvents { get; } = new(observe => Source.CreateObservableGauge(
        "stellarforge.spool.events", observe, "{event}", "Events that wait on disk until the broker is back"));

    /// <summary>The bytes of those events.</summary>
    public static Observed<long> SpoolBytes { get; } = new(observe => Source.CreateObservableGauge(
        "stellarforge.spool.bytes", observe, "By", "Bytes of the events that wait on disk until the broker is back"));

    /// <summary>How far fills are.</summary>
    public static Observed<double> FillProgress { get; } = new(observe => Source.CreateObservableGauge(
        "stellarforge.fill.progress", observe, "1", "The share of a table's rows that is loaded, from 0 to 1, while a fill runs"));
}
