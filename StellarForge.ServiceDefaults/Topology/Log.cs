using Microsoft.Extensions.Logging;

namespace StellarForge.ServiceDefaults;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Critical, Message = "The configuration is wrong: {Mistake}")]
    public static partial void WrongConfiguration(ILogger logger, string mistake);
}
