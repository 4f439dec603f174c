using System.Globalization;
using System.Net;
using System.Security.Claims;
using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Net.Http.Headers;

namespace StellarForge.ServiceDefaults;

/// <summary>Gives a service its callers: sign-in, roles, limits, errors in words, the log of changes.</summary>
public static class AccessExtensions
{
    /// <summary>The rate limit of sign-ins.</summary>
    public const string SignInLimit = "sign-in";

    /// <summary>The longest body that is read.</summary>
    internal const int LongestBody = 1 << 16;

    // The network that a household or a machine has whole (RFC 6177).
    private const int NetworkBytes = 8;

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
        services.AddSingleton<SignInAttempts>();
        AddErrors(services);
        services.AddAuthentication(TokenAuthentication.Bearer)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.Bearer, null);
        services.AddSingleton<AccessPolicy>();
        services.AddSingleton<IAuthorizationHandler>(provider => provider.GetRequiredService<AccessPolicy>());
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessResult>();
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().AddRequirements(new AccessRequirement()).Build());
        services.AddCors();
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<AccessOptions>(Limit);
        services.AddOptions<ForwardedHeadersOptions>().Configure<AccessOptions>(Trust);
        services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = LongestBody);

        // A slim builder leaves it out.
        if (builder is WebApplicationBuilder web)
            web.WebHost.UseKestrelHttpsConfiguration();
        return builder;
    }

    /// <summary>Lets nobody else in. Stands before the endpoints.</summary>
    /// <param name="app">The application.</param>
    public static WebApplication UseAccess(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var options = app.Services.GetRequiredService<AccessOptions>();
        if (options.Proxies.Count > 0)
            app.UseForwardedHeaders();
        app.UseMiddleware<AuditLog>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseCors(policy => policy.WithOrigins([.. options.Origins]).AllowAnyMethod().WithHeaders("Authorization", "Content-Type"));
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.Use(RefuseOtherCharsets);
        return app;
    }

    /// <summary>The network of an address: of IPv6, one caller has as many addresses as it likes.</summary>
    internal static string NetworkOf(IPAddress? address)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        return bytes.Length > NetworkBytes ? Convert.ToHexString(bytes.AsSpan(0, NetworkBytes)) : $"{address}";
    }

    // The framework fails at charsets that it does not know; JSON is UTF-8 (RFC 8259, 8.1).
    private static Task RefuseOtherCharsets(HttpContext context, RequestDelegate next)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || type.Charset.Length == 0
            || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        return Task.CompletedTask;
    }

    // What is missing in a body, or is null where it may not be, is a mistake of the caller's and not met later as an error of ours.
    private static void AddErrors(IServiceCollection services)
    {
        services.AddProblemDetails(problems =>
            problems.CustomizeProblemDetails = context => context.ProblemDetails.Detail ??= ErrorHandler.Describe(context.ProblemDetails.Status));
        services.AddExceptionHandler<ErrorHandler>();
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        });
    }

    private static void Limit(RateLimiterOptions limits, AccessOptions options)
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => Window(Caller(context), options.RequestsPerMinute));
        limits.AddPolicy(SignInLimit, context => Window(NetworkOf(context.Connection.RemoteIpAddress), options.SignInsPerMinute));
        limits.OnRejected = async (rejected, _) =>
        {
            if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
                rejected.HttpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            await TypedResults.Problem("Too many requests. Try again later.", statusCode: StatusCodes.Status429TooManyRequests)
                .ExecuteAsync(rejected.HttpContext);
        };
    }

    // Nothing that is not named is believed, the machine itself included. Where ASPNETCORE_FORWARDEDHEADERS_ENABLED is set, as Aspire does, the host has the
    // headers read in any case; and lists without an entry would mean everybody.
    private static void Trust(ForwardedHeadersOptions forwarded, AccessOptions options)
    {
        forwarded.ForwardedHeaders = options.Proxies.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        forwarded.ForwardLimit = null;
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        foreach (var proxy in options.Proxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
                forwarded.KnownProxies.Add(address);
            else
                forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
        }
    }

    private static string Caller(HttpContext context) =>
        context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? NetworkOf(context.Connection.RemoteIpAddress);

    internal static RateLimitPartition<string> Window(string caller, int most) => RateLimitPartition.GetFixedWindowLimiter(
        caller, _ => new FixedWindowRateLimiterOptions { PermitLimit = most, Window = TimeSpan.FromMinutes(1) });
}
