namespace StellarForge.Engine;

/// <summary>Makes the targets of one kind of store. Found in an assembly by <see cref="TargetFactoryAttribute"/>; has a parameterless constructor.</summary>
public interface ITargetFactory
{
    /// <summary>The schemes of its URIs, the usual one first: <c>sqlite</c>.</summary>
    IReadOnlyList<string> Schemes { get; }

    /// <summary>The names by which <c>Provider=…</c> in a connection string may call it, the usual one first; empty where connection strings make no sense.</summary>
    IReadOnlyList<string> Providers { get; }

    /// <summary>An address to learn from: <c>sqlite:shop.db</c>.</summary>
    string Example { get; }

    /// <summary>The target of an address. Connects to nothing yet.</summary>
    /// <param name="address">A URI of one of the schemes, or a connection string without its <c>Provider</c>.</param>
    /// <exception cref="FormatException">The address can't be read; the message says why, without its secrets.</exception>
    ITarget Create(string address);
}

/// <summary>Names an <see cref="ITargetFactory"/> of an assembly, so that the registry finds it: how an outside assembly adds a target.</summary>
/// <param name="factory">A class with a parameterless constructor that implements <see cref="ITargetFactory"/>.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class TargetFactoryAttribute(Type factory) : Attribute
{
    /// <summary>The factory.</summary>
    public Type Factory { get; } = factory;
}
