using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using StellarForge.Engine;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.SchemaRegistry;

namespace StellarForge.ServiceDefaults;

/// <summary>Says what went wrong as problem details (RFC 9457), where that is for users to know. Of anything else nothing is said; the log has it.</summary>
internal sealed class ErrorHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        (int Status, string Detail)? problem = exception switch
        {
            BadHttpRequestException bad => (bad.StatusCode, Describe(bad)),
            FillRefusedException => (StatusCodes.Status409Conflict, exception.Message),
            TargetException or BrokerException or SchemaRegistryException => (StatusCodes.Status503ServiceUnavailable, exception.Message),
            _ => null,
        };
        if (problem is not { } known)
            return false;
        await TypedResults.Problem(known.Detail, statusCode: known.Status).ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>What is said of an answer that has no words of its own.</summary>
    public static string? Describe(int? status) => status switch
    {
        StatusCodes.Status404NotFound => "There is nothing at this address. /openapi/v1.json has what there is.",
        StatusCodes.Status405MethodNotAllowed => "This address takes another method. /openapi/v1.json has it.",
        StatusCodes.Status413PayloadTooLarge => FormattableString.Invariant($"The body is longer than {AccessExtensions.LongestBody} bytes."),
        StatusCodes.Status415UnsupportedMediaType => "The body has to be JSON in UTF-8. Send it with Content-Type: application/json.",
        _ => null,
    };

    // The framework's own words name types.
    private static string Describe(BadHttpRequestException error) => error.StatusCode switch
    {
        _ when Describe(error.StatusCode) is { } words => words,
        _ when error.InnerException is JsonException { Path: { } path } => $"The body is not what is asked for, at {path}. /openapi/v1.json has its schema.",
        _ => "A parameter or the body is missing, or is not what is asked for. /openapi/v1.json has their schemas.",
    };
}
