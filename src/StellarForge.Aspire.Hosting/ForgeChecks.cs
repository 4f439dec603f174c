using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace StellarForge.Aspire.Hosting;

/// <summary>What is wrong with fills, said before anything starts.</summary>
internal static class ForgeChecks
{
    /// <summary>Checks the whole when the application starts, and lets each fill wait for what all wait for.</summary>
    public static IResourceBuilder<StellarForgeResource> WithForgeChecks(this IResourceBuilder<StellarForgeResource> forge)
    {
        forge.ApplicationBuilder.Eventing.Subscribe<BeforeStartEvent>((start, _) =>
        {
            Check(forge.Resource, start.Model);
            foreach (var fill in forge.Resource.Fills)
            {
                foreach (var wait in forge.Resource.Annotations.OfType<WaitAnnotation>())
                    fill.Annotations.Add(wait);
            }

            return Task.CompletedTask;
        });
        return forge;
    }

    /// <summary>Checks one fill.</summary>
    /// <exception cref="DistributedApplicationException">It is wrong.</exception>
    public static void Check(StellarForgeResource forge, FillCommandLine line, IResourceWithConnectionString database)
    {
        var type = database.GetType();
        if (DatabaseKinds.IsServer(type))
            throw Wrong($"'{forge.Name}' can't fill '{database.Name}', which is a server: give one of its databases, which AddDatabase adds.");
        if (DatabaseKinds.ProviderOf(type) is null && database is not (ConnectionStringResource or ParameterResource))
        {
            throw Wrong(
                $"'{forge.Name}' can't fill '{database.Name}', a {type.Name}: it fills {DatabaseKinds.All}, also by AddConnectionString.");
        }

        if (!double.IsFinite(line.Scale) || line.Scale <= 0)
            throw Wrong($"'{forge.Name}' can't fill '{database.Name}' at scale {line.Scale}: it takes a number above 0.");
        foreach (var (table, rows) in line.Rows)
        {
            if (rows < 1)
                throw Wrong($"'{forge.Name}' can't fill '{database.Name}' with {rows} rows of {table}: it takes a number above 0.");
        }
    }

    private static void Check(StellarForgeResource forge, DistributedApplicationModel model)
    {
        if (forge.Model is null)
            throw Wrong($"'{forge.Name}' has no model: name its project by WithModel<Projects.MyModel>().");
        if (forge.Fills.Count == 0)
            throw Wrong($"'{forge.Name}' fills nothing: name a database by Fill(database).");

        // It would start at once, beside the fill.
        foreach (var resource in model.Resources.Where(resource => resource is not StellarForgeFillResource))
        {
            if (resource.Annotations.OfType<WaitAnnotation>().Any(wait => wait.WaitType != WaitType.WaitForCompletion && IsOf(forge, wait.Resource)))
                throw Wrong($"'{resource.Name}' has to wait for '{forge.Name}' by WaitForCompletion: WaitFor is for what goes on running, and a fill ends.");
        }
    }

    private static bool IsOf(StellarForgeResource forge, IResource resource) => resource == forge || (resource as StellarForgeFillResource)?.Parent == forge;

    private static DistributedApplicationException Wrong(FormattableString message) => new(FormattableString.Invariant(message));
}
