using StellarForge.ServiceDefaults;

namespace StellarForge.GeneratorService;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Stream {Stream} was changed: {Change}")]
    public static partial void Changed(ILogger logger, string stream, StreamChange change);

    [LoggerMessage(Level = LogLevel.Error, Message = "Stream {Stream} can't be changed as configuration says; a restart tries it again: {Problem}")]
    public static partial void NotApplied(ILogger logger, string stream, string problem);
}
