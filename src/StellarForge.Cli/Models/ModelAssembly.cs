using System.Collections.Concurrent;
using System.Reflection;
using StellarForge.Generated;

namespace StellarForge.Cli.Models;

/// <summary>Finds the model of an assembly.</summary>
internal static class ModelAssembly
{
    private static readonly ConcurrentDictionary<string, ModelLoadContext> Contexts = new(StringComparer.Ordinal);

    /// <summary>Loads a model.</summary>
    /// <param name="path">The assembly, or <see langword="null"/> for the built-in retail model.</param>
    /// <exception cref="UsageException">There is no such file, or no model in it.</exception>
    public static Model Load(string? path)
    {
        if (path is null)
            return ModelOf(typeof(Retail.Order).Assembly, typeof(Retail.Order).Assembly.Location);

        if (path.Length == 0)
            throw new UsageException("--models names no file. Give the .dll that building the model's project makes.");
        var file = Path.GetFullPath(path);
        if (!File.Exists(file))
            throw new UsageException($"--models: there is no file '{file}'. Build the project of the model first, and give its .dll.");
        return ModelOf(LoadAssembly(file), file);
    }

    /// <summary>
    /// What the model's assembly, and connectors beside it, are loaded by: one for both, so that a connector of the model's own is
    /// loaded once.
    /// </summary>
    public static ModelLoadContext ContextOf(string path) => Contexts.GetOrAdd(Path.GetFullPath(path), file => new ModelLoadContext(file));

    private static Assembly LoadAssembly(string file)
    {
        try
        {
            return ContextOf(file).LoadFromAssemblyPath(file);
        }
        catch (BadImageFormatException)
        {
            throw new UsageException($"--models: '{file}' is not a .NET assembly, or is damaged. Give the .dll that building the model's project makes.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--models: '{file}' can't be read: {error.Message}");
        }
    }

    private static Model ModelOf(Assembly assembly, string file)
    {
        if (assembly.GetCustomAttribute<ForgeModelAttribute>() is not { } attribute)
        {
            throw new UsageException(
                $"--models: '{file}' has no table. Mark a partial class with [Forge], and reference StellarForge's generator as an analyzer.");
        }

        var instance = attribute.Type.GetProperty("Instance", BindingFlags.Public | BindingFlags.Static);
        return instance?.GetValue(null) as Model
            ?? throw new UsageException($"--models: '{file}' was built with another version of StellarForge. Build it again.");
    }
}
