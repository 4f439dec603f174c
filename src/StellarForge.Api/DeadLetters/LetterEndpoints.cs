using Microsoft.AspNetCore.Http.HttpResults;
using StellarForge.Engine.Streams;
using StellarForge.ServiceDefaults;

namespace StellarForge.Api.DeadLetters;

/// <summary>Dead letters: to page through, to look at, to replay.</summary>
internal static class LetterEndpoints
{
    private const int MostOfPage = 200;
    private const int BytesInPage = 256;
    private const int BytesOfOne = 1 << 16;
    private const int MostLeft = 100;

    // That are looked through in a call, for those that the caller wants.
    private const int MostRead = 2_000;

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
        string pipeline, Topology topology, TimeProvider time, CancellationToken cancellationToken, int take = 50, string? after = null,
        string? reason = null, string? table = null, bool? replayed = null)
    {
        if (Find(topology, pipeline) is not { } found)
            return NoPipeline(pipeline);
        if (take is < 1 or > MostOfPage)
            return Wrong($"take: {take} is not from 1 to {MostOfPage}.");
        var place = LetterPlace.ParseId(after);
        if (after is not null && place is null)
            return Wrong($"after: '{after}' is not the id of a dead letter, such as orders/0/1234.");
        if (reason is not null && !Enum.GetNames<DeadLetterReason>().Contains(reason, StringComparer.OrdinalIgnoreCase))
            return Wrong($"reason: '{reason}' is none of {string.Join(", ", Enum.GetNames<DeadLetterReason>())}.");
        await using var box = await LetterBox.OpenAsync(found, time);
        var (letters, read) = (new List<LetterReport>(), 0);
        await foreach (var letter in box.ReadAsync(place, cancellationToken))
        {
            // Each is cut as it comes: it may have a mebibyte.
            if ((reason is null || reason.Equals($"{letter.Letter.Reason}", StringComparison.OrdinalIgnoreCase))
                && (table is null || table.Equals(letter.Letter.Table, StringComparison.OrdinalIgnoreCase))
                && (replayed is null || replayed == letter.ReplayedAt is not null))
                letters.Add(LetterReport.Of(letter, BytesInPage));
            if (letters.Count == take || ++read == MostRead)
                return TypedResults.Ok(new LetterPage(letters, letter.Place.Id));
        }

        return TypedResults.Ok(new LetterPage(letters, null));
    }

    private static async Task<Results<Ok<LetterReport>, ProblemHttpResult>> ShowAsync(
        string pipeline, string id, Topology topology, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Find(topology, pipeline) is not { } found)
            return NoPipeline(pipeline);
        if (LetterPlace.ParseId(Uri.UnescapeDataString(id)) is not { } place)
            return Wrong($"'{id}' is not the id of a dead letter, such as orders/0/1234.");
        await using var box = await LetterBox.OpenAsync(found, time);
        return await box.FindAsync(place, cancellationToken) is { } letter
            ? TypedResults.Ok(LetterReport.Of(letter, BytesOfOne))
            : TypedResults.Problem($"Pipeline '{pipeline}' has no dead letter {id}.", statusCode: StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<ReplayReport>, ProblemHttpResult>> ReplayAsync(
        ReplayRequest request, Topology topology, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Find(topology, request.Pipeline) is not { } found)
            return NoPipeline(request.Pipeline);
        var places = request.Ids?.Select(LetterPlace.ParseId).ToList();
        if (places?.IndexOf(null) is >= 0 and var wrong)
            return Wrong($"ids: '{request.Ids![wrong]}' is not the id of a dead letter, such as orders/0/1234.");
        await using var box = await LetterBox.OpenAsync(found, time);
        var (replayed, leftCount, left) = (0, 0, new List<LeftLetter>());
        if (request.Ids is { } ids)
        {
            foreach (var (id, place) in ids.Zip(places!))
            {
                Add(id, await box.FindAsync(place!.Value, cancellationToken) is { } letter
                    ? await box.ReplayAsync(letter, cancellationToken) : "There is no such dead letter.");
            }
        }
        else
        {
            await foreach (var letter in box.ReadAsync(null, cancellationToken).Where(letter => letter.ReplayedAt is null))
                Add(letter.Place.Id, await box.ReplayAsync(letter, cancellationToken));
        }

        return TypedResults.Ok(new ReplayReport(replayed, left, leftCount));

        void Add(string id, string? reason)
        {
            if (reason is null)
                replayed++;
            else if (++leftCount <= MostLeft)
                left.Add(new LeftLetter(id, reason));
        }
    }

    private static TopologyPipeline? Find(Topology topology, string pipeline) =>
        topology.Pipelines.FirstOrDefault(found => found.Name.Equals(pipeline, StringComparison.OrdinalIgnoreCase));

    private static ProblemHttpResult NoPipeline(string name) =>
        TypedResults.Problem($"There is no pipeline '{name}'.", statusCode: StatusCodes.Status404NotFound);

    private static ProblemHttpResult Wrong(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest);
}
