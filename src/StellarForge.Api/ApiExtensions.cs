using Microsoft.Extensions.DependencyInjection.Extensions;
using StellarForge.Api.Access;
using StellarForge.Api.DeadLetters;
using StellarForge.Api.Fills;
using StellarForge.Api.Jobs;
using StellarForge.Api.Live;
using StellarForge.Api.Page;
using StellarForge.Api.Remote;
using StellarForge.Api.Verifications;
using StellarForge.ServiceDefaults;

namespace StellarForge.Api;

/// <summary>Makes a web application the API.</summary>
public static class ApiExtensions
{
    /// <summary>Adds what the API needs.</summary>
    /// <param name="builder">The application.</param>
    public static TBuilder AddApi<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddTopology();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ModelReports>();
        builder.Services.AddSingleton<StatusReports>();
        builder.Services.AddSingleton<StatusEvents>();
        builder.Services.AddRemote();

        // Dead letters and verifications read them.
        builder.Services.AddHealthChecks().AddConnections(topology => topology.Pipelines.SelectMany(pipeline => new[] { pipeline.Broker, pipeline.Target }));
        builder.Services.AddOpenApi(options => options.AddOperationTransformer(ApiDocument.Describe).AddDocumentTransformer(ApiDocument.Describe));
        builder.Services.AddSingleton<JobService>();
        builder.Services.AddHostedService(services => services.GetRequiredService<JobService>());
        builder.Services.AddSingleton<FillJobs>();
        builder.Services.AddSingleton<PipelineHold>();
        builder.Services.AddSingleton<VerificationJobs>();
        return builder;
    }

    /// <summary>Maps the API's endpoints and the live page.</summary>
    /// <param name="app">The application.</param>
    public static IEndpointRouteBuilder MapApi(this IEndpointRouteBuilder app)
    {
        app.MapPage();
        app.MapOpenApi();
        var api = app.MapGroup("/api");
        api.MapLive();
        api.MapRemote();
        api.MapTokens();
        api.MapFills();
        api.MapVerifications();
        api.MapDeadLetters();
        return app;
    }
}
