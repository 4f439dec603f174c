using System.Data.Common;
using System.Reflection;

namespace StellarForge.Engine;

/// <summary>The kinds of targets that are known, by the schemes of their URIs and the providers of connection strings.</summary>
/// <param name="factories">The kinds.</param>
public sealed class TargetRegistry(params IEnumerable<ITargetFactory> factories)
{
    private const string Provider = "Provider";

    private readonly ITargetFactory[] _factories = [.. factories];

    /// <summary>The kinds of targets that assemblies offer by <see cref="TargetFactoryAttribute"/>.</summary>
    /// <param name="assemblies">The assemblies.</param>
    public static TargetRegistry Of(params IEnumerable<Assembly> assemblies) => new(
        from assembly in assemblies
        from offer in assembly.GetCustomAttributes<TargetFactoryAttribute>()
        select (ITargetFactory)Activator.CreateInstance(offer.Factory)!);

    /// <summary>An example of each kind's addresses.</summary>
    public IEnumerable<string> Examples => _factories.Select(factory => factory.Example);

    /// <summary>The target of an address. Connects to nothing yet.</summary>
    /// <param name="address">A URI (<c>sqlite:shop.db</c>), or an ADO.NET connection string with a <c>Provider</c> (<c>Provider=Sqlite;Data Source=shop.db</c>).</param>
    /// <exception cref="FormatException">The address can't be read, or no kind of target takes it; the message has the known ones, and no secrets.</exception>
    public ITarget Open(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var colon = address.IndexOf(':', StringComparison.Ordinal);
        var equals = address.IndexOf('=', StringComparison.Ordinal);
        if (equals >= 0 && (colon < 0 || equals < colon))
            return OpenConnectionString(address);
        if (colon <= 0)
            throw new FormatException($"'{address}' is not a target's address: it has no scheme. {Known}");

        var scheme = address[..colon];
        return Find(factory => factory.Schemes, scheme)?.Create(address)
            ?? throw new FormatException($"'{scheme}:' is not a known kind of target. {Known}");
    }

    private string Known => $"Write one like {string.Join(", ", Examples)}.";

    private ITarget OpenConnectionString(string text)
    {
        DbConnectionStringBuilder builder;
        try
        {
            builder = new DbConnectionStringBuilder { ConnectionString = text };
        }
        catch (ArgumentException)
        {
            // The framework's message could quote a secret.
            throw new FormatException($"The target is neither a URI nor a connection string. {Known}");
        }

        var providers = string.Join(", ", _factories.SelectMany(factory => factory.Providers.Take(1)));
        if (!builder.TryGetValue(Provider, out var value) || value is not string provider)
            throw new FormatException($"The target's connection string does not say what it is for: put Provider=… before it, one of {providers}.");

        builder.Remove(Provider);
        return Find(factory => factory.Providers, provider)?.Create(builder.ConnectionString)
            ?? throw new FormatException($"Provider={provider} is not a known kind of target; the known ones are {providers}.");
    }

    private ITargetFactory? Find(Func<ITargetFactory, IReadOnlyList<string>> names, string name) =>
        _factories.FirstOrDefault(factory => names(factory).Contains(name, StringComparer.OrdinalIgnoreCase));
}
