using System.Globalization;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace StellarForge.ServiceDefaults;

/// <summary>Gives a service its callers: sign-in, roles, limits, the log of changes.</summary>
public static class AccessExtensions
{
    /// <summary>The rate limit of sign-ins.</summary>
    public const string SignInLimit = "sign-in";

    /// <summary>
    /// Adds who may call the service. Endpoints that do not allow anonymous callers are for viewers, and where they change things for operators.
    /// </summary>
    /// <param name="builder">The application.</param>
    public static TBuilder AddAccess<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(SignIn)))
            return builder;
        services.AddSingleton(provider => provider.GetRequiredService<Topology>().Options.Access);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SignIn>();
        services.AddProblemDetails();
        services.AddAuthentication(TokenAuthentication.Bearer)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.Bearer, null);
        services.AddSingleton<IAuthorizationHandler, AccessPolicy>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessResult>();
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().AddRequirements(new AccessRequirement()).Build());
        services.AddCors();
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<AccessOptions>(Limit);
        return builder;
    }

    /// <summary>Lets nobody else in. Stands before the endpoints.</summary>
    /// <param name="app">The application.</param>
    public static WebApplication UseAccess(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var options = app.Services.GetRequiredService<AccessOptions>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseCors(policy => policy.WithOrigins([.. options.Origins]).AllowAnyMethod().WithHeaders("Authorization", "Content-Type"));
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseMiddleware<ChangeLog>();
        app.UseAuthorization();
        return app;
    }

    private static void Limit(RateLimiterOptions limits, AccessOptions options)
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => Window(Caller(context), options.RequestsPerMinute));
        limits.AddPolicy(SignInLimit, context => Window($"{context.Connection.RemoteIpAddress}", options.SignInsPerMinute));
        limits.OnRejected = async (rejected, cancellationToken) =>
        {
            if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
                rejected.HttpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            await TypedResults.Problem("Too many requests. Try again later.", statusCode: StatusCodes.Status429TooManyRequests)
                .ExecuteAsync(rejected.HttpContext);
        };
    }

    private static string Caller(HttpContext context) =>
        context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? $"{context.Connection.RemoteIpAddress}";

    private static RateLimitPartition<string> Window(string caller, int most) => RateLimitPartition.GetFixedWindowLimiter(
        caller, _ => new FixedWindowRateLimiterOptions { PermitLimit = most, Window = TimeSpan.FromMinutes(1) });
}
