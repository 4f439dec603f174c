using System.CommandLine.Parsing;
using System.Globalization;

namespace StellarForge.Cli.Options;

/// <summary>Reads sizes as people write them: <c>512M</c>, <c>1GiB</c>, <c>64 KB</c>, all by powers of 1024; a number without a unit is one of bytes.</summary>
internal static class Sizes
{
    private const string Units = "KMGT";

    /// <summary>Parses the value of an option.</summary>
    public static long Parse(ArgumentResult argument)
    {
        var text = argument.Tokens[^1].Value;
        if (TryParse(text, out var bytes))
            return bytes;
        argument.AddError($"{((OptionResult)argument.Parent!).Option.Name} takes a number of bytes, such as 512M or 1GiB, not '{text}'.");
        return 0;
    }

    /// <summary>Reads a size; whether it is one.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        var number = text.AsSpan().TrimEnd("bB").TrimEnd("iI").TrimEnd();
        var unit = number.IsEmpty ? -1 : Units.IndexOf(char.ToUpperInvariant(number[^1]), StringComparison.Ordinal);
        var factor = 1L << (10 * (unit + 1));
        bytes = 0;
        if (!double.TryParse(unit < 0 ? number : number[..^1].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || value * factor >= long.MaxValue)
            return false;
        bytes = (long)(value * factor);
        return true;
    }
}
