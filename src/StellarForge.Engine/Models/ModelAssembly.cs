using System.Collections.Concurrent;
using System.Reflection;
using StellarForge.Generated;

namespace StellarForge.Engine;

/// <summary>Finds the model of an assembly.</summary>
public static class ModelAssembly
{
    private static readonly ConcurrentDictionary<string, ModelLoadContext> Contexts = new(StringComparer.Ordinal);

    /// <summary>Loads the model of an assembly's file, with what it needs beside it.</summary>
    /// <param name="path">The assembly.</param>
    /// <exception cref="ModelException">There is no such file, or no model in it.</exception>
    public static Model Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = Path.GetFullPath(path);
        if (!File.Exists(file))
            throw new ModelException($"there is no file '{file}'. Build the project of the model first, and give its .dll.");
        return ModelOf(LoadAssembly(file), file);
    }

    /// <summary>The model of an assembly that is loaded.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <exception cref="ModelException">It has none.</exception>
    public static Model Of(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return ModelOf(assembly, assembly.Location);
    }

    /// <summary>
    /// What the model's assembly, and connectors beside it, are loaded by: one for both, so that a connector of the model's own is
    /// loaded once.
    /// </summary>
    internal static ModelLoadContext ContextOf(string path) => Contexts.GetOrAdd(Path.GetFullPath(path), file => new ModelLoadContext(file));

    private static Assembly LoadAssembly(string file)
    {
        try
        {
            return ContextOf(file).LoadFromAssemblyPath(file);
        }
        catch (Exception error) when (error is BadImageFormatException or InvalidOperationException)
        {
            // The second is what the search for the assemblies beside it says of a file that is none.
            throw new ModelException($"'{file}' is not a .NET assembly, or is damaged. Give the .dll that building the model's project makes.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"'{file}' can't be read: {error.Message}");
        }
    }

    private static Model ModelOf(Assembly assembly, string file)
    {
        if (assembly.GetCustomAttribute<ForgeModelAttribute>() is not { } attribute)
        {
            throw new ModelException(
                $"'{file}' has no table. Mark a partial class with [Forge], and reference StellarForge's generator as an analyzer.");
        }

        var instance = attribute.Type.GetProperty("Instance", BindingFlags.Public | BindingFlags.Static);
        return instance?.GetValue(null) as Model
            ?? throw new ModelException($"'{file}' was built with another version of StellarForge. Build it again.");
    }
}

/// <summary>A model can't be loaded. The message says which file, and what to do; whoever catches it puts what named the file before it.</summary>
/// <param name="message">What is shown, without a stack trace.</param>
public sealed class ModelException(string message) : Exception(message);
