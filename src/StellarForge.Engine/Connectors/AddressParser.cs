using System.Data.Common;
using System.Globalization;

namespace StellarForge.Engine.Connectors;

/// <summary>
/// Reads the addresses of all connectors. What can't be read is never quoted in a message: a character that should have been escaped makes any piece of an
/// address a piece of a password.
/// </summary>
/// <param name="connector">Whose address it is.</param>
internal sealed class AddressParser(Connector connector)
{
    private const string Escapes = "In a user, a password or an option's value, write / as %2F, ? as %3F, # as %23, & as %26, @ as %40 and % as %25";

    /// <summary>What a connection string says of whose it is.</summary>
    public const string Provider = "Provider";

    /// <summary>Reads an address.</summary>
    public ConnectorAddress Read(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var (scheme, rest) = Cut(address, ':');
        if (rest is not null && connector.Schemes.Contains(scheme, StringComparer.OrdinalIgnoreCase))
            return ReadUri(scheme.ToLowerInvariant(), rest);
        if (connector.Providers.Count == 0)
            throw new FormatException($"The address is not understood; write one like {connector.Example}.");
        var parts = ReadParts(address) ?? throw new FormatException(
            $"The address is neither a URI nor a connection string; write {connector.Example} or Provider={connector.Providers[0]};…");
        parts.Remove(Provider);
        return ReadConnectionString(parts);
    }

    /// <summary>The parts of a connection string, or <see langword="null"/> where the text is none.</summary>
    public static DbConnectionStringBuilder? ReadParts(string text)
    {
        try
        {
            return new DbConnectionStringBuilder { ConnectionString = text };
        }
        catch (ArgumentException)
        {
            // The framework's message could quote a secret.
            return null;
        }
    }

    private ConnectorAddress ReadUri(string scheme, string rest)
    {
        var slashes = rest.StartsWith("//", StringComparison.Ordinal);
        if (connector.Form == AddressForm.Path)
        {
            var (path, options) = Cut(slashes ? rest[2..] : rest, '?');
            var (settings, retries) = ReadOptions(options);
            return new ConnectorAddress(connector) { Scheme = scheme, Path = path.Length == 0 ? null : Decode(path), Settings = settings, Retries = retries };
        }

        if (!slashes)
            throw new FormatException($"A '{scheme}' address has two slashes behind the colon; write one like {connector.Example}.");
        var (beforeQuery, query) = Cut(rest[2..], '?');
        var (authority, database) = Cut(beforeQuery, '/');
        if ($"{database}{query}".Contains('@', StringComparison.Ordinal))
            throw new FormatException($"The address has an '@' behind its host. {Escapes}, as in {connector.Example}.");

        var at = authority.LastIndexOf('@');
        if ($"{authority[(at + 1)..]}{database}{query}".Contains(';', StringComparison.Ordinal))
        {
            // As JDBC writes options, a password among them: what follows would count as a part of the database's name, and be shown with it.
            throw new FormatException(
                "The address has a ';' behind its user. Options follow a '?', with '&' between them; the ';' of a name or a value is %3B. "
                + $"Write one like {connector.Example}.");
        }

        var (user, password) = at < 0 ? ("", null) : Cut(authority[..at], ':');
        var hosts = authority[(at + 1)..].Split(',').Select(ReadHost).ToList();
        var (given, again) = ReadOptions(query);
        return new ConnectorAddress(connector)
        {
            Scheme = scheme,
            User = user.Length == 0 ? null : Decode(user),
            Password = password is null ? null : Decode(password),
            Hosts = hosts,
            Path = string.IsNullOrEmpty(database) ? null : Decode(database),
            Settings = given,
            Retries = again,
        };
    }

