using System.Data.Common;
using System.Globalization;

namespace StellarForge.Targets.Sqlite;

/// <summary>What a user calls a database file: <c>sqlite:shop.db?timeout=60</c>, or <c>Data Source=shop.db</c>.</summary>
/// <param name="File">The full path.</param>
/// <param name="Timeout">How long another program, that is no fill, may hold the file's lock.</param>
internal sealed record SqliteAddress(string File, TimeSpan Timeout)
{
    private const string Scheme = "sqlite:";

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It can't be read.</exception>
    public static SqliteAddress Parse(string address) =>
        address.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? ParseUri(address[Scheme.Length..]) : ParseConnectionString(address);

    private static SqliteAddress ParseUri(string rest)
    {
        var question = rest.IndexOf('?', StringComparison.Ordinal);
        var file = question < 0 ? rest : rest[..question];
        if (file.StartsWith("//", StringComparison.Ordinal))
            file = file[2..];

        var timeout = DefaultTimeout;
        foreach (var option in question < 0 ? [] : rest[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (option.Split('=', 2) is not ["timeout", var seconds])
                throw new FormatException($"'{option}' is not an option of a SQLite file; the only one is timeout=seconds, as in sqlite:shop.db?timeout=60.");
            timeout = ParseTimeout(seconds);
        }

        return Create(file, timeout);
    }

    private static SqliteAddress ParseConnectionString(string text)
    {
        string? file = null;
        var timeout = DefaultTimeout;
        var builder = new DbConnectionStringBuilder { ConnectionString = text };
        foreach (string name in builder.Keys)
        {
            switch (name.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant())
            {
                case "datasource" or "filename":
                    file = (string)builder[name];
                    break;
                case "defaulttimeout" or "commandtimeout":
                    timeout = ParseTimeout((string)builder[name]);
                    break;
                case "mode" or "cache" or "pooling" or "foreignkeys" or "recursivetriggers":
                    break; // Of an application's connections; they mean nothing to a load.
                default:
                    throw new FormatException($"'{name}' is not understood in a SQLite connection string; write Provider=Sqlite;Data Source=shop.db.");
            }
        }

        return Create(file ?? "", timeout);
    }

    private static SqliteAddress Create(string file, TimeSpan timeout) => file switch
    {
        "" => throw new FormatException("The SQLite target names no file; write one like sqlite:shop.db."),
        ":memory:" => throw new FormatException("A SQLite database in memory is gone when the command ends; name a file, as in sqlite:shop.db."),
        _ => new SqliteAddress(Path.GetFullPath(file), timeout),
    };

    private static TimeSpan ParseTimeout(string seconds) =>
        double.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1e6
            ? TimeSpan.FromSeconds(number)
            : throw new FormatException($"timeout={seconds} is not a number of seconds; write one like timeout=60.");
}
