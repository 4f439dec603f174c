using System.Data.Common;
using System.Globalization;
using System.Text;
using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Connectors;

/// <summary>A host of an address.</summary>
/// <param name="Name">Its name or number; empty for the default.</param>
/// <param name="Port">Its port, or <see langword="null"/> for the default.</param>
public sealed record HostAddress(string Name, ushort? Port);

/// <summary>A setting of an address: an option, or a keyword of a connection string.</summary>
/// <param name="Name">Its name, as it is written.</param>
/// <param name="Value">Its value, decoded.</param>
public sealed record AddressSetting(string Name, string Value);

/// <summary>An address, taken apart: a URI with its parts percent-decoded, or a connection string.</summary>
public sealed class ConnectorAddress
{
    internal ConnectorAddress(Connector connector) => Connector = connector;

    /// <summary>Whose address it is.</summary>
    public Connector Connector { get; }

    /// <summary>The scheme in lower case, or <see langword="null"/> for a connection string.</summary>
    public string? Scheme { get; internal init; }

    /// <summary>The user of a server's URI, or <see langword="null"/>.</summary>
    public string? User { get; internal init; }

    /// <summary>The password of a server's URI, or <see langword="null"/>.</summary>
    public string? Password { get; internal init; }

    /// <summary>The hosts of a server's URI, in order.</summary>
    public IReadOnlyList<HostAddress> Hosts { get; internal init; } = [];

    /// <summary>The database of a server's URI, the path of the other form; or <see langword="null"/>.</summary>
    public string? Path { get; internal init; }

    /// <summary>The options, or the keywords of a connection string, in order, without those that every address has.</summary>
    public IReadOnlyList<AddressSetting> Settings { get; internal init; } = [];

    /// <summary>How often a fill is to try again, or <see langword="null"/> where the address does not say.</summary>
    public int? Retries { get; internal init; }

    /// <summary>Opens the target.</summary>
    /// <exception cref="FormatException">The address lacks something, or is not a target's.</exception>
    public ITarget OpenTarget() => Connector is TargetConnector target
        ? target.Open(this)
        : throw new FormatException($"{Connector.Name} is not a target: nothing can be filled there.");

    /// <summary>Opens the broker.</summary>
    /// <exception cref="FormatException">The address lacks something, or is not a broker's.</exception>
    public IBroker OpenBroker() => Connector is BrokerConnector broker
        ? broker.Open(this)
        : throw new FormatException($"{Connector.Name} is not a broker: there are no topics.");

    /// <summary>An option's value, or its default.</summary>
    /// <exception cref="FormatException">The option does not take the value.</exception>
    public string? Text(ConnectorOption option)
    {
        ArgumentNullException.ThrowIfNull(option);
        return Settings.LastOrDefault(setting => option.IsCalled(setting.Name)) is { } given ? option.Read(given.Value)
            : option.Default is { } value ? option.Read(value) : null;
    }

    /// <summary>The value of a <see cref="OptionType.Boolean"/> option, or its default.</summary>
    public bool Boolean(ConnectorOption option) => bool.Parse(Text(option) ?? "false");

    /// <summary>The value of an <see cref="OptionType.Integer"/> option, or its default.</summary>
    public int? Integer(ConnectorOption option) => Text(option) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>The value of an <see cref="OptionType.Seconds"/> option, or its default.</summary>
    public TimeSpan? Seconds(ConnectorOption option) =>
        Text(option) is { } text ? TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture)) : null;

    /// <summary>The value of an <see cref="OptionType.Bytes"/> option, or its default.</summary>
    public long? Bytes(ConnectorOption option) => Text(option) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>Sets the options in a driver's builder, by the driver's names for them.</summary>
    /// <param name="builder">The driver's builder.</param>
    /// <param name="except">Those that the connector reads itself.</param>
    /// <exception cref="FormatException">The driver does not take a value.</exception>
    public void CopyTo(DbConnectionStringBuilder builder, params IReadOnlyList<ConnectorOption> except)
    {
        ArgumentNullException.ThrowIfNull(builder);
        foreach (var setting in Settings)
        {
            var option = Connector.Options.FirstOrDefault(option => option.IsCalled(setting.Name));
            if (option is not null && except.Contains(option))
                continue;
            var keyword = option?.Keyword ?? DriverSettings.Find(builder, option?.Name ?? setting.Name);
            DriverSettings.Set(builder, keyword, option?.Read(setting.Value) ?? setting.Value, setting.Name);
        }
    }

    /// <summary>The address as it may be shown: with <c>***</c> for whatever could be a password.</summary>
    public override string ToString()
    {
        if (Scheme is null)
        {
            var builder = new DbConnectionStringBuilder { ["Provider"] = Connector.Providers[0] };
            foreach (var (name, value) in Settings.Select(setting => (setting.Name, setting.Value)))
                builder[name] = Shown(name, value);
            if (Retries is { } retries)
                builder[ConnectorOption.Retries.Name] = retries;
            return builder.ConnectionString;
        }

        var text = new StringBuilder(Scheme).Append(':');
        if (Connector.Form == AddressForm.Server)
        {
            text.Append("//");
            if (User is not null)
                text.Append(Uri.EscapeDataString(User)).Append(Password is null ? "" : ":***").Append('@');
            text.AppendJoin(',', Hosts.Select(host =>
                (host.Name.Contains(':', StringComparison.Ordinal) ? $"[{host.Name}]" : Uri.EscapeDataString(host.Name))
                + (host.Port is { } port ? $":{port}" : "")));
            if (Path is not null)
                text.Append('/').Append(Uri.EscapeDataString(Path));
        }
        else
        {
            text.Append(EscapePath(Path ?? ""));
        }

        var options = Settings.Select(setting =>
            $"{Uri.EscapeDataString(setting.Name)}={(IsSecret(setting.Name) ? "***" : Uri.EscapeDataString(setting.Value))}");
        if (Retries is { } number)
            options = options.Append(string.Create(CultureInfo.InvariantCulture, $"{ConnectorOption.Retries.Name}={number}"));
        return options.Any() ? text.Append('?').AppendJoin('&', options).ToString() : text.ToString();
    }

    /// <summary>A file's or folder's path as a URI of the path form takes it.</summary>
    public static string EscapePath(string path) =>
        path.Replace("%", "%25", StringComparison.Ordinal).Replace("?", "%3F", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal);

    internal static bool IsSecret(string name)
    {
        var normal = ConnectorOption.Normalize(name);
        return normal.Contains("pass", StringComparison.Ordinal) || normal.Contains("pwd", StringComparison.Ordinal)
            || normal.Contains("secret", StringComparison.Ordinal) || normal.Contains("token", StringComparison.Ordinal)
            || normal.Contains("oauth", StringComparison.Ordinal) || normal.EndsWith("pem", StringComparison.Ordinal);
    }

    private static string Shown(string name, string value) => IsSecret(name) ? "***" : value;
}
