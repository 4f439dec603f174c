using System.Globalization;

namespace StellarForge.Engine.Connectors;

/// <summary>What an option's value is.</summary>
public enum OptionType
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A whole number, 0 or more.</summary>
    Integer,

    /// <summary>A number of seconds, with a fraction where need be.</summary>
    Seconds,

    /// <summary>A number of bytes, as such or with a unit: <c>1024</c>, <c>1K</c>; <c>K</c>, <c>M</c>, <c>G</c> and <c>T</c> are powers of 1024.</summary>
    Bytes,
}

/// <summary>An option of a connector's addresses. Case, <c>_</c>, <c>-</c> and spaces do not matter in its name.</summary>
/// <param name="Name">The name: <c>connect_timeout</c>.</param>
/// <param name="Type">What its value is.</param>
/// <param name="Default">Its value where the address does not say, as it would be written; <see langword="null"/> where that is the driver's matter.</param>
/// <param name="Help">What it is for, in one line.</param>
public sealed record ConnectorOption(string Name, OptionType Type, string? Default, string Help)
{
    // Longer ones are mistakes, and overflow what they are counted in.
    private const double MostSeconds = 1e6;

    /// <summary>How often a fill tries again after an error that may pass: every address has it.</summary>
    public static ConnectorOption Retries { get; } = new(
        "retries", OptionType.Integer, $"{new FillOptions().Retries}", "How often in a row a fill tries again after an error that may pass");

    /// <summary>Further names.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The values that it takes, each with what it means; empty where it takes any of its type.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>What the driver calls it, where it is passed on to a driver under another name.</summary>
    public string? Keyword { get; init; }

    /// <summary>Whether only connection strings have it: a keyword of other programs, or the path itself.</summary>
    public bool IsKeyword { get; init; }

    /// <summary>Whether the option goes by a name.</summary>
    public bool IsCalled(string name) => Aliases.Append(Name).Any(known => Normalize(known) == Normalize(name));

    /// <summary>What a value means.</summary>
    /// <exception cref="FormatException">The option does not take it. The message does not quote it: it could be a piece of a password.</exception>
    public string Read(string value)
    {
        if (Values.Count > 0)
        {
            var known = Values.FirstOrDefault(pair => Normalize(pair.Key) == Normalize(value));
            return known.Key is not null ? known.Value : throw Wrong($"not one of {string.Join(", ", Values.Keys)}");
        }

        return Type switch
        {
            OptionType.Boolean when !bool.TryParse(value, out _) => throw Wrong($"neither {Name}=true nor {Name}=false"),
            OptionType.Integer when !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) => throw Wrong("not a whole number"),
            OptionType.Seconds when !double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
                || seconds is not (>= 0 and <= MostSeconds) =>
                throw Wrong($"not a number of seconds; write one like {Name}=60"),
            OptionType.Bytes => Bytes(value),
            _ => value,
        };
    }

    private string Bytes(string value)
    {
        const string Units = "KMGT";
        var unit = value.Length == 0 ? -1 : Units.IndexOf(char.ToUpperInvariant(value[^1]), StringComparison.Ordinal);
        var shift = 10 * (unit + 1);
        var digits = unit < 0 ? value : value[..^1];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= long.MaxValue >> shift
            ? (number << shift).ToString(CultureInfo.InvariantCulture)
            : throw Wrong($"not a number of bytes; write one like {Name}=512M");
    }

    /// <summary>A name without what does not matter in it.</summary>
    internal static string Normalize(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private FormatException Wrong(string why) => new($"The option '{Name}' of the address is not understood: its value is {why}.");
}
