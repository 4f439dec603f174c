using System.Globalization;

namespace StellarForge.ServiceDefaults;

/// <summary>Times as people write them: <c>50ms</c>, <c>5s</c>, <c>1.5m</c>, <c>2h</c>, <c>3d</c>.</summary>
public static class Durations
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>A time in the unit that fits it, as 12.3 ms or 4.5 m.</summary>
    /// <param name="time">The time.</param>
    public static string Text(TimeSpan time)
    {
        var (unit, seconds) = Units.LastOrDefault(known => time.TotalSeconds >= known.Seconds, Units[0]);
        return string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds / seconds:N1} {unit}");
    }

    /// <summary>Reads a time.</summary>
    /// <param name="text">A number with its unit.</param>
    /// <returns>The time, or <see langword="null"/> where that is none.</returns>
    public static TimeSpan? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var (unit, seconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text[..^unit.Length].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number * seconds <= TimeSpan.MaxValue.TotalSeconds / 2)
                return TimeSpan.FromSeconds(number * seconds);
        }

        return null;
    }
}
