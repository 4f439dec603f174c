using System.CommandLine.Parsing;
using System.Globalization;

namespace StellarForge.Cli.Options;

/// <summary>Reads times as people write them: <c>50ms</c>, <c>5s</c>, <c>1.5m</c>, <c>2h</c>; a number without a unit is one of seconds.</summary>
internal static class Durations
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400), ("", 1)];

    /// <summary>A time in the unit that fits it, as 12.3ms or 4.5m.</summary>
    public static string Text(TimeSpan time)
    {
        var (unit, seconds) = Units.Where(known => known.Unit.Length > 0).LastOrDefault(known => time.TotalSeconds >= known.Seconds, Units[0]);
        return string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds / seconds:N1} {unit}");
    }

    /// <summary>Parses the value of an option.</summary>
    public static TimeSpan? Parse(ArgumentResult argument)
    {
        var text = argument.Tokens[^1].Value;
        foreach (var (unit, seconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number * seconds <= TimeSpan.MaxValue.TotalSeconds / 2)
                return TimeSpan.FromSeconds(number * seconds);
        }

        argument.AddError($"{((OptionResult)argument.Parent!).Option.Name} takes a time, such as 50ms, 5s, 1m or 2h, not '{text}'.");
        return null;
    }
}
