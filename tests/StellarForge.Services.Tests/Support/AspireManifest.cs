using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StellarForge.Services.Tests.Support;

/// <summary>The manifest of a profile of the AppHost, as it is approved: what each service is started with, in expressions about other resources.</summary>
/// <param name="profile">The profile.</param>
/// <param name="values">
/// What only a deployment knows: hosts, ports and URLs of bindings (<c>postgres.bindings.tcp.host</c>), values of parameters (<c>postgres-password.value</c>).
/// </param>
internal sealed partial class AspireManifest(string profile, Func<string, string> values)
{
    private readonly JsonElement _resources = JsonDocument.Parse(File.ReadAllText(FileOf(profile))).RootElement.GetProperty("resources");

    /// <summary>The environment variables of a service.</summary>
    /// <param name="service">Its name.</param>
    public Dictionary<string, string> EnvironmentOf(string service) =>
        _resources.GetProperty(service).GetProperty("env").EnumerateObject().ToDictionary(entry => entry.Name, entry => Resolve(entry.Value.GetString()!));

    private string Resolve(string text) => Expression().Replace(text, match => ValueOf(match.Groups[1].Value, match.Groups[2].Value));

    private string ValueOf(string resource, string property)
    {
        var element = _resources.GetProperty(resource);
        if (property == "connectionString")
            return Resolve(element.GetProperty(property).GetString()!);

        // A value that is escaped for URIs.
        return element.TryGetProperty("filter", out _) ? Uri.EscapeDataString(Resolve(element.GetProperty("value").GetString()!))
            : values($"{resource}.{property}");
    }

    private static string FileOf(string profile, [CallerFilePath] string source = "") =>
        Path.Combine(Path.GetDirectoryName(source)!, "../../StellarForge.AppHost.Tests/Approved", profile, "manifest.json");

    [GeneratedRegex(@"\{([\w-]+)\.([\w.-]+)\}")]
    private static partial Regex Expression();
}
