using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace StellarForge.Engine.Tests.SchemaRegistry;

/// <summary>A schema registry on loopback, with the paths, bodies and error codes of Confluent's. Schemas have ids from 1.</summary>
internal sealed class FakeSchemaRegistry : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Lock _lock = new();
    private readonly List<string> _schemas = [];
    private readonly Dictionary<string, List<int>> _subjects = [];

    private FakeSchemaRegistry(WebApplication application) => _application = application;

    /// <summary>The URL, without a user.</summary>
    public string Url => _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()
        .Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    /// <summary>User and password, or <see langword="null"/> for none.</summary>
    public string? Credentials { get; set; }

    /// <summary>How many of the next requests fail, and how.</summary>
    public int Failures { get; set; }

    public Func<HttpContext, Task> Fail { get; set; } = context => Answer(context, 503, new JsonObject { ["error_code"] = 50301, ["message"] = "Not ready." });

    /// <summary>What was asked, as method and path.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>The fields that are said beside an id's schema.</summary>
    public Dictionary<int, JsonObject> More { get; } = [];

    public static async Task<FakeSchemaRegistry> StartAsync(X509Certificate2? certificate = null, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, port, listen =>
        {
            if (certificate is not null)
                listen.UseHttps(certificate);
        }));
        var application = builder.Build();
        var registry = new FakeSchemaRegistry(application);
        application.Run(registry.HandleAsync);
        await application.StartAsync();
        return registry;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private static Task Answer(HttpContext context, int status, JsonNode body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/vnd.schemaregistry.v1+json";
        return context.Response.WriteAsync(body.ToJsonString());
    }

    private static Task Error(HttpContext context, int code, string message) =>
        Answer(context, code > 1_000 ? code / 100 : code, new JsonObject { ["error_code"] = code, ["message"] = message });

    private async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.Trim('/').Split('/').Select(Uri.UnescapeDataString).ToArray();
        lock (_lock)
            Requests.Add($"{context.Request.Method} {context.Request.Path}");
        if (Failures > 0)
        {
            Failures--;
            await Fail(context);
            return;
        }

        if (Credentials is { } secret && context.Request.Headers.Authorization != $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))}")
        {
            await Error(context, 401, "Unauthorized");
            return;
        }

        var body = context.Request.Method == "GET" ? null : await JsonNode.ParseAsync(context.Request.Body);
        var answer = (context.Request.Method, path) switch
        {
            ("GET", ["schemas", "ids", var id]) => FindAsync(context, int.Parse(id, null)),
            ("POST", ["subjects", var subject, "versions"]) => RegisterAsync(context, subject, (string)body!["schema"]!),
            ("POST", ["subjects", var subject]) => LookUpAsync(context, subject, (string)body!["schema"]!),
            ("GET", ["subjects", var subject, "versions", "latest"]) => LatestAsync(context, subject),
            ("GET", ["config", var subject]) => Error(context, 40401, $"Subject '{subject}' does not have subject-level compatibility configured"),
            ("PUT", ["config", _]) => Answer(context, 200, body!),
            _ => Error(context, 404, "HTTP 404 Not Found"),
        };
        await answer;
    }

    private Task FindAsync(HttpContext context, int id)
    {
        lock (_lock)
        {
            if (id < 1 || id > _schemas.Count)
                return Error(context, 40403, $"Schema {id} not found");
            var answer = More.GetValueOrDefault(id)?.DeepClone().AsObject() ?? [];
            answer["schema"] = _schemas[id - 1];
            return Answer(context, 200, answer);
        }
    }

    private Task RegisterAsync(HttpContext context, string subject, string schema)
    {
        lock (_lock)
        {
            if (JsonNode.Parse(schema) is not JsonObject { } record || record["type"] is null)
                return Error(context, 42201, "Invalid schema");
            if (!_schemas.Contains(schema))
                _schemas.Add(schema);
            var id = _schemas.IndexOf(schema) + 1;
            var versions = _subjects.TryGetValue(subject, out var known) ? known : _subjects[subject] = [];
            if (!versions.Contains(id))
            {
                // Backward compatible: what is new has a default.
                if (versions.Count > 0 && NewFields(_schemas[versions[^1] - 1], schema).Any(field => !field.ContainsKey("default")))
                    return Error(context, 409, $"Schema being registered is incompatible with an earlier schema for subject \"{subject}\"");
                versions.Add(id);
            }

            return Answer(context, 200, new JsonObject { ["id"] = id });
        }
    }

    private Task LookUpAsync(HttpContext context, string subject, string schema)
    {
        lock (_lock)
        {
            return !_subjects.TryGetValue(subject, out var versions) ? Error(context, 40401, $"Subject '{subject}' not found.")
                : versions.FindIndex(id => _schemas[id - 1] == schema) is >= 0 and var version ? Version(context, subject, version)
                : Error(context, 40403, "Schema not found");
        }
    }

    private Task LatestAsync(HttpContext context, string subject)
    {
        lock (_lock)
        {
            return _subjects.TryGetValue(subject, out var versions) ? Version(context, subject, versions.Count - 1)
                : Error(context, 40401, $"Subject '{subject}' not found.");
        }
    }

    private Task Version(HttpContext context, string subject, int version)
    {
        var id = _subjects[subject][version];
        return Answer(context, 200, new JsonObject { ["subject"] = subject, ["version"] = version + 1, ["id"] = id, ["schema"] = _schemas[id - 1] });
    }

    private static IEnumerable<JsonObject> NewFields(string before, string after)
    {
        var known = JsonNode.Parse(before)!["fields"]!.AsArray().Select(field => (string)field!["name"]!).ToHashSet();
        return JsonNode.Parse(after)!["fields"]!.AsArray().Select(field => field!.AsObject()).Where(field => !known.Contains((string)field["name"]!));
    }
}
