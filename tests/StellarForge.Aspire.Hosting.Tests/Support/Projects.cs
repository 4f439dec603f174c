using System.Reflection;
using Aspire.Hosting;

// As the AppHost's SDK generates them.
namespace Projects;

internal sealed class StellarForge_Retail : IProjectMetadata
{
    // The build wrote the real path into this assembly.
    public string ProjectPath => typeof(StellarForge_Retail).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Select(attribute => attribute.Key).Single(key => key.EndsWith("StellarForge.Retail.csproj", StringComparison.Ordinal))["StellarForge.Model:".Length..];
}

internal sealed class Unknown : IProjectMetadata
{
    public string ProjectPath => Path.GetFullPath("Unknown/Unknown.csproj");
}
