using System.CommandLine;
using StellarForge.Cli.Options;
using StellarForge.Engine.Connectors;

namespace StellarForge.Cli.Connectors;

/// <summary>Addresses as command lines have them.</summary>
internal static class Addresses
{
    /// <summary>The target that a command line names: a URI, a connection string, or a name from configuration.</summary>
    /// <param name="result">The command line, whose model may bring connectors.</param>
    /// <param name="target">What it says.</param>
    /// <exception cref="UsageException">It can't be read.</exception>
    public static NamedAddress Address(this ParseResult result, string target)
    {
        try
        {
            var address = ExtensionAssemblies.Connectors(result.ModelsPath()).Parse(ConnectionStrings.Resolve(target));
            return new NamedAddress(address, IsAddress(target) ? null : target);
        }
        catch (FormatException error)
        {
            throw new UsageException($"--target: {error.Message}");
        }
    }

    /// <summary>Whether a word is an address, rather than a name for one.</summary>
    public static bool IsAddress(string word) => word.AsSpan().ContainsAny(':', '=');
}

/// <summary>An address, and the name that configuration gives to it, where it came by one.</summary>
internal sealed record NamedAddress(ConnectorAddress Address, string? Name)
{
    /// <summary>What a command line may show: the name, or the address with <c>***</c> for whatever could be a password.</summary>
    public string Shown => Name ?? $"{Address}";

    /// <summary>Opens the target.</summary>
    /// <exception cref="UsageException">The address lacks something.</exception>
    public Engine.ITarget Open()
    {
        try
        {
            return Address.OpenTarget();
        }
        catch (FormatException error)
        {
            throw new UsageException($"--target: {error.Message}");
        }
    }
}
