using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.DependencyInjection;

namespace StellarForge.Aspire.Hosting.Tests.Support;

/// <summary>An AppHost that is built and started as far as it goes without an orchestrator.</summary>
internal sealed class Composed : IAsyncDisposable
{
    private readonly DistributedApplication _application;

    private Composed(DistributedApplication application) => _application = application;

    public IServiceProvider Services => _application.Services;

    public DistributedApplicationModel Model => Services.GetRequiredService<DistributedApplicationModel>();

    public ResourceNotificationService Notifications => Services.GetRequiredService<ResourceNotificationService>();

    public StellarForgeResource Forge => Model.Resources.OfType<StellarForgeResource>().Single();

    public StellarForgeFillResource Fill => Model.Resources.OfType<StellarForgeFillResource>().First();

    public static IDistributedApplicationBuilder Builder() => DistributedApplication.CreateBuilder(new DistributedApplicationOptions
    {
        AssemblyName = typeof(Composed).Assembly.GetName().Name,
        DisableDashboard = true,
    });

    /// <summary>Builds it, and says that it starts.</summary>
    public static async Task<Composed> StartAsync(Action<IDistributedApplicationBuilder> compose)
    {
        var builder = Builder();

        // Aspire looks for its orchestrator, which is not used.
        builder.Configuration["DcpPublisher:CliPath"] = builder.Configuration["DcpPublisher:DashboardPath"] = "none";
        compose(builder);
        var composed = new Composed(builder.Build());
        var eventing = composed.Services.GetRequiredService<IDistributedApplicationEventing>();
        try
        {
            await eventing.PublishAsync(new BeforeStartEvent(composed.Services, composed.Model), TestContext.Current.CancellationToken);
        }
        catch
        {
            await composed.DisposeAsync();
            throw;
        }

        return composed;
    }

    /// <summary>Says that resources are initialized, as the orchestrator does.</summary>
    public async Task InitializeAsync()
    {
        var eventing = Services.GetRequiredService<IDistributedApplicationEventing>();
        var initialize = new InitializeResourceEvent(Forge, eventing, Services.GetRequiredService<ResourceLoggerService>(), Notifications, Services);
        await eventing.PublishAsync(initialize, EventDispatchBehavior.NonBlockingConcurrent, TestContext.Current.CancellationToken);
    }

    /// <summary>Says of a fill what the orchestrator would.</summary>
    public Task SayAsync(StellarForgeFillResource fill, string state, int? exitCode = null) =>
        Notifications.PublishUpdateAsync(fill, snapshot => snapshot with { State = state, ExitCode = exitCode });

    /// <summary>Runs what a fill's resource runs, with its arguments and its environment.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(StellarForgeFillResource fill)
    {
        var start = new ProcessStartInfo(fill.Command, await ArgumentsAsync(fill)) { RedirectStandardOutput = true, WorkingDirectory = fill.WorkingDirectory };
        foreach (var (name, value) in await EnvironmentAsync(fill))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

#pragma warning disable CS0618 // Their replacements resolve what has to run first.
    public static async Task<string[]> ArgumentsAsync(IResourceWithArgs resource) => await resource.GetArgumentValuesAsync();

    public static async Task<Dictionary<string, string>> EnvironmentAsync(IResourceWithEnvironment resource) =>
        await resource.GetEnvironmentVariableValuesAsync();
#pragma warning restore CS0618

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();
}
