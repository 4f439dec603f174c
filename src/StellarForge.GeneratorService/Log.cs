using StellarForge.ServiceDefaults;

namespace StellarForge.GeneratorService;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Stream {Stream} was changed: {Change}")]
    public static partial void Changed(ILogger logger, string stream, StreamChange change);

    [LoggerMessage(Level = LogLevel.Error, Message = "Stream {Stream} can't be changed as configuration says: {Problem}")]
    public static partial void NotApplied(ILogger logger, string stream, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stream {Stream} can't be changed as configuration says at the moment; again in {Pause} s: {Problem}")]
    public static partial void NotAppliedYet(ILogger logger, string stream, string problem, double pause);
}
