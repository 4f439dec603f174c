using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;

namespace StellarForge.ServiceDefaults;

/// <summary>Logs every change that is asked for: who, what, and how it ended. Refuses those that a page of another origin asks a browser for.</summary>
internal sealed partial class ChangeLog(RequestDelegate next, AccessOptions options, ILogger<ChangeLog> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (AccessPolicy.IsRead(request))
        {
            await next(context);
            return;
        }

        if (request.Headers.Origin is [{ Length: > 0 } origin] && !IsAllowed(origin, request))
            await Refused.ExecuteAsync(context);
        else
            await next(context);

        var user = context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "nobody";
        Changed(logger, request.Method, request.Path, user, context.Connection.RemoteIpAddress, context.Response.StatusCode);
    }

    private static ProblemHttpResult Refused => TypedResults.Problem(
        $"Pages of other origins may not change things here. Add theirs to {AccessOptions.Section}:Origins.", statusCode: StatusCodes.Status403Forbidden);

    private bool IsAllowed(string origin, HttpRequest request) =>
        options.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase)
        || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));

    [LoggerMessage(EventId = 1, EventName = "Change", Level = LogLevel.Information, Message = "{Method} {Path} by {User} from {Address}: {Status}")]
    private static partial void Changed(ILogger logger, string method, PathString path, string user, IPAddress? address, int status);
}
