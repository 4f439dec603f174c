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
internal sealed class AccessPolicy(SignIn signIn) : AuthorizationHandler<AccessRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, AccessRequirement requirement)
    {
        if (context.Resource is HttpContext call && Refusal(signIn, call) is { } refusal)
            context.Fail(new AuthorizationFailureReason(this, refusal));
        else
            context.Succeed(requirement);
        return Task.CompletedTask;
    }

    /// <summary>Why a call is refused, or <see langword="null"/> where it is not.</summary>
    internal static string? Refusal(SignIn signIn, HttpContext call)
    {
        if (!signIn.IsOn)
        {
            // A name that leads here by a foreign DNS server would let any web page call in the name of whoever looks at it.
            return IsLoopback(call.Connection.LocalIpAddress) && IsLoopback(call.Request.Host.Host) ? null
                : "Sign-in is not configured, so only this machine is answered, as localhost, 127.0.0.1 or [::1]. "
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

    private static bool IsLoopback(IPAddress? address) => address is null || IPAddress.IsLoopback(address);

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
