using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace StellarForge.ServiceDefaults;

/// <summary>
/// Who may call an endpoint that does not say otherwise: viewers may read, operators may change; where sign-in is off, whoever calls from the machine itself.
/// </summary>
internal sealed class AccessRequirement : IAuthorizationRequirement;

/// <summary>Decides it.</summary>
/// <param name="signIn">Whose tokens are valid.</param>
/// <param name="options">Whose pages may call.</param>
internal sealed class AccessPolicy(SignIn signIn, AccessOptions options) : AuthorizationHandler<AccessRequirement>
{
    private static readonly string[] ProxyHeaders = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"];

    /// <inheritdoc/>
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, AccessRequirement requirement)
    {
        if (context.Resource is HttpContext call && Refusal(call) is null)
            context.Succeed(requirement);
        return Task.CompletedTask;
    }

    /// <summary>Why a call is refused, or <see langword="null"/> where it is not.</summary>
    public string? Refusal(HttpContext call)
    {
        // A browser sends it with whatever a page asks for.
        if (!IsRead(call.Request) && call.Request.Headers.Origin is [{ Length: > 0 } origin] && !IsAllowed(origin, call.Request))
            return $"Pages of other origins may not change things here. Add theirs to {AccessOptions.Section}:Origins.";
        if (!signIn.IsOn)
        {
            // A name that leads here by a foreign DNS server would let any web page call in the name of whoever looks at it, and a proxy the whole world.
            return IsLoopback(call.Connection.LocalIpAddress) && IsLoopback(call.Connection.RemoteIpAddress) && IsLoopback(call.Request.Host.Host)
                && !ProxyHeaders.Any(call.Request.Headers.ContainsKey)
                    ? null
                    : "Sign-in is not configured, so only this machine is answered, as localhost, 127.0.0.1 or [::1], and without a proxy. "
                        + $"Set {AccessOptions.Section}:Key and Users.";
        }

        if (call.User.Identity is not { IsAuthenticated: true })
            return "Sign in: POST /api/token with user and password, then send the token as 'Authorization: Bearer'.";
        var isOperator = call.User.HasClaim(ClaimTypes.Role, SignIn.NameOf(UserRole.Operator));
        var isViewer = isOperator || call.User.HasClaim(ClaimTypes.Role, SignIn.NameOf(UserRole.Viewer));
        return isOperator || (isViewer && IsRead(call.Request)) ? null
            : isViewer ? "Viewers look on; to change things takes an operator."
            : "The token has no role of this service: viewer or operator.";
    }

    /// <summary>Whether a request changes nothing.</summary>
    internal static bool IsRead(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);

    private bool IsAllowed(string origin, HttpRequest request) =>
        options.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase)
        || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));

    private static bool IsLoopback(IPAddress? address) => address is null || IPAddress.IsLoopback(address);

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
