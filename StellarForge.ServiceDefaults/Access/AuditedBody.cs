using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace StellarForge.ServiceDefaults;

/// <summary>The body of a request as the audit log has it: as JSON, without secrets, and not for pages.</summary>
internal static class AuditedBody
{
    private const int Longest = 2_000;
    private const string Secret = "***";

    private static readonly string[] SecretNames = ["password", "pwd", "secret", "token", "key", "hash"];
    private static readonly string[] SecretValues = ["@", "password=", "pwd="];

    /// <summary>Reads what the endpoint has read.</summary>
    /// <returns>Empty where that is nothing, or no JSON.</returns>
    public static async Task<string> ReadAsync(HttpRequest request)
    {
        if (!request.Body.CanSeek || request.Body.Position == 0)
            return "";

        // Whoever is not known yet says who they are: of that the name alone is logged, whatever else stands there.
        var isSignIn = request.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        try
        {
            request.Body.Position = 0;
            using var body = await JsonDocument.ParseAsync(request.Body);
            return Describe(body.RootElement, isSignIn);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or IOException)
        {
            return "(no JSON)";
        }
    }

    /// <summary>Describes a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="isSignIn">Whether nothing but the user's name may be known.</param>
    internal static string Describe(JsonElement body, bool isSignIn)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
        {
            if (!isSignIn)
            {
                Write(writer, body);
            }
            else
            {
                writer.WriteStartObject();
                if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty("user", out var user) && user.ValueKind == JsonValueKind.String)
                    writer.WriteString("user", user.GetString());
                writer.WriteEndObject();
            }
        }

        var described = Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
        return described.Length <= Longest ? described : $"{described[..Longest]}…";
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    if (HasAny(property.Name, SecretNames))
                        writer.WriteStringValue(Secret);
                    else
                        Write(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String when HasAny(value.GetString()!, SecretValues):
                // An address in the place of a connection's name may hold a password.
                writer.WriteStringValue(Secret);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static bool HasAny(string text, string[] words) => words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
