using Microsoft.AspNetCore.Http.HttpResults;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;
using StellarForge.ServiceDefaults;

namespace StellarForge.GeneratorService;

/// <summary>Makes a web application the generator.</summary>
public static class GeneratorExtensions
{
    /// <summary>Adds the streams of the topology.</summary>
    /// <param name="builder">The application.</param>
    public static TBuilder AddGenerator<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddTopology();
        builder.Services.AddHealthChecks().AddConnections(
            topology => topology.Streams.SelectMany(stream => stream.Fills.Prepend(stream.Broker)));
        builder.Services.AddSingleton<StreamHosts>();
        builder.Services.AddSingleton<IStreamHosts>(services => services.GetRequiredService<StreamHosts>());
        builder.Services.AddHostedService(services => services.GetRequiredService<StreamHosts>());
        return builder;
    }

    /// <summary>Maps <c>GET /api/streams</c>, <c>GET /api/streams/{name}</c> and <c>PATCH /api/streams/{name}</c>.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The endpoints, for what is to hold for all of them.</returns>
    public static RouteGroupBuilder MapGenerator(this IEndpointRouteBuilder app)
    {
        var streams = app.MapGroup("/api/streams").WithTags("Streams");
        streams.MapGet("/", GetStreams).WithName("getStreams").WithSummary("Streams, and how they are");
        streams.MapGet("/{name}", GetStream).WithName("getStream").WithSummary("How a stream is");
        streams.MapPatch("/{name}", ChangeStreamAsync).WithName("changeStream").WithSummary("Changes a stream while it runs");
        return streams;
    }

    private static Ok<IReadOnlyList<StreamStatus>> GetStreams(IStreamHosts streams) => TypedResults.Ok(streams.Statuses);

    private static Results<Ok<StreamStatus>, ProblemHttpResult> GetStream(string name, IStreamHosts streams) =>
        streams.Statuses.FirstOrDefault(status => status.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } status
            ? TypedResults.Ok(status)
            : NoStream(name);

    private static ProblemHttpResult NoStream(string name) =>
        TypedResults.Problem($"There is no stream '{name}'.", statusCode: StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<StreamStatus>, ProblemHttpResult>> ChangeStreamAsync(
        string name, StreamChange change, IStreamHosts streams, CancellationToken cancellationToken)
    {
        try
        {
            return await streams.ChangeAsync(name, change, cancellationToken) is { } status
                ? TypedResults.Ok(status)
                : NoStream(name);
        }
        catch (ArgumentException error)
        {
            return TypedResults.Problem(error.Message, statusCode: StatusCodes.Status400BadRequest);
        }
        catch (FillRefusedException error)
        {
            return TypedResults.Problem(error.Message, statusCode: StatusCodes.Status409Conflict);
        }
        catch (BrokerException error)
        {
            return TypedResults.Problem(error.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
