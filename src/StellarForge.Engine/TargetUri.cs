using System.Data.Common;
using System.Globalization;

namespace StellarForge.Engine;

/// <summary>A server's address as a URI, taken apart: <c>scheme://user:password@host:port/database?option=value</c>.</summary>
/// <remarks>Not <see cref="System.Uri"/>: some drivers take several hosts, and passwords in the wild hold characters that should be escaped.</remarks>
/// <param name="User">The user, or <see langword="null"/>.</param>
/// <param name="Password">The password, or <see langword="null"/>.</param>
/// <param name="Hosts">The hosts with their ports, in order; an empty name stands for the default.</param>
/// <param name="Database">The database, or <see langword="null"/>.</param>
/// <param name="Options">The options behind the question mark, in order.</param>
public sealed record TargetUri(
    string? User, string? Password, IReadOnlyList<(string Name, ushort? Port)> Hosts, string? Database, IReadOnlyList<(string Name, string Value)> Options)
{
    /// <summary>Reads an address.</summary>
    /// <param name="address">What the user wrote.</param>
    /// <param name="example">A right address, for messages; its scheme is one of <paramref name="schemes"/>.</param>
    /// <param name="schemes">The schemes, without what follows them.</param>
    /// <returns>The parts, or <see langword="null"/> where the address begins with none of the schemes.</returns>
    /// <exception cref="FormatException">It can't be read; the message says where, without its secrets.</exception>
    public static TargetUri? Parse(string address, string example, params ReadOnlySpan<string> schemes)
    {
        ArgumentNullException.ThrowIfNull(address);
        foreach (var scheme in schemes)
        {
            if (address.StartsWith(scheme + "://", StringComparison.OrdinalIgnoreCase))
                return Read(address[(scheme.Length + 3)..], example);
        }

        return null;
    }

    /// <summary>Copies an ADO.NET connection string into a driver's own builder, which knows its keywords.</summary>
    /// <param name="address">The connection string.</param>
    /// <param name="builder">The driver's builder.</param>
    /// <param name="example">A right URI and a right connection string, for the message.</param>
    /// <exception cref="FormatException">It can't be read; the message says where, without its secrets.</exception>
    public static void ReadConnectionString(string address, DbConnectionStringBuilder builder, string example)
    {
        DbConnectionStringBuilder parts;
        try
        {
            parts = new DbConnectionStringBuilder { ConnectionString = address };
        }
        catch (ArgumentException)
        {
            // The driver's message could quote a secret.
            throw new FormatException($"The target is neither a URI nor a connection string; write {example}.");
        }

        foreach (string name in parts.Keys)
            SetOption(builder, name, $"{parts[name]}", name);
    }

    /// <summary>Sets an option of a driver's builder.</summary>
    /// <param name="builder">The driver's builder.</param>
    /// <param name="keyword">What the driver calls the option.</param>
    /// <param name="value">Its value.</param>
    /// <param name="name">What the user calls it.</param>
    /// <exception cref="FormatException">The driver does not take it; the message quotes no secret.</exception>
    public static void SetOption(DbConnectionStringBuilder builder, string keyword, string value, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(keyword);
        try
        {
            builder[keyword] = value;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or KeyNotFoundException or OverflowException or InvalidCastException or InvalidOperationException)
        {
            var reason = IsSecret(keyword) ? "its value is not accepted" : (error.InnerException ?? error).Message;
            throw new FormatException($"The target's option '{name}' is not understood: {reason}");
        }
    }

    private static TargetUri Read(string rest, string example)
    {
        var (beforeQuery, query) = Cut(rest, '?');
        var (authority, database) = Cut(beforeQuery, '/');
        var at = authority.LastIndexOf('@');
        var (user, password) = at < 0 ? ("", null) : Cut(authority[..at], ':');
        return new TargetUri(
            user.Length == 0 ? null : Decode(user, "the user"),
            password is null ? null : Decode(password, "the password"),
            [.. authority[(at + 1)..].Split(',').Select(host => ReadHost(host, example))],
            string.IsNullOrEmpty(database) ? null : Decode(database, "the database"),
            [.. (query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries).Select(ReadOption)]);
    }

    private static (string, ushort?) ReadHost(string host, string example)
    {
        // An IPv6 address is in brackets, and full of colons.
        var colon = host.LastIndexOf(':');
        if (colon <= host.LastIndexOf(']'))
            colon = -1;
        var name = Decode((colon < 0 ? host : host[..colon]).Trim('[', ']'), "the host");
        if (colon < 0)
            return (name, null);
        var port = host[(colon + 1)..];
        return ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? (name, number)
            : throw new FormatException($"'{port}' in the target's address is not a port; write {example}.");
    }

    private static (string, string) ReadOption(string option)
    {
        var (name, value) = Cut(option, '=');
        name = Decode(name, "an option's name");
        return (name, Decode(value ?? "", $"the option {name}"));
    }

    private static bool IsSecret(string keyword) =>
        keyword.Contains("password", StringComparison.OrdinalIgnoreCase) || keyword.Equals("pwd", StringComparison.OrdinalIgnoreCase);

    private static (string Head, string? Tail) Cut(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
    }

    private static string Decode(string text, string what)
    {
        // UnescapeDataString leaves a broken escape as it is, which would end in a wrong password and no hint of why.
        for (var at = text.IndexOf('%', StringComparison.Ordinal); at >= 0; at = text.IndexOf('%', at + 1))
        {
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
                throw new FormatException($"A '%' in {what} of the target's address does not begin an escape; write it as %25.");
        }

        return Uri.UnescapeDataString(text);
    }
}
