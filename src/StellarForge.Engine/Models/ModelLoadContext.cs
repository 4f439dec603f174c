using System.Reflection;
using System.Runtime.Loader;

namespace StellarForge.Engine;

/// <summary>Loads a model's assembly with its own dependencies, beside this program's; only StellarForge itself is shared.</summary>
/// <param name="path">The model's assembly.</param>
internal sealed class ModelLoadContext(string path) : AssemblyLoadContext(path)
{
    // The tables and targets of the model must be this program's: one StellarForge for both.
    private static readonly string?[] Shared = [typeof(Model).Assembly.GetName().Name, typeof(ITarget).Assembly.GetName().Name];

    private readonly AssemblyDependencyResolver _resolver = new(path);
    private readonly string _folder = Path.GetDirectoryName(path)!;

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (Shared.Contains(assemblyName.Name))
            return null;
        if (_resolver.ResolveAssemblyToPath(assemblyName) is { } file)
            return LoadFromAssemblyPath(file);

        // What a connector beside the model needs, the model itself need not know.
        var beside = Path.Combine(_folder, $"{assemblyName.Name}.dll");
        return File.Exists(beside) && assemblyName.Name is { } name && !IsOfThisProgram(name) ? LoadFromAssemblyPath(beside) : null;
    }

    private static bool IsOfThisProgram(string name) => File.Exists(Path.Combine(AppContext.BaseDirectory, $"{name}.dll"));

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } file ? LoadUnmanagedDllFromPath(file) : 0;
}
