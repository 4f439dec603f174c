using Microsoft.Extensions.Logging;

namespace StellarForge.ServiceDefaults;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Some instruments could not be asked for the scrape")]
    public static partial void ObservationFailed(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The instrument {Instrument} of {Meter} is not shown: another of another kind is called {Name} already")]
    public static partial void SameName(ILogger logger, string instrument, string meter, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Dependency} is away: {Reason}")]
    public static partial void DependencyAway(ILogger logger, string dependency, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Dependency} is back")]
    public static partial void DependencyBack(ILogger logger, string dependency);
}
