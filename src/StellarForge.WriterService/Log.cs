using StellarForge.ServiceDefaults;

namespace StellarForge.WriterService;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Pipeline {Pipeline} was changed: {Change}")]
    public static partial void Changed(ILogger logger, string pipeline, PipelineChange change);
}
