using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace StellarForge.Api.Remote;

/// <summary>A service that runs elsewhere, found as Aspire injects it: <c>services__generator__http__0</c>.</summary>
/// <param name="name">Its name.</param>
/// <param name="configuration">Says where it is.</param>
/// <param name="clients">Makes clients.</param>
internal sealed class RemoteService(string name, IConfiguration configuration, IHttpClientFactory clients)
{
    /// <summary>The service that has the streams.</summary>
    public const string Generator = "generator";

    /// <summary>The service that has the pipelines.</summary>
    public const string Writer = "writer";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Reads a resource.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="authorization">The caller's <c>Authorization</c> header.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="RemoteException">The service can't be reached, or answers something else.</exception>
    public async Task<T> GetAsync<T>(string path, string? authorization, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync<T>(request, authorization, cancellationToken);
    }

    /// <summary>Changes a resource.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="change">What is to change.</param>
    /// <param name="authorization">The caller's <c>Authorization</c> header.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What it is then.</returns>
    /// <exception cref="RemoteException">The service can't be reached, or answers something else.</exception>
    public async Task<T> PatchAsync<T>(string path, object change, string? authorization, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, path) { Content = JsonContent.Create(change, options: Json) };
        return await SendAsync<T>(request, authorization, cancellationToken);
    }

    /// <summary>Asks whether it is there.</summary>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <exception cref="RemoteException">The service can't be reached, or is something else.</exception>
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz");
        using var response = await SendAsync(request, authorization: null, cancellationToken);
        ThrowUnlessSuccess(response);
    }

    private async Task<T> SendAsync<T>(HttpRequestMessage request, string? authorization, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(request, authorization, cancellationToken);
        ThrowUnlessSuccess(response);
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken) ?? throw new JsonException("null");
        }
        catch (JsonException error)
        {
            throw new RemoteException($"The {name} answers what is no answer of its kind. Is it of the same version?", error);
        }
    }

    /// <summary>Passes a request on, and the answer back.</summary>
    /// <param name="context">The request.</param>
    public async Task ForwardAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(new(context.Request.Method), context.Request.Path.ToUriComponent());
        if (context.Request.ContentType is { } type)
        {
            // Read before anything is sent: one that is too long is the caller's mistake.
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            request.Content = new ByteArrayContent(body.ToArray());
            request.Content.Headers.TryAddWithoutValidation(HeaderNames.ContentType, type);
        }

        try
        {
            using var response = await SendAsync(request, context.Request.Headers.Authorization, context.RequestAborted);
            context.Response.StatusCode = (int)response.StatusCode;
            context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
            await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (RemoteException error)
        {
            await TypedResults.Problem(error.Message, statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
        }
    }

    private void ThrowUnlessSuccess(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode)
            throw new RemoteException($"The {name} answers {(int)response.StatusCode} ({response.ReasonPhrase}).");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string? authorization, CancellationToken cancellationToken)
    {
        if (configuration[$"services:{name}:http:0"] is not { Length: > 0 } address || !Uri.TryCreate(address, UriKind.Absolute, out var server))
            throw new RemoteException($"The API does not know where the {name} is. Set services__{name}__http__0 to its URL.");
        request.RequestUri = new Uri(server, request.RequestUri!);
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation(HeaderNames.Authorization, authorization);
        try
        {
            // With its body, which may be cut off or fail to come as well.
            return await clients.CreateClient(nameof(RemoteService)).SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        }
        catch (Exception error) when (error is HttpRequestException || (error is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new RemoteException($"The {name} does not answer. Is it running?", error);
        }
    }
}
