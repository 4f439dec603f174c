using System.Reflection;
using System.Runtime.Loader;

namespace StellarForge.Cli.Models;

/// <summary>Loads a model's assembly with its own dependencies, beside this program's; only StellarForge itself is shared.</summary>
/// <param name="path">The model's assembly.</param>
internal sealed class ModelLoadContext(string path) : AssemblyLoadContext(path)
{
    private static readonly string Core = typeof(Model).Assembly.GetName().Name!;

    private readonly AssemblyDependencyResolver _resolver = new(path);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // The tables of the model must be this program's tables: one StellarForge for both.
        if (assemblyName.Name == Core)
            return null;
        return _resolver.ResolveAssemblyToPath(assemblyName) is { } file ? LoadFromAssemblyPath(file) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } file ? LoadUnmanagedDllFromPath(file) : 0;
}
