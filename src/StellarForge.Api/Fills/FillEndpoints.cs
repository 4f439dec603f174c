using Microsoft.AspNetCore.Http.HttpResults;
using StellarForge.Api.Live;

namespace StellarForge.Api.Fills;

/// <summary>Fills as jobs.</summary>
internal static class FillEndpoints
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Maps <c>fills</c>.</summary>
    /// <param name="api">The group of <c>/api</c>.</param>
    public static void MapFills(this IEndpointRouteBuilder api)
    {
        var fills = api.MapGroup("/fills").WithTags("Fills");
        fills.MapPost("/", Start).WithName("startFill").WithSummary("Starts a fill");
        fills.MapGet("/", (FillJobs jobs) => TypedResults.Ok(jobs.Statuses)).WithName("getFills").WithSummary("Fills, the newest first");
        fills.MapGet("/{id}", Show).WithName("getFill").WithSummary("How a fill is");
        fills.MapGet("/{id}/events", Watch).WithName("watchFill").WithSummary("How a fill goes on, as server-sent events, until it ends");
        fills.MapDelete("/{id}", CancelAsync).WithName("cancelFill").WithSummary("Asks a fill to stop after the chunks in hand; nothing is lost");
        fills.MapPost("/{id}/resume", Resume).WithName("resumeFill").WithSummary("Goes on with a fill that was cancelled, or failed");
    }

    private static Results<Accepted<FillStatus>, ProblemHttpResult> Start(FillRequest request, FillJobs jobs)
    {
        try
        {
            var job = jobs.Start(request);
            return TypedResults.Accepted($"/api/fills/{job.Id}", job.Status);
        }
        catch (ArgumentException error)
        {
            return TypedResults.Problem(error.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private static Results<Ok<FillStatus>, ProblemHttpResult> Show(string id, FillJobs jobs) =>
        jobs.Find(id) is { } job ? TypedResults.Ok(job.Status) : NoFill(id);

    private static Results<ServerSentEventsResult<FillStatus>, ProblemHttpResult> Watch(
        string id, HttpContext context, FillJobs jobs, StatusEvents events) =>
        jobs.Find(id) is { } job
            ? events.Follow(context, "fill", Interval, _ => Task.FromResult(job.Status), status => status.State != FillState.Running)
            : NoFill(id);

    private static async Task<Results<Ok<FillStatus>, ProblemHttpResult>> CancelAsync(string id, FillJobs jobs)
    {
        if (jobs.Find(id) is not { } job)
            return NoFill(id);
        await job.CancelAsync();
        return TypedResults.Ok(job.Status);
    }

    private static Results<Accepted<FillStatus>, ProblemHttpResult> Resume(string id, FillJobs jobs)
    {
        if (jobs.Find(id) is not { } job)
            return NoFill(id);
        return jobs.Resume(job)
            ? TypedResults.Accepted($"/api/fills/{id}", job.Status)
            : TypedResults.Problem($"Fill {id} runs, or is done.", statusCode: StatusCodes.Status409Conflict);
    }

    private static ProblemHttpResult NoFill(string id) => TypedResults.Problem($"There is no fill '{id}'.", statusCode: StatusCodes.Status404NotFound);
}
