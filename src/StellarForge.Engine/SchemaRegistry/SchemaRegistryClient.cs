using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polly;
using Polly.Retry;
using StellarForge.Formats;

namespace StellarForge.Engine.SchemaRegistry;

/// <summary>
/// A client of a schema registry with Confluent's REST interface (<see href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html"/>).
/// Safe to share between threads.
/// </summary>
/// <remarks>
/// What may pass is tried again a few times. Where the registry stays down, the folder of the address is asked, if there is one; where that does not know
/// either, a <see cref="SchemaRegistryException"/> of kind <see cref="ErrorKind.Transient"/> is thrown.
/// </remarks>
public sealed class SchemaRegistryClient : ISchemaRegistry, IDisposable
{
    private const string MediaType = "application/vnd.schemaregistry.v1+json";

    // What the registry calls an id that it does not have; any other 404 is somebody else's.
    private const int SchemaNotFound = 40403;
    private const int LongestAnswer = 16 << 20;

    private readonly SchemaRegistryAddress _address;
    private readonly SchemaFolder? _folder;
    private readonly HttpClient _http;
    private readonly ResiliencePipeline _retrying;
    private readonly ConcurrentDictionary<(string Subject, string Schema), int> _ids = new();

    /// <summary>A client; nothing is asked yet.</summary>
    /// <param name="address">Where the registry is.</param>
    /// <param name="time">The clock of waits between attempts. Default the system's.</param>
    /// <exception cref="FormatException">The file of certificates is none.</exception>
    public SchemaRegistryClient(SchemaRegistryAddress address, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        _address = address;
        _folder = address.Schemas is { } folder ? new SchemaFolder(folder, address.Url) : null;
        _http = new HttpClient(Handler(address)) { Timeout = address.Timeout, MaxResponseContentBufferSize = LongestAnswer };
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaType));
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json", 0.9));
        if (address.User is { } user)
        {
            var secret = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{address.Password}"));
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", secret);
        }

        _retrying = new ResiliencePipelineBuilder { TimeProvider = time ?? TimeProvider.System }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is SchemaRegistryException { Kind: ErrorKind.Transient }),
                MaxRetryAttempts = 3,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(200),
            })
            .Build();
    }

    /// <inheritdoc/>
    /// <exception cref="SchemaRegistryException">The registry refuses the schema, as one that is not compatible, or can't be asked.</exception>
    public async Task<int> RegisterAsync(string subject, string schema, CancellationToken cancellationToken)
    {
        if (_ids.TryGetValue((subject, schema), out var known))
            return known;
        var id = await AskOrRecallAsync<int?>(
            async cancel =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, Resource($"subjects/{Uri.EscapeDataString(subject)}/versions"));
                request.Content = new StringContent(new JsonObject { ["schema"] = schema }.ToJsonString(), new MediaTypeHeaderValue(MediaType));
                var (status, answer) = await SendAsync(request, cancel);
                if (status is HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity)
                    throw new SchemaRegistryException(
                        $"The schema registry {_address} refuses the schema for the subject {subject}: {WordsOf(answer)} ({(int)status})");
                Expect(status, answer, $"the registration of {subject}");
                var given = Number(answer, "id") ?? throw Unexpected(answer, $"the registration of {subject}");
                _folder?.Keep(given, schema);
                return given;
            },
            folder => folder.IdOf(schema),
            cancellationToken);
        return _ids[(subject, schema)] = id!.Value;
    }

    /// <inheritdoc/>
    /// <exception cref="FormatException">What has the id is no Avro schema, or one that is not whole.</exception>
    /// <exception cref="SchemaRegistryException">The registry can't be asked.</exception>
    public async Task<string?> FindAsync(ulong id, CancellationToken cancellationToken)
    {
        if (id > int.MaxValue)
            return null;
        return await AskOrRecallAsync(
            async cancel =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, Resource(string.Create(CultureInfo.InvariantCulture, $"schemas/ids/{id}")));
                var (status, answer) = await SendAsync(request, cancel);
                if (status == HttpStatusCode.NotFound && Number(answer, "error_code") == SchemaNotFound)
                    return null;
                Expect(status, answer, $"the schema {id}");
                if (Text(answer, "schemaType") is { } type && type != "AVRO")
                    throw new FormatException($"it is of the type {type}, not AVRO");
                if (answer is JsonObject document && document["references"] is JsonArray { Count: > 0 })
                    throw new FormatException("it refers to schemas of other subjects, which are not read");
                var schema = Text(answer, "schema") ?? throw Unexpected(answer, $"the schema {id}");
                _folder?.Keep((int)id, schema);
                return schema;
            },
            folder => folder.Find((int)id),
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<T?> AskOrRecallAsync<T>(Func<CancellationToken, Task<T?>> ask, Func<SchemaFolder, T?> recall, CancellationToken cancellationToken)
    {
        try
        {
            return await _retrying.ExecuteAsync(async cancel => await ask(cancel), cancellationToken);
        }
        catch (SchemaRegistryException error) when (error.Kind == ErrorKind.Transient && _folder is not null)
        {
            return recall(_folder) ?? throw new SchemaRegistryException($"{error.Message} The folder {_address.Schemas} has no copy.", error, error.Kind);
        }
    }

    private async Task<(HttpStatusCode Status, JsonNode? Answer)> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return (response.StatusCode, Parse(body));
        }
        catch (HttpRequestException error) when (error.InnerException is AuthenticationException)
        {
            throw new SchemaRegistryException(
                $"The schema registry {_address} shows a certificate that is not trusted: {error.InnerException.Message} ?ca=FILE names its authority.", error);
        }
        catch (HttpRequestException error)
        {
            throw new SchemaRegistryException($"The schema registry {_address} can't be asked: {error.Message}", error, ErrorKind.Transient);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SchemaRegistryException(
                $"The schema registry {_address} did not answer within {_address.Timeout.TotalSeconds:0.#} s.", error, ErrorKind.Transient);
        }
    }

    private void Expect(HttpStatusCode status, JsonNode? answer, string asked)
    {
        if (status == HttpStatusCode.OK)
            return;
        var words = WordsOf(answer);
        throw (int)status switch
        {
            401 or 403 => new SchemaRegistryException(
                $"The schema registry {_address} does not let us in ({(int)status}): {words} Are user and password right?"),
            408 or 429 or >= 500 => new SchemaRegistryException(
                $"The schema registry {_address} fails ({(int)status}) when asked for {asked}: {words}", null, ErrorKind.Transient),
            _ => new SchemaRegistryException($"The schema registry {_address} answers {(int)status} when asked for {asked}: {words} Is its URL right?"),
        };
    }

    private SchemaRegistryException Unexpected(JsonNode? answer, string asked) =>
        new($"The schema registry {_address} answers as none does when asked for {asked}: {Excerpt(answer?.ToJsonString() ?? "no JSON")}");

    private Uri Resource(string path) => new($"{_address.Url.ToString().TrimEnd('/')}/{path}");

    private static string WordsOf(JsonNode? answer) => Excerpt(Text(answer, "message") ?? "no reason is given.");

    private static string Excerpt(string text)
    {
        const int Longest = 1_000;
        return text.Length > Longest ? $"{text[..Longest]}…" : text;
    }

    private static JsonNode? Parse(byte[] body)
    {
        try
        {
            return body.Length == 0 ? null : JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            // A proxy's page: what was asked for is missing in it, which is said then.
            return null;
        }
    }

    private static string? Text(JsonNode? answer, string name) =>
        answer is JsonObject document && document[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static int? Number(JsonNode? answer, string name) =>
        answer is JsonObject document && document[name] is JsonValue value && value.TryGetValue(out int number) ? number : null;

    private static SocketsHttpHandler Handler(SchemaRegistryAddress address)
    {
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2), ConnectTimeout = address.Timeout, UseCookies = false };
        if (address.CertificateAuthority is not { } file)
            return handler;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new FormatException($"The file of certificates {file} of the schema registry {address} can't be read: {error.Message}", error);
        }

        handler.SslOptions.CertificateChainPolicy = policy;
        return handler;
    }
}
