using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace StellarForge.ServiceDefaults;

/// <summary>Gives a service the topology, and runs it.</summary>
public static class TopologyExtensions
{
    // What comes after streams and pipelines have ended.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(4);

    /// <summary>Adds the <see cref="Topology"/> of the configuration, and who may call the service. Both are read and validated when it starts.</summary>
    /// <param name="builder">The application.</param>
    public static TBuilder AddTopology<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(services => TopologyReader.Read(services.GetRequiredService<IConfiguration>()));
        builder.Services.TryAddSingleton<TopologyMonitor>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        var patience = TimeSpan.TryParse(
            builder.Configuration[$"{TopologyOptions.Section}:{nameof(TopologyOptions.ShutdownTimeout)}"], CultureInfo.InvariantCulture, out var time)
            ? time : new TopologyOptions().ShutdownTimeout;
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ServicesStopConcurrently = true;
            host.ShutdownTimeout = patience + Margin;
        });
        return builder.AddAccess();
    }

    /// <summary>Runs a service until it is asked to end.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The exit code: 0, or 2 where the configuration is wrong, which is logged then.</returns>
    public static async Task<int> RunServiceAsync(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        try
        {
            app.Services.GetRequiredService<Topology>();
        }
        catch (TopologyException error)
        {
            foreach (var mistake in error.Mistakes)
                Log.WrongConfiguration(app.Logger, mistake);
            await app.DisposeAsync();
            return 2;
        }

        app.UseAccess();
        await app.RunAsync();
        return 0;
    }
}
