using Microsoft.Extensions.DependencyInjection;

namespace StellarForge.AppHost.Tests.Support;

/// <summary>Builds the model as the AppHost does, without running it.</summary>
internal static class Composed
{
    /// <summary>What every secret parameter is, where something is published.</summary>
    public const string Secret = "a-secret-that-nobody-may-read";

    public static DistributedApplicationModel Of(params string[] args)
    {
        var builder = Builder(args);
        AppModel.Configure(builder);
        using var application = builder.Build();
        return application.Services.GetRequiredService<DistributedApplicationModel>();
    }

    /// <summary>The names of its resources.</summary>
    public static List<string> Names(params string[] args) => [.. Of(args).Resources.Select(resource => resource.Name)];

    /// <summary>Publishes into a folder or file, by the step that <c>aspire publish</c> takes; no secret may be in what is published.</summary>
    public static async Task PublishAsync(string step, string output, params string[] args)
    {
        // Aspire remembers parameters and connections from one publication to the next, unless it is told not to.
        var builder = Builder([.. args, "--operation", "publish", "--step", step, "--output-path", output, "--clear-cache", "true"]);

        // Aspire looks for its orchestrator, which publishing does not use.
        builder.Configuration["DcpPublisher:CliPath"] = builder.Configuration["DcpPublisher:DashboardPath"] = "none";
        // Without this, Aspire waits for an answer from the console.
        builder.Configuration["ASPIRE_INTERACTIVITY_ENABLED"] = "false";
        AppModel.Configure(builder);
        foreach (var secret in builder.Resources.OfType<ParameterResource>().Where(parameter => parameter.Secret))
            builder.Configuration[$"Parameters:{secret.Name}"] = Secret;
        await using (var application = builder.Build())
            await application.RunAsync(TestContext.Current.CancellationToken);

        var folder = Directory.Exists(output) ? output : Path.GetDirectoryName(output)!;
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
            File.ReadAllText(file).ShouldNotContain(Secret, customMessage: file);
    }

    /// <summary>The environment variables of a service.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">The service.</param>
    /// <param name="operation">As at a run, with addresses made up here; or as in the manifest, with expressions in place of addresses.</param>
    public static async Task<Dictionary<string, string>> EnvironmentAsync(
        this DistributedApplicationModel model, string name, DistributedApplicationOperation operation = DistributedApplicationOperation.Publish)
    {
        foreach (var resource in model.Resources.OfType<IResourceWithEndpoints>())
        {
            foreach (var (endpoint, index) in resource.Annotations.OfType<EndpointAnnotation>().Select((endpoint, index) => (endpoint, index)))
                endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "localhost", 10_000 + index, targetPortExpression: "1");
        }

        var service = model.Resources.OfType<ProjectResource>().Single(resource => resource.Name == name);
#pragma warning disable CS0618 // Its replacement resolves what has to run first.
        return await service.GetEnvironmentVariableValuesAsync(operation);
#pragma warning restore CS0618
    }

    private static IDistributedApplicationBuilder Builder(string[] args) => DistributedApplication.CreateBuilder(new DistributedApplicationOptions
    {
        Args = args,
        AssemblyName = typeof(AppModel).Assembly.GetName().Name,
        DisableDashboard = true,
    });
}