    private ConnectorAddress ReadConnectionString(DbConnectionStringBuilder parts)
    {
        var (settings, retries) = Read([.. parts.Keys.Cast<string>().Select(name => new AddressSetting(name, $"{parts[name]}"))], isUri: false);
        var path = connector.Options.FirstOrDefault(option => option is { IsKeyword: true, Keyword: nameof(ConnectorAddress.Path) });
        return new ConnectorAddress(connector)
        {
            Path = path is null ? null : settings.FirstOrDefault(setting => path.IsCalled(setting.Name))?.Value,
            Settings = settings,
            Retries = retries,
        };
    }

    private (IReadOnlyList<AddressSetting>, int?) ReadOptions(string? query) => Read(
        [.. (query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries).Select(ReadOption)], isUri: true);

    private static AddressSetting ReadOption(string option)
    {
        var (name, value) = Cut(option, '=');
        return value is not null
            ? new AddressSetting(Decode(name), Decode(value))
            : throw new FormatException(
                $"What follows the '?' of the address are options, as name=value with '&' between them, and one has no '='. {Escapes}.");
    }

    private (IReadOnlyList<AddressSetting>, int?) Read(List<AddressSetting> settings, bool isUri)
    {
        var driver = connector.CreateDriverSettings();
        int? retries = null;
        foreach (var setting in settings.ToList())
        {
            if (ConnectorOption.Retries.IsCalled(setting.Name))
            {
                retries = int.Parse(ConnectorOption.Retries.Read(setting.Value), CultureInfo.InvariantCulture);
                settings.Remove(setting);
            }
            else if (connector.Options.FirstOrDefault(option => option.IsCalled(setting.Name) && (!isUri || !option.IsKeyword)) is { } option)
            {
                option.Read(setting.Value);
            }
            else if (driver is null || !DriverSettings.Knows(driver, setting.Name))
            {
                throw Unknown(setting.Name, driver, settings.Any(other => ConnectorAddress.IsSecret(other.Name)));
            }
        }

        return (settings, retries);
    }

    private FormatException Unknown(string name, DbConnectionStringBuilder? driver, bool besideSecret)
    {
        string[] own = [.. connector.Options.Where(option => !option.IsKeyword).Select(option => option.Name), ConnectorOption.Retries.Name];
        var near = NearNames.Find(name, own) is { Count: > 0 } first ? first : NearNames.Find(name, [.. driver is null ? [] : DriverSettings.Names(driver)]);
        var which = besideSecret ? "an option" : $"the option '{name}'";
        if (near.Count > 0)
        {
            var names = string.Join(" or ", near.Select(known => $"'{known}'"));
            return new FormatException($"{Article} {connector.Name} address does not have {which}. Did you mean {names}?");
        }

        var others = driver is null ? "" : " and those of the driver's connection strings";
        return new FormatException($"{Article} {connector.Name} address does not have {which}; it has {string.Join(", ", own)}{others}.");
    }

    private HostAddress ReadHost(string host)
    {
        // An IPv6 address is in brackets, and full of colons.
        var colon = host.LastIndexOf(':');
        if (colon <= host.LastIndexOf(']'))
            colon = -1;
        var name = Decode((colon < 0 ? host : host[..colon]).Trim('[', ']'));
        if (colon < 0)
            return new HostAddress(name, null);
        return ushort.TryParse(host[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? new HostAddress(name, port)
            : throw new FormatException($"What follows the host's colon in the address is not a port. {Escapes}, as in {connector.Example}.");
    }

    private static (string Head, string? Tail) Cut(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
    }

    private string Article => "AEIOU".Contains(connector.Name[0], StringComparison.Ordinal) ? "An" : "A";

    private static string Decode(string text)
    {
        // UnescapeDataString leaves a broken escape as it is, which would end in a wrong password and no hint of why.
        for (var at = text.IndexOf('%', StringComparison.Ordinal); at >= 0; at = text.IndexOf('%', at + 1))
        {
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
                throw new FormatException("A '%' in the address does not begin an escape; write it as %25.");
        }

        return Uri.UnescapeDataString(text);
    }
}
