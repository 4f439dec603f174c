using System.Text.Json;
using System.Text.RegularExpressions;

namespace StellarForge.Architecture.Tests;

/// <summary>What the AppHost composes, by the manifest that it publishes: the way of the events, and who looks on.</summary>
/// <param name="Generator">The project that sends.</param>
/// <param name="Tables">The tables that it sends.</param>
/// <param name="Broker">What events go through.</param>
/// <param name="Registry">Where their schemas are, if anywhere.</param>
/// <param name="Writer">The project that writes.</param>
/// <param name="Targets">What it writes into.</param>
/// <param name="Api">The project that asks the other two.</param>
/// <param name="Observers">What is told of metrics and traces, or shows them.</param>
internal sealed partial record ComposedSystem(
    Part Generator, IReadOnlyList<string> Tables, Part Broker, Part? Registry, Part Writer, IReadOnlyList<Part> Targets, Part Api,
    IReadOnlyList<Part> Observers)
{
    public static ComposedSystem Read(string manifest)
    {
        using var document = JsonDocument.Parse(manifest);
        var resources = document.RootElement.GetProperty("resources");
        var projects = resources.EnumerateObject().Where(resource => Text(resource.Value, "type").StartsWith("project.", StringComparison.Ordinal))
            .Select(resource => resource.Name).ToList();

        // All services have the same settings. Whoever has the addresses of the others asks them; their names say the rest.
        var api = projects.Single(project => Settings(project, "^services__(.+?)__").Any());
        var generator = projects.Single(project => project.Contains("generator", StringComparison.Ordinal));
        var writer = projects.Single(project => project.Contains("writer", StringComparison.Ordinal));
        var broker = Settings(generator, "^StellarForge__Streams__.+__Broker$").Single().Value;
        var registry = Settings(generator, "__Registry$").Select(setting => Resource().Match(setting.Value).Groups[1].Value).SingleOrDefault();
        var targets = Settings(writer, "^StellarForge__Pipelines__.+__Target$").Select(setting => Server(setting.Value)).ToList();
        var observers = resources.EnumerateObject().Where(resource => resource.Value.TryGetProperty("image", out _)).Select(resource => resource.Name)
            .Except([.. targets, broker, registry ?? broker]);
        var tables = Settings(generator, "^StellarForge__Streams__.+__Tables__(.+)$").Select(setting => setting.Match.Groups[1].Value).ToList();
        return new ComposedSystem(
            PartOf(generator), tables, PartOf(broker), registry is null ? null : PartOf(registry), PartOf(writer), [.. targets.Select(PartOf)], PartOf(api),
            [.. observers.Select(PartOf)]);

        IEnumerable<(Match Match, string Value)> Settings(string resource, string pattern) => resources.GetProperty(resource).GetProperty("env")
            .EnumerateObject().Select(variable => (Regex.Match(variable.Name, pattern), variable.Value.GetString()!)).Where(variable => variable.Item1.Success);

        // A database is a value whose connection string names its server.
        string Server(string connection) => Resource().Match(Text(resources.GetProperty(connection), "connectionString")) is { Success: true } match
            && !resources.GetProperty(connection).TryGetProperty("image", out _) ? match.Groups[1].Value : connection;

        Part PartOf(string name) => new(name, Text(resources.GetProperty(name), "image"));
    }

    private static string Text(JsonElement resource, string property) => resource.TryGetProperty(property, out var value) ? value.GetString()! : "";

    [GeneratedRegex(@"\{([^.}]+)\.")]
    private static partial Regex Resource();
}

/// <summary>A resource of the model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Image">Its container image, or nothing.</param>
internal sealed record Part(string Name, string Image);
