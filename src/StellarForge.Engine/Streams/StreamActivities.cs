using System.Diagnostics;
using System.Text;

namespace StellarForge.Engine.Streams;

/// <summary>
/// The activities of streams, for OpenTelemetry: one a batch, not one a message. Messages carry their batch's as W3C trace context; a batch that is written
/// links to those of its messages.
/// </summary>
internal static class StreamActivities
{
    /// <summary>The length of a <c>traceparent</c>: https://www.w3.org/TR/trace-context/#traceparent-header.</summary>
    public const int TraceParentLength = 55;

    // What collectors keep of them by default.
    private const int MostLinks = 128;

    private const string MessageCount = "messaging.batch.message_count";

    private static readonly ActivitySource Source = new("StellarForge.Streams");

    /// <summary>Begins the making of a batch.</summary>
    public static Activity? StartSending() => Source.StartActivity("send", ActivityKind.Producer);

    /// <summary>Says how many messages a batch has.</summary>
    public static void Count(Activity? activity, int messages) => activity?.SetTag(MessageCount, messages);

    /// <summary>Writes the trace context of what is done at the moment.</summary>
    /// <param name="bytes">At least <see cref="TraceParentLength"/> bytes.</param>
    /// <returns>Its length; 0 where there is none.</returns>
    public static int WriteTraceParent(Span<byte> bytes) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { Length: TraceParentLength } id } ? Encoding.ASCII.GetBytes(id, bytes) : 0;

    /// <summary>Begins the writing of a batch.</summary>
    public static Activity? StartWriting(PipelineBatch batch)
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
            if (ActivityContext.TryParse(Encoding.ASCII.GetString(traceParent), null, isRemote: true, out var context)
                && !links.Exists(link => link.Context == context))
                links.Add(new ActivityLink(context));
        }

        var activity = Source.StartActivity(ActivityKind.Consumer, links: links, name: "process");
        Count(activity, batch.Count);
        return activity;
    }
}
