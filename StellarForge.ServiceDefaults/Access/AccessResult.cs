using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

namespace StellarForge.ServiceDefaults;

/// <summary>Says why a call was refused, as problem details (RFC 9457).</summary>
internal sealed class AccessResult(SignIn signIn, AccessPolicy access) : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
            return next(context);
        var isUnknown = signIn.IsOn && context.User.Identity is not { IsAuthenticated: true };
        if (isUnknown)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        return TypedResults.Problem(
            access.Refusal(context) ?? "This is refused.",
            statusCode: isUnknown ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden).ExecuteAsync(context);
    }
}
