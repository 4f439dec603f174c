using Microsoft.Extensions.Logging;

namespace StellarForge.ServiceDefaults;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Critical, Message = "The configuration is wrong: {Mistake}")]
    public static partial void WrongConfiguration(ILogger logger, string mistake);

    [LoggerMessage(Level = LogLevel.Error, Message = "The changed configuration is refused, and the one of before stays: {Mistake}")]
    public static partial void RefusedConfiguration(ILogger logger, string mistake);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Key} has changed, which needs a restart")]
    public static partial void NeedsRestart(ILogger logger, string key);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Key} has changed, and holds from now on")]
    public static partial void Reloaded(ILogger logger, string key);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Name}: {Notice}")]
    public static partial void Notice(ILogger logger, string name, string notice);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Name} has ended")]
    public static partial void Ended(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Error, Message = "The configuration can't be read anew, and the one of before stays")]
    public static partial void NotReloaded(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Name}: {Problem} It waits until somebody goes on with it")]
    public static partial void Stopped(ILogger logger, string name, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Name}: {Problem} Trying again in {Seconds} s")]
    public static partial void Failed(ILogger logger, Exception? error, string name, string problem, double seconds);
}
