using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using StellarForge.Text;

namespace StellarForge.ServiceDefaults;

/// <summary>
/// Logs every change that is asked for, whatever becomes of it: who, from where, what, how it ended. It has a category of its own, so that it can be kept
/// apart.
/// </summary>
/// <param name="next">What answers.</param>
/// <param name="loggers">Makes the log.</param>
internal sealed partial class AuditLog(RequestDelegate next, ILoggerFactory loggers)
{
    /// <summary>The log's category.</summary>
    public const string Category = "StellarForge.Audit";

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (AccessPolicy.IsRead(request))
        {
            await next(context);
            return;
        }

        // Read again afterwards: what nobody read, as of a caller that was refused, is not asked for.
        request.EnableBuffering(AccessExtensions.LongestBody, AccessExtensions.LongestBody + 1);
        var (path, failed) = (request.Path.ToUriComponent(), true);
        try
        {
            await next(context);
            failed = false;
        }
        finally
        {
            await LogAsync(context, path, failed);
        }
    }

    private async Task LogAsync(HttpContext context, string path, bool failed)
    {
        if (!_logger.IsEnabled(LogLevel.Information))
            return;
        var status = failed && !context.Response.HasStarted ? StatusCodes.Status500InternalServerError : context.Response.StatusCode;
        var (user, body) = (UserOf(context), await AuditedBody.ReadAsync(context.Request));
        var gone = context.RequestAborted.IsCancellationRequested ? " (the caller was gone)" : "";
        Changed(_logger, context.Request.Method, path, user, context.Connection.RemoteIpAddress, status, gone, body);
    }

    private static string UserOf(HttpContext context) =>
        context.User.FindFirstValue(ClaimTypes.NameIdentifier) is { } user ? PrintableText.Escape(user) : "nobody";

    [LoggerMessage(
        EventId = 1, EventName = "Change", Level = LogLevel.Information, Message = "{Method} {Path} by {User} from {Address}: {Status}{Gone} {Body}")]
    private static partial void Changed(
        ILogger logger, string method, string path, string user, IPAddress? address, int status, string gone, string body);
}
