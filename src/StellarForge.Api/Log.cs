namespace StellarForge.Api;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Job} failed: {Problem}")]
    public static partial void JobFailed(ILogger logger, Exception? error, string job, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Pipeline {Pipeline} could not be told to go on; it does by itself within {Seconds} s: {Problem}")]
    public static partial void NotReleased(ILogger logger, string pipeline, double seconds, string problem);
}
