using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using StellarForge.Aspire.Hosting;

namespace Aspire.Hosting;

/// <summary>Seeds the databases of an application while it is developed.</summary>
public static class StellarForgeExtensions
{
    private const string Package = "StellarForge.Aspire.Hosting";

    /// <summary>
    /// Adds fills of databases with realistic, related rows of a model: <see cref="WithModel{TProject}"/> says which model, <c>Fill</c> which databases.
    /// What needs the rows waits by <c>WaitForCompletion</c>. A database that is filled already is left as it is, within seconds.
    /// </summary>
    /// <remarks>It is for development: nothing of it is published.</remarks>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource.</param>
    /// <exception cref="DistributedApplicationException">The AppHost's project does not refer to the package.</exception>
    public static IResourceBuilder<StellarForgeResource> AddStellarForge(this IDistributedApplicationBuilder builder, [ResourceName] string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var command = Metadata(builder, "StellarForge.Command") ?? throw new DistributedApplicationException(
            $"'{name}' does not find the stellarforge command: refer to the package {Package} from the AppHost's own project.");
        var forge = new StellarForgeResource(name, command);
        return builder.AddResource(forge)
            .WithInitialState(new CustomResourceSnapshot { ResourceType = "StellarForge", State = KnownResourceStates.NotStarted, Properties = [] })
            .WithIconName("DatabaseArrowDown")
            .ExcludeFromManifest()
            .WithForgeChecks()
            .WithRefill()
            .OnInitializeResource((_, started, cancellationToken) => new ForgeState(forge, started).FollowAsync(cancellationToken));
    }

    /// <summary>Takes the model of a project that the AppHost refers to: a library or a program with classes that have <c>[Forge]</c>.</summary>
    /// <typeparam name="TProject">The project, as in <c>Projects.MyModel</c>.</typeparam>
    /// <param name="forge">The fills.</param>
    /// <exception cref="DistributedApplicationException">The project is not built.</exception>
    public static IResourceBuilder<StellarForgeResource> WithModel<TProject>(this IResourceBuilder<StellarForgeResource> forge)
        where TProject : IProjectMetadata, new()
    {
        ArgumentNullException.ThrowIfNull(forge);
        var project = Path.GetFullPath(new TProject().ProjectPath);
        var assembly = Metadata(forge.ApplicationBuilder, $"StellarForge.Model:{project}") ?? throw new DistributedApplicationException(
            $"'{forge.Resource.Name}' does not know what {project} is built into: refer to it, and to the package {Package}, from the AppHost's own project, "
            + "and have it built for one framework.");
        return forge.WithModel(assembly);
    }

    /// <summary>Takes the model of an assembly.</summary>
    /// <param name="forge">The fills.</param>
    /// <param name="assembly">The path of the assembly; a relative one is relative to the AppHost's folder.</param>
    /// <exception cref="DistributedApplicationException">There is no such file.</exception>
    public static IResourceBuilder<StellarForgeResource> WithModel(this IResourceBuilder<StellarForgeResource> forge, string assembly)
    {
        ArgumentNullException.ThrowIfNull(forge);
        ArgumentException.ThrowIfNullOrEmpty(assembly);
        var path = Path.GetFullPath(assembly, forge.ApplicationBuilder.AppHostDirectory);
        forge.Resource.Model = File.Exists(path) ? path : throw new DistributedApplicationException(
            $"'{forge.Resource.Name}' finds no model at {path}: build its project first.");
        return forge;
    }

    /// <summary>Fills a database with the model's rows, once it is healthy. What is there already is not done again.</summary>
    /// <param name="forge">The fills.</param>
    /// <param name="database">A database of PostgreSQL, MySQL, SQL Server or SQLite, or a connection string.</param>
    /// <param name="scale">Multiplies the row counts of all tables but reference tables.</param>
    /// <param name="seed">The seed: the same seed is the same data everywhere.</param>
    /// <param name="tables">Only these tables. Default: all.</param>
    /// <param name="rows">The rows of single tables in place of the scale's.</param>
    /// <param name="verify">Whether a fill that loaded rows reads all of them back, and compares.</param>
    /// <exception cref="DistributedApplicationException">The database is none that can be filled, or a number is wrong.</exception>
    public static IResourceBuilder<StellarForgeResource> Fill(
        this IResourceBuilder<StellarForgeResource> forge,
        IResourceBuilder<IResourceWithConnectionString> database,
        double scale = 1,
        ulong seed = 42,
        IEnumerable<string>? tables = null,
        IEnumerable<(string Table, long Rows)>? rows = null,
        bool verify = true)
    {
        ArgumentNullException.ThrowIfNull(forge);
        ArgumentNullException.ThrowIfNull(database);
        var line = new FillCommandLine(database.Resource.Name)
        {
            Scale = scale,
            Seed = seed,
            Tables = [.. tables ?? []],
            Rows = [.. rows ?? []],
            Verify = verify,
        };
        ForgeChecks.Check(forge.Resource, line, database.Resource);

        var fill = new StellarForgeFillResource(forge.Resource, line, forge.ApplicationBuilder.AppHostDirectory);
        var provider = DatabaseKinds.ProviderOf(database.Resource.GetType());
        forge.Resource.Fills.Add(fill);
        forge.ApplicationBuilder.AddResource(fill)
            .WithArgs(context =>
            {
                foreach (var argument in fill.Arguments)
                    context.Args.Add(argument);
            })
            .WithEnvironment(line.ConnectionVariable, provider is null
                ? ReferenceExpression.Create($"{database.Resource}")
                : ReferenceExpression.Create($"Provider={provider};{database.Resource}"))
            .WaitFor(database)
            .WithIconName("DatabaseArrowDown")
            .ExcludeFromManifest()
            .WithRefill();
        return forge;
    }

    private static string? Metadata(IDistributedApplicationBuilder builder, string key) =>
        builder.AppHostAssembly?.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(attribute => attribute.Key.Equals(key, StringComparison.OrdinalIgnoreCase))?.Value;
}
