using System.CommandLine;
using StellarForge.Cli.Options;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Connectors;

namespace StellarForge.Cli.Connectors;

/// <summary>Addresses as command lines have them.</summary>
internal static class Addresses
{
    /// <summary>The target or broker that a command line names: a URI, a connection string, or a name from configuration.</summary>
    /// <param name="result">The command line, whose model may bring connectors.</param>
    /// <param name="text">What it says.</param>
    /// <param name="option">The option that it is given by.</param>
    /// <exception cref="UsageException">It can't be read.</exception>
    public static NamedAddress Address(this ParseResult result, string text, string option = "--target")
    {
        try
        {
            var address = ExtensionAssemblies.Connectors(result.ModelsPath()).Parse(ConnectionStrings.Resolve(text));
            return new NamedAddress(address, IsAddress(text) ? null : text, option);
        }
        catch (FormatException error)
        {
            throw new UsageException($"{option}: {error.Message}");
        }
    }

    /// <summary>Whether a word is an address, rather than a name for one.</summary>
    public static bool IsAddress(string word) => word.AsSpan().ContainsAny(':', '=');
}

/// <summary>An address, and the name that configuration gives to it, where it came by one.</summary>
internal sealed record NamedAddress(ConnectorAddress Address, string? Name, string Option)
{
    /// <summary>What a command line may show: the name, or the address with <c>***</c> for whatever could be a password.</summary>
    public string Shown => Name ?? $"{Address}";

    /// <summary>Opens the target.</summary>
    /// <exception cref="UsageException">The address lacks something, or is not a target's.</exception>
    public ITarget OpenTarget() => Open(Address.OpenTarget);

    /// <summary>Opens the broker.</summary>
    /// <exception cref="UsageException">The address lacks something, or is not a broker's.</exception>
    public IBroker OpenBroker() => Open(Address.OpenBroker);

    private T Open<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (FormatException error)
        {
            throw new UsageException($"{Option}: {error.Message}");
        }
    }
}
