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
        return builder;
    }

    /// <summary>Maps the API's endpoints.</summary>
    /// <param name="app">The application.</param>
    public static IEndpointRouteBuilder MapApi(this IEndpointRouteBuilder app) => app;
}
