using System.Reflection;
using StellarForge.Ddl;

namespace StellarForge.Engine.Connectors;

/// <summary>The connectors that are known, by the schemes of their URIs and the providers of connection strings.</summary>
/// <param name="connectors">The connectors; of two with the same scheme or provider, the first counts.</param>
public sealed class ConnectorRegistry(params IEnumerable<Connector> connectors)
{
    /// <summary>The connectors that assemblies offer by <see cref="ConnectorAttribute"/>.</summary>
    /// <param name="assemblies">The assemblies.</param>
    public static ConnectorRegistry Of(params IEnumerable<Assembly> assemblies) => new(
        from assembly in assemblies
        from offer in assembly.GetCustomAttributes<ConnectorAttribute>().OrderBy(offer => offer.Connector.FullName, StringComparer.Ordinal)
        select (Connector)Activator.CreateInstance(offer.Connector)!);

    /// <summary>The connectors.</summary>
    public IReadOnlyList<Connector> Connectors { get; } = [.. connectors];

    /// <summary>The SQL dialects that connectors offer.</summary>
    public IEnumerable<SqlDialect> Dialects => Connectors.OfType<TargetConnector>().Select(connector => connector.Dialect).OfType<SqlDialect>();

    /// <summary>Reads an address. Connects to nothing.</summary>
    /// <param name="address">A URI (<c>sqlite:shop.db</c>), or an ADO.NET connection string with a <c>Provider</c>
    /// (<c>Provider=Sqlite;Data Source=shop.db</c>).</param>
    /// <exception cref="FormatException">It can't be read, or no connector takes it; the message quotes nothing of it.</exception>
    public ConnectorAddress Parse(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var colon = address.IndexOf(':', StringComparison.Ordinal);
        var equals = address.IndexOf('=', StringComparison.Ordinal);
        if (equals >= 0 && (colon < 0 || equals < colon))
            return ParseConnectionString(address);

        var scheme = colon <= 0 ? "" : address[..colon];
        return Find(connector => connector.Schemes, scheme)?.Parse(address)
            ?? throw new FormatException($"The address begins with no known scheme. {Known(scheme)}");
    }

    /// <summary>The target of an address. Connects to nothing yet.</summary>
    /// <param name="address">As for <see cref="Parse"/>.</param>
    /// <exception cref="FormatException">It can't be read, or is no target's.</exception>
    public ITarget OpenTarget(string address) => Parse(address).OpenTarget();

    private ConnectorAddress ParseConnectionString(string text)
    {
        // Without the text: a part of a password may be in it.
        var parts = AddressParser.ReadParts(text) ?? throw new FormatException($"The address is neither a URI nor a connection string. {Known("")}");
        var providers = string.Join(", ", Connectors.SelectMany(connector => connector.Providers.Take(1)));
        if (!parts.TryGetValue(AddressParser.Provider, out var value))
            throw new FormatException($"The connection string does not say what it is for: put Provider=… before it, one of {providers}.");
        return Find(connector => connector.Providers, $"{value}")?.Parse(text)
            ?? throw new FormatException($"The connection string's Provider is not known; the known ones are {providers}.");
    }

    private string Known(string scheme) =>
        NearNames.Find(scheme, [.. Connectors.SelectMany(connector => connector.Schemes)]) is { Count: > 0 } near
            ? $"Did you mean {string.Join(" or ", near.Select(name => $"'{name}:'"))}?"
            : $"Write one like {string.Join(", ", Connectors.Select(connector => connector.Example))}.";

    private Connector? Find(Func<Connector, IReadOnlyList<string>> names, string name) =>
        Connectors.FirstOrDefault(connector => names(connector).Contains(name, StringComparer.OrdinalIgnoreCase));
}
