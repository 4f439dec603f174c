using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace StellarForge.ServiceDefaults;

/// <summary>Gives a service the topology.</summary>
public static class TopologyExtensions
{
    /// <summary>The exit code of a service whose configuration is wrong.</summary>
    public const int WrongConfiguration = 2;

    // What comes after streams and pipelines have ended.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(4);

    /// <summary>Adds the <see cref="Topology"/> of the configuration, its changes, and who may call the service: read and validated when it starts.</summary>
    /// <param name="builder">The application.</param>
    public static TBuilder AddTopology<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(Topology)))
            return builder;
        builder.Services.AddSingleton(services => TopologyReader.Read(services.GetRequiredService<IConfiguration>()));
        builder.Services.AddSingleton<TopologyMonitor>();
        builder.Services.AddHostedService(services => services.GetRequiredService<TopologyMonitor>());
        builder.Services.TryAddSingleton(TimeProvider.System);
        var patience = SettingsReader.ParseTime(builder.Configuration[$"{TopologyOptions.Section}:{nameof(TopologyOptions.ShutdownTimeout)}"] ?? "")
            ?? new TopologyOptions().ShutdownTimeout;
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ServicesStopConcurrently = true;
            host.ShutdownTimeout = patience + Margin;
        });
        return builder.AddAccess();
    }

    /// <summary>Validates the configuration before anything runs. What is wrong with it is logged.</summary>
    /// <param name="app">The application.</param>
    /// <returns>Whether it is right; else the service ends with <see cref="WrongConfiguration"/>.</returns>
    public static bool ValidateTopology(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        try
        {
            return app.Services.GetRequiredService<Topology>() is not null;
        }
        catch (TopologyException error)
        {
            foreach (var mistake in error.Mistakes)
                Log.WrongConfiguration(app.Logger, mistake);
            return false;
        }
    }
}
