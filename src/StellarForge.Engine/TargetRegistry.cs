using System.Data.Common;
using System.Globalization;
using System.Reflection;

namespace StellarForge.Engine;

/// <summary>The kinds of targets that are known, by the schemes of their URIs and the providers of connection strings.</summary>
/// <param name="factories">The kinds.</param>
public sealed class TargetRegistry(params IEnumerable<ITargetFactory> factories)
{
    private const string Provider = "Provider";
    private const string Retries = "retries";

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
    public ITarget Open(string address) => Open(address, out _);

    /// <summary>The target of an address, and what is meant for the fill in it. Connects to nothing yet.</summary>
    /// <param name="address">As for <see cref="Open(string)"/>; in every kind of address, <c>retries</c> is an option.</param>
    /// <param name="retries">The value of <c>retries</c> for <see cref="FillOptions.Retries"/>, or <see langword="null"/> where the address does not say.</param>
    /// <exception cref="FormatException">The address can't be read, or no kind of target takes it; the message has the known ones, and no secrets.</exception>
    public ITarget Open(string address, out int? retries)
    {
        ArgumentNullException.ThrowIfNull(address);
        var colon = address.IndexOf(':', StringComparison.Ordinal);
        var equals = address.IndexOf('=', StringComparison.Ordinal);
        if (equals >= 0 && (colon < 0 || equals < colon))
            return OpenConnectionString(address, out retries);
        if (colon <= 0)
            throw new FormatException($"'{address}' is not a target's address: it has no scheme. {Known}");

        var scheme = address[..colon];
        var (rest, query) = address.Split('?', 2) is [var head, var tail] ? (head, tail) : (address, "");
        var options = query.Split('&', StringSplitOptions.RemoveEmptyEntries).ToLookup(option => option.StartsWith($"{Retries}=", StringComparison.OrdinalIgnoreCase));
        retries = options[true].LastOrDefault() is { } asked ? ReadRetries(asked[(Retries.Length + 1)..]) : null;
        var left = string.Join('&', options[false]);
        return Find(factory => factory.Schemes, scheme)?.Create(left.Length > 0 ? $"{rest}?{left}" : rest)
            ?? throw new FormatException($"'{scheme}:' is not a known kind of target. {Known}");
    }

    private string Known => $"Write one like {string.Join(", ", Examples)}.";

    private ITarget OpenConnectionString(string text, out int? retries)
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

        retries = builder.TryGetValue(Retries, out var asked) ? ReadRetries($"{asked}") : null;
        builder.Remove(Retries);
        builder.Remove(Provider);
        return Find(factory => factory.Providers, provider)?.Create(builder.ConnectionString)
            ?? throw new FormatException($"Provider={provider} is not a known kind of target; the known ones are {providers}.");
    }

    private static int ReadRetries(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new FormatException($"The target's option '{Retries}' is not understood: '{value}' is not a whole number.");

    private ITargetFactory? Find(Func<ITargetFactory, IReadOnlyList<string>> names, string name) =>
        _factories.FirstOrDefault(factory => names(factory).Contains(name, StringComparer.OrdinalIgnoreCase));
}
