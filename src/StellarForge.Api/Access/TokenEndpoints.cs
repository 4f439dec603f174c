using Microsoft.AspNetCore.Http.HttpResults;
using StellarForge.ServiceDefaults;

namespace StellarForge.Api.Access;

/// <summary>Signs users in.</summary>
internal static class TokenEndpoints
{
    /// <summary>Maps <c>token</c>.</summary>
    /// <param name="api">The group of <c>/api</c>.</param>
    public static void MapTokens(this IEndpointRouteBuilder api) =>
        api.MapPost("/token", Issue).AllowAnonymous().RequireRateLimiting(AccessExtensions.SignInLimit)
            .WithTags("Access").WithName("signIn").WithSummary("Signs a user in, for a while");

    private static Results<Ok<IssuedToken>, ProblemHttpResult> Issue(Credentials credentials, SignIn signIn, SignInAttempts attempts)
    {
        if (!attempts.TryAdd(credentials.User))
            return TypedResults.Problem("Too many attempts to sign in as this user. Try again later.", statusCode: StatusCodes.Status429TooManyRequests);
        return signIn.Issue(credentials.User, credentials.Password) is { } token
            ? TypedResults.Ok(token)
            : TypedResults.Problem("The user or the password is wrong.", statusCode: StatusCodes.Status401Unauthorized);
    }
}

/// <summary>Who signs in.</summary>
/// <param name="User">The user's name.</param>
/// <param name="Password">The password.</param>
internal sealed record Credentials(string User, string Password);
