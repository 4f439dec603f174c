using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;
using StellarForge.Formats;

namespace StellarForge.Engine.Connectors;

/// <summary>
/// Finds connectors and formats where assemblies lie: those deployed with this program, and those beside a model. No list names them: whatever has a
/// <see cref="ConnectorAttribute"/> or a <see cref="RowFormatAttribute"/> is one.
/// </summary>
public static class ExtensionAssemblies
{
    private static readonly Type[] Offers = [typeof(ConnectorAttribute), typeof(RowFormatAttribute)];

    /// <summary>The connectors of <see cref="Find"/>.</summary>
    /// <param name="modelsPath">The model's assembly, or <see langword="null"/> for the built-in one.</param>
    public static ConnectorRegistry Connectors(string? modelsPath) => ConnectorRegistry.Of(Find(modelsPath));

    /// <summary>The assemblies that offer something.</summary>
    /// <param name="modelsPath">The model's assembly, or <see langword="null"/> for the built-in one.</param>
    public static IReadOnlyList<Assembly> Find(string? modelsPath)
    {
        var deployed = Offering(AppContext.BaseDirectory);
        List<Assembly> assemblies =
        [
            typeof(Model).Assembly,
            .. deployed.Select(AssemblyLoadContext.Default.LoadFromAssemblyPath),
        ];
        var folder = modelsPath is null ? null : Path.GetDirectoryName(Path.GetFullPath(modelsPath));
        if (folder is not null && folder != Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))
        {
            // A model may have brought what this program has itself.
            var own = deployed.Select(Path.GetFileName).ToHashSet(StringComparer.OrdinalIgnoreCase);
            assemblies.AddRange(Offering(folder)
                .Where(file => !own.Contains(Path.GetFileName(file)))
                .Select(ModelAssembly.ContextOf(modelsPath!).LoadFromAssemblyPath));
        }

        return assemblies;
    }

    private static List<string> Offering(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.dll").Where(file => !IsOfPlatform(file) && IsOffering(file)).Order(StringComparer.Ordinal)];

    // Reads names only: loading every assembly of a folder would run what nobody asked for.
    private static bool IsOffering(string file)
    {
        try
        {
            using var image = new PEReader(File.OpenRead(file));
            if (!image.HasMetadata)
                return false;
            var names = image.GetMetadataReader();
            return names.TypeReferences.Select(names.GetTypeReference).Any(type =>
                Offers.Any(offer => names.StringComparer.Equals(type.Name, offer.Name) && names.StringComparer.Equals(type.Namespace, offer.Namespace!)));
        }
        catch (Exception error) when (error is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            return false; // Native code, or a file that is another's.
        }
    }

    private static bool IsOfPlatform(string file) =>
        Path.GetFileName(file) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal));
}
