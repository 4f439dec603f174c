using Microsoft.AspNetCore.Http.HttpResults;
using StellarForge.ServiceDefaults;

namespace StellarForge.WriterService;

/// <summary>Makes a web application the writer.</summary>
public static class WriterExtensions
{
    /// <summary>Adds the pipelines of the topology.</summary>
    /// <param name="builder">The application.</param>
    public static TBuilder AddWriter<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddTopology();
        builder.Services.AddHealthChecks().AddConnections(topology => topology.Pipelines.SelectMany(pipeline => new[] { pipeline.Broker, pipeline.Target }));
        builder.Services.AddSingleton<PipelineHosts>();
        builder.Services.AddSingleton<IPipelineHosts>(services => services.GetRequiredService<PipelineHosts>());
        builder.Services.AddHostedService(services => services.GetRequiredService<PipelineHosts>());
        return builder;
    }

    /// <summary>Maps <c>GET /api/pipelines</c>, <c>GET /api/pipelines/{name}</c> and <c>PATCH /api/pipelines/{name}</c>.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The endpoints, for what is to hold for all of them.</returns>
    public static RouteGroupBuilder MapWriter(this IEndpointRouteBuilder app)
    {
        var pipelines = app.MapGroup("/api/pipelines").WithTags("Pipelines");
        pipelines.MapGet("/", GetPipelines).WithName("getPipelines").WithSummary("Pipelines, and how they are");
        pipelines.MapGet("/{name}", GetPipeline).WithName("getPipeline").WithSummary("How a pipeline is");
        pipelines.MapPatch("/{name}", ChangePipelineAsync).WithName("changePipeline").WithSummary("Pauses a pipeline, or goes on with it");
        return pipelines;
    }

    private static Ok<IReadOnlyList<PipelineStatus>> GetPipelines(IPipelineHosts pipelines) => TypedResults.Ok(pipelines.Statuses);

    private static Results<Ok<PipelineStatus>, ProblemHttpResult> GetPipeline(string name, IPipelineHosts pipelines) =>
        pipelines.Statuses.FirstOrDefault(status => status.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } status
            ? TypedResults.Ok(status)
            : NoPipeline(name);

    private static ProblemHttpResult NoPipeline(string name) =>
        TypedResults.Problem($"There is no pipeline '{name}'.", statusCode: StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<PipelineStatus>, ProblemHttpResult>> ChangePipelineAsync(
        string name, PipelineChange change, IPipelineHosts pipelines, CancellationToken cancellationToken)
    {
        try
        {
            return await pipelines.ChangeAsync(name, change, cancellationToken) is { } status
                ? TypedResults.Ok(status)
                : NoPipeline(name);
        }
        catch (ArgumentException error)
        {
            return TypedResults.Problem(error.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }
}
