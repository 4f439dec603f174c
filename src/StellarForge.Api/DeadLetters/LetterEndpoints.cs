using Microsoft.AspNetCore.Http.HttpResults;
using StellarForge.ServiceDefaults;

namespace StellarForge.Api.DeadLetters;

/// <summary>Dead letters: to page through, to look at, to replay.</summary>
internal static class LetterEndpoints
{
    private const int MostOfPage = 200;
    private const int BytesInPage = 256;
    private const int BytesOfOne = 1 << 16;
    private const int MostLeft = 100;

    /// <summary>Maps <c>deadletters</c>.</summary>
    /// <param name="api">The group of <c>/api</c>.</param>
    public static void MapDeadLetters(this IEndpointRouteBuilder api)
    {
        var letters = api.MapGroup("/deadletters").WithTags("Dead letters");
        letters.MapGet("/", ListAsync).WithName("getDeadLetters").WithSummary("A pipeline's dead letters, page by page");
        letters.MapGet("/{pipeline}/{**id}", ShowAsync).WithName("getDeadLetter").WithSummary("One with its bytes");
        letters.MapPost("/replay", ReplayAsync).WithName("replayDeadLetters").WithSummary("Makes rows of dead letters, where the table takes them by now");
    }

    private static async Task<Results<Ok<LetterPage>, ProblemHttpResult>> ListAsync(
        string pipeline, Topology topology, CancellationToken cancellationToken, int take = 50, string? after = null)
    {
        if (Find(topology, pipeline) is not { } found)
            return NoPipeline(pipeline);
        if (take is < 1 or > MostOfPage)
            return Wrong($"take: {take} is not from 1 to {MostOfPage}.");
        if (after is not null && LetterId.Parse(after) is null)
            return Wrong($"after: '{after}' is not the id of a dead letter, such as orders/0/1234.");
        await using var box = await LetterBox.OpenAsync(found);
        var letters = await box.ReadAsync(after is null ? null : LetterId.Parse(after), cancellationToken).Take(take).ToListAsync(cancellationToken);
        return TypedResults.Ok(new LetterPage(
            [.. letters.Select(letter => LetterReport.Of(letter, BytesInPage))], letters.Count == take ? LetterId.Of(letters[^1].Place) : null));
    }

    private static async Task<Results<Ok<LetterReport>, ProblemHttpResult>> ShowAsync(
        string pipeline, string id, Topology topology, CancellationToken cancellationToken)
    {
        if (Find(topology, pipeline) is not { } found)
            return NoPipeline(pipeline);
        if (LetterId.Parse(id) is not { } place)
            return Wrong($"'{id}' is not the id of a dead letter, such as orders/0/1234.");
        await using var box = await LetterBox.OpenAsync(found);
        return await box.FindAsync(place, cancellationToken) is { } letter
            ? TypedResults.Ok(LetterReport.Of(letter, BytesOfOne))
            : TypedResults.Problem($"Pipeline '{pipeline}' has no dead letter {id}.", statusCode: StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<ReplayReport>, ProblemHttpResult>> ReplayAsync(
        ReplayRequest request, Topology topology, CancellationToken cancellationToken)
    {
        if (Find(topology, request.Pipeline) is not { } found)
            return NoPipeline(request.Pipeline);
        if (request.Ids?.FirstOrDefault(id => LetterId.Parse(id) is null) is { } wrong)
            return Wrong($"ids: '{wrong}' is not the id of a dead letter, such as orders/0/1234.");
        await using var box = await LetterBox.OpenAsync(found);
        var (replayed, left) = (0, new List<LeftLetter>());
        if (request.Ids is { } ids)
        {
            foreach (var id in ids)
            {
                Add(id, await box.FindAsync(LetterId.Parse(id)!.Value, cancellationToken) is { } letter
                    ? await box.ReplayAsync(letter, cancellationToken) : "There is no such dead letter.");
            }
        }
        else
        {
            await foreach (var letter in box.ReadAsync(null, cancellationToken).Where(letter => letter.ReplayedAt is null))
                Add(LetterId.Of(letter.Place), await box.ReplayAsync(letter, cancellationToken));
        }

        return TypedResults.Ok(new ReplayReport(replayed, [.. left.Take(MostLeft)], left.Count));

        void Add(string id, string? reason)
        {
            if (reason is null)
                replayed++;
            else
                left.Add(new LeftLetter(id, reason));
        }
    }

    private static TopologyPipeline? Find(Topology topology, string pipeline) => topology.Pipelines.FirstOrDefault(found => found.Name == pipeline);

    private static ProblemHttpResult NoPipeline(string name) =>
        TypedResults.Problem($"There is no pipeline '{name}'.", statusCode: StatusCodes.Status404NotFound);

    private static ProblemHttpResult Wrong(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest);
}
