using Microsoft.AspNetCore.Http.HttpResults;
using StellarForge.ServiceDefaults;

namespace StellarForge.Api.Live;

/// <summary>What the live page shows: what runs, what it is doing, and the model.</summary>
internal static class LiveEndpoints
{
    private const int MostRows = 200;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Maps <c>topology</c>, <c>events</c>, <c>model</c> and <c>preview</c>.</summary>
    /// <param name="api">The group of <c>/api</c>.</param>
    public static void MapLive(this IEndpointRouteBuilder api)
    {
        var live = api.MapGroup("").WithTags("Live");
        live.MapGet("/topology", GetTopology).WithName("getTopology").WithSummary("What runs: streams, topics, pipelines, targets");
        live.MapGet("/events", GetEvents).WithName("getEvents").WithSummary("How streams, pipelines and fills are, once a second, as server-sent events");
        live.MapGet("/model", GetModel).WithName("getModel").WithSummary("The model's tables and columns");
        live.MapGet("/preview/{table}", GetPreview).WithName("getPreview").WithSummary("Any rows of a table, as text");
    }

    private static Ok<TopologyReport> GetTopology(Topology topology) => TypedResults.Ok(TopologyReport.Of(topology));

    private static Ok<ModelReport> GetModel(ModelReports model) => TypedResults.Ok(model.Report);

    private static ServerSentEventsResult<StatusReport> GetEvents(HttpContext context, StatusReports reports, StatusEvents events) =>
        events.Follow(
            context, "status", Interval, cancellationToken => reports.ReadAsync(context.Request.Headers.Authorization, cancellationToken), _ => false);

    private static Results<Ok<PreviewReport>, ProblemHttpResult> GetPreview(
        string table, Topology topology, CancellationToken cancellationToken, int rows = 20, long from = 0)
    {
        if (topology.Model.Find(table) is not { } found)
            return TypedResults.Problem($"The model {topology.Model.Name} has no table '{table}'.", statusCode: StatusCodes.Status404NotFound);
        if (rows is < 1 or > MostRows)
            return Wrong($"rows: {rows} is not from 1 to {MostRows}.");
        var end = topology.World.EndRow(found.Schema);
        if (from < 0 || from >= end)
            return Wrong($"from: '{found}' has row indices from 0 to {end - 1}, not {from}.");
        return TypedResults.Ok(PreviewReport.Make(found, topology.World, from, rows, cancellationToken));

        static ProblemHttpResult Wrong(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest);
    }
}
