using StellarForge.ServiceDefaults;

namespace StellarForge.GeneratorService;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Stream {Stream} was changed: {Change}")]
    public static partial void Changed(ILogger logger, string stream, StreamChange change);

    [LoggerMessage(Level = LogLevel.Error, Message = "Stream {Stream} can't be changed so, and goes on as it was: {Problem}")]
    public static partial void NotChanged(ILogger logger, string stream, string problem);
}
