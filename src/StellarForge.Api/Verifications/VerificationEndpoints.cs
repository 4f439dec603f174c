using Microsoft.AspNetCore.Http.HttpResults;

namespace StellarForge.Api.Verifications;

/// <summary>Verifications as jobs.</summary>
internal static class VerificationEndpoints
{
    /// <summary>Maps <c>verifications</c>.</summary>
    /// <param name="api">The group of <c>/api</c>.</param>
    public static void MapVerifications(this IEndpointRouteBuilder api)
    {
        var verifications = api.MapGroup("/verifications").WithTags("Verification");
        verifications.MapPost("/", Start).WithName("startVerification").WithSummary("Verifies what a pipeline wrote of its stream, or what a fill wrote");
        verifications.MapGet("/{id}", Show).WithName("getVerification").WithSummary("How a verification is, and its verdict");
    }

    private static Results<Accepted<VerificationStatus>, ProblemHttpResult> Start(
        VerificationRequest request, HttpRequest http, VerificationJobs jobs)
    {
        try
        {
            var status = jobs.Start(request, http.Headers.Authorization);
            return TypedResults.Accepted($"/api/verifications/{status.Id}", status);
        }
        catch (ArgumentException error)
        {
            return TypedResults.Problem(error.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private static Results<Ok<VerificationStatus>, ProblemHttpResult> Show(string id, VerificationJobs jobs) =>
        jobs.Find(id) is { } status
            ? TypedResults.Ok(status)
            : TypedResults.Problem($"There is no verification '{id}'.", statusCode: StatusCodes.Status404NotFound);
}
