using System.ComponentModel;
using System.Data.Common;
using System.Globalization;
using System.Reflection;

namespace StellarForge.Engine.Connectors;

/// <summary>The keywords of an ADO.NET driver, as its builder of connection strings knows them.</summary>
internal static class DriverSettings
{
    /// <summary>The names that the driver documents.</summary>
    public static IEnumerable<string> Names(DbConnectionStringBuilder builder) => builder.GetType()
        .GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(property => property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
        .Select(property => property.GetCustomAttribute<DisplayNameAttribute>()?.DisplayName ?? property.Name);

    /// <summary>
    /// The driver's spelling of a name, in which case, <c>_</c>, <c>-</c> and spaces do not matter; or the name itself,
    /// which may be one of the driver's synonyms.
    /// </summary>
    public static string Find(DbConnectionStringBuilder builder, string name) =>
        Names(builder).FirstOrDefault(known => ConnectorOption.Normalize(known) == ConnectorOption.Normalize(name)) ?? name.Replace('_', ' ').Replace('-', ' ');

    /// <summary>Whether the driver knows a keyword. It is asked by a value that no option takes: an unknown keyword fails in another way.</summary>
    public static bool Knows(DbConnectionStringBuilder builder, string name)
    {
        var keyword = Find(builder, name);
        if (Names(builder).Contains(keyword))
            return true;
        try
        {
            return builder.ContainsKey(keyword) || Reads(builder, keyword);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The value that the driver takes for a keyword, or <see langword="null"/> where that is nothing, 0 or no keyword of its own.</summary>
    public static string? Get(DbConnectionStringBuilder builder, string name)
    {
        var keyword = Find(builder, name);
        var text = Knows(builder, name) ? Convert.ToString(builder[keyword], CultureInfo.InvariantCulture) : null;
        return text is null or "" or "0" or "-1" ? null : text;
    }

    /// <summary>Sets a keyword.</summary>
    /// <exception cref="FormatException">The driver does not take the value, which the message does not quote.</exception>
    public static void Set(DbConnectionStringBuilder builder, string keyword, string value, string name)
    {
        try
        {
            builder[keyword] = value;
        }
        catch (Exception error) when (error
            is ArgumentException or FormatException or KeyNotFoundException or OverflowException or InvalidCastException or InvalidOperationException)
        {
            throw new FormatException($"The option '{name}' of the address is not understood: the driver does not take its value.");
        }
    }

    // The getters of the drivers' builders throw for keywords that they do not know.
    private static bool Reads(DbConnectionStringBuilder builder, string keyword)
    {
        _ = builder[keyword];
        return true;
    }
}
