using Microsoft.Extensions.DependencyInjection;

namespace StellarForge.AppHost.Tests.Support;

/// <summary>Builds the model as the AppHost does, without running it.</summary>
internal static class Composed
{
    public static DistributedApplicationModel Of(params string[] args)
    {
        var builder = Builder(args);
        AppModel.Configure(builder);
        using var application = builder.Build();
        return application.Services.GetRequiredService<DistributedApplicationModel>();
    }

    /// <summary>Publishes into a folder, by the step that <c>aspire publish</c> takes.</summary>
    public static async Task PublishAsync(string step, string output, params string[] args)
    {
        // Aspire remembers parameters and connections from one publication to the next, unless it is told not to.
        var builder = Builder([.. args, "--operation", "publish", "--step", step, "--output-path", output, "--clear-cache", "true"]);

        // Aspire looks for its orchestrator, which publishing does not use.
        builder.Configuration["DcpPublisher:CliPath"] = builder.Configuration["DcpPublisher:DashboardPath"] = "none";
        // Nobody is there to be asked for parameters.
        builder.Configuration["ASPIRE_INTERACTIVITY_ENABLED"] = "false";
        AppModel.Configure(builder);
        await using var application = builder.Build();
        await application.RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>What a service is started with, by run mode's names or as the manifest has it.</summary>
    public static async Task<Dictionary<string, string>> EnvironmentAsync(this DistributedApplicationModel model, string name)
    {
        foreach (var resource in model.Resources.OfType<IResourceWithEndpoints>())
        {
            foreach (var (endpoint, index) in resource.Annotations.OfType<EndpointAnnotation>().Select((endpoint, index) => (endpoint, index)))
                endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "localhost", 10_000 + index, targetPortExpression: "1");
        }

        var service = model.Resources.OfType<ProjectResource>().Single(resource => resource.Name == name);
#pragma warning disable CS0618 // Its replacement resolves what has to run first.
        return await service.GetEnvironmentVariableValuesAsync(DistributedApplicationOperation.Publish);
#pragma warning restore CS0618
    }

    private static IDistributedApplicationBuilder Builder(string[] args) => DistributedApplication.CreateBuilder(new DistributedApplicationOptions
    {
        Args = args,
        AssemblyName = typeof(AppModel).Assembly.GetName().Name,
        DisableDashboard = true,
    });
}
