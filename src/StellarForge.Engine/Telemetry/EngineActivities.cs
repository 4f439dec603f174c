using System.Diagnostics;
using System.Text;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;

namespace StellarForge.Engine.Telemetry;

/// <summary>
/// The activities of streams and fills, for OpenTelemetry: one a batch or a chunk, not one a message or a row. Messages carry their batch's as W3C trace
/// context. A batch that is written goes on with the trace of its first message, and links to those of all: so one trace shows an event's whole way.
/// </summary>
internal static class EngineActivities
{
    /// <summary>The length of a <c>traceparent</c>: https://www.w3.org/TR/trace-context/#traceparent-header.</summary>
    public const int TraceParentLength = 55;

    // What collectors keep of them by default.
    private const int MostLinks = 128;

    private const string MessageCount = "messaging.batch.message_count";

    private static readonly ActivitySource Source = new(EngineTelemetry.Name);

    /// <summary>Begins the making of a batch.</summary>
    /// <param name="stream">The stream's name.</param>
    /// <param name="system">The broker's system.</param>
    /// <param name="topic">The topic of all its messages, where they have one.</param>
    public static Activity? StartCreating(string stream, string system, string? topic)
    {
        var activity = Source.StartActivity("create", ActivityKind.Producer);
        Operate(activity, "create", system, topic);
        return activity?.SetTag(EngineAttributes.Stream, stream);
    }

    /// <summary>Begins the sending of a batch, below its making. Of a batch whose making is not recorded, nothing is.</summary>
    public static Activity? StartSending(MessageBatch batch, string stream, string system, string? topic)
    {
        if (!Source.HasListeners() || !TryParse(batch[0].TraceParent, out var creation))
            return null;
        var activity = Source.StartActivity("send", ActivityKind.Client, creation);
        Operate(activity, "send", system, topic);
        Count(activity, batch.Count);
        return activity?.SetTag(EngineAttributes.Stream, stream);
    }

    /// <summary>Says how many messages a batch has.</summary>
    public static void Count(Activity? activity, int messages) => activity?.SetTag(MessageCount, messages);

    /// <summary>Writes the trace context of what is done at the moment, where that is recorded: of what is not, nobody could see anything.</summary>
    /// <param name="bytes">At least <see cref="TraceParentLength"/> bytes.</param>
    /// <returns>Its length; 0 where there is none.</returns>
    public static int WriteTraceParent(Span<byte> bytes) =>
        Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C, Id: { Length: TraceParentLength } id } ? Encoding.ASCII.GetBytes(id, bytes) : 0;

    /// <summary>Begins the writing of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="pipeline">The pipeline's name.</param>
    /// <param name="system">The broker's system.</param>
    /// <param name="topic">The topic of all its messages, where they have one.</param>
    public static Activity? StartWriting(PipelineBatch batch, string pipeline, string system, string? topic)
    {
        if (!Source.HasListeners())
            return null;
        var links = new List<ActivityLink>();
        ReadOnlySpan<byte> last = [];
        for (var index = 0; index < batch.Count && links.Count < MostLinks; index++)
        {
            var traceParent = batch.Message(index).TraceParent;
            if (traceParent.IsEmpty || traceParent.SequenceEqual(last))
                continue;
            last = traceParent;
            if (TryParse(traceParent, out var context) && context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
                && !links.Exists(link => link.Context == context))
                links.Add(new ActivityLink(context));
        }

        var activity = Source.StartActivity("process", ActivityKind.Consumer, links.Count > 0 ? links[0].Context : default, links: links);
        Operate(activity, "process", system, topic);
        Count(activity, batch.Count);
        return activity?.SetTag(EngineAttributes.Pipeline, pipeline);
    }

    /// <summary>Begins to load rows into a table.</summary>
    /// <param name="system">The target's system.</param>
    /// <param name="table">The table.</param>
    public static Activity? StartLoading(string system, string table) => StartDatabase($"load {table}", "load", system)?.SetTag("db.collection.name", table);

    /// <summary>Begins a commit.</summary>
    public static Activity? StartCommit(string system) => StartDatabase("commit", "commit", system);

    /// <summary>Says how many rows a load has.</summary>
    public static void CountRows(Activity? activity, long rows) => activity?.SetTag("db.operation.batch.size", rows);

    /// <summary>Says that it failed.</summary>
    public static void Fail(Activity? activity, Exception error) =>
        activity?.SetStatus(ActivityStatusCode.Error, error.Message).SetTag(EngineAttributes.ErrorType, error.GetType().FullName);

    private static Activity? StartDatabase(string name, string operation, string system) => Source.StartActivity(name, ActivityKind.Client)
        ?.SetTag(EngineAttributes.DatabaseSystem, system)
        .SetTag("db.operation.name", operation);

    private static bool TryParse(ReadOnlySpan<byte> traceParent, out ActivityContext context) =>
        ActivityContext.TryParse(Encoding.ASCII.GetString(traceParent), null, isRemote: true, out context);

    // A tag that is null is none.
    private static void Operate(Activity? activity, string operation, string system, string? topic) => activity
        ?.SetTag(EngineAttributes.MessagingSystem, system)
        .SetTag(EngineAttributes.Destination, topic)
        .SetTag("messaging.operation.name", operation)
        .SetTag("messaging.operation.type", operation);
}
