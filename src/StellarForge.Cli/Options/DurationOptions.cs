using System.CommandLine.Parsing;
using StellarForge.ServiceDefaults;

namespace StellarForge.Cli.Options;

/// <summary>Reads times: <c>50ms</c>, <c>5s</c>, <c>1.5m</c>, <c>2h</c>; a number without a unit is one of seconds.</summary>
internal static class DurationOptions
{
    /// <summary>Parses the value of an option.</summary>
    public static TimeSpan? Parse(ArgumentResult argument)
    {
        var text = argument.Tokens[^1].Value;
        if ((Durations.Parse(text) ?? Durations.Parse($"{text}s")) is { } time)
            return time;
        argument.AddError($"{((OptionResult)argument.Parent!).Option.Name} takes a time, such as 50ms, 5s, 1m or 2h, not '{text}'.");
        return null;
    }
}
