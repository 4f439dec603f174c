using System.IdentityModel.Tokens.Jwt;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace StellarForge.ServiceDefaults;

/// <summary>Knows a caller by the token behind <c>Authorization: Bearer</c> (RFC 6750).</summary>
/// <param name="options">The scheme's.</param>
/// <param name="logger">Logs what was refused.</param>
/// <param name="encoder">Encodes addresses.</param>
/// <param name="signIn">What a token has to be.</param>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, SignIn signIn)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The scheme.</summary>
    public const string Bearer = nameof(Bearer);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization is not [{ } header] || !header.StartsWith($"{Bearer} ", StringComparison.OrdinalIgnoreCase))
            return Task.FromResult(AuthenticateResult.NoResult());
        try
        {
            var user = new JwtSecurityTokenHandler().ValidateToken(header[(Bearer.Length + 1)..].Trim(), signIn.Parameters, out var token);
            var expiry = new AuthenticationProperties { ExpiresUtc = token.ValidTo };
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(user, expiry, Bearer)));
        }
        catch (Exception error)
        {
            // A token may be anything, and so is what the library throws at it. Its message may quote the token.
            return Task.FromResult(AuthenticateResult.Fail($"The token is refused: {error.GetType().Name}."));
        }
    }
}
