using System.Text.Json.Nodes;

namespace StellarForge.Targets.Files.Tests;

/// <summary>A folder of JSON lines files.</summary>
internal sealed class JsonLinesStore() : FilesStore("jsonl")
{
    public override Task<long> CountAsync(Table table) =>
        Task.FromResult(FilesOf(table.Schema.QualifiedName.Replace('"', '_')).SelectMany(File.ReadLines).LongCount(line => JsonNode.Parse(line) is JsonObject));

    protected override bool IsLine(string line, Guid order, int number) =>
        JsonNode.Parse(line) is { } node && (string?)node["order_code"] == $"{order}" && (int?)node["number"] == number;

    // Members in another order, and spaces between, are the same row.
    protected override string WithPrice(string line, string price)
    {
        var node = JsonNode.Parse(line)!;
        return $$"""{ "price": {{price}}, "number": {{node["number"]}}, "order_code": "{{node["order_code"]}}" }""";
    }

    protected override string Visit(int page) => $$"""{"page":{{page}}}""";
}
