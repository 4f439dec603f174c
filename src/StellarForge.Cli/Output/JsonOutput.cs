using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace StellarForge.Cli.Output;

/// <summary>Writes results for machines.</summary>
internal static class JsonOutput
{
    public static void Write<T>(T value, JsonTypeInfo<T> type) => Console.Out.WriteLine(JsonSerializer.Serialize(value, type));
}

internal sealed record ModelReport(string Model, IReadOnlyList<TableReport> Tables);

internal sealed record TableReport(
    string Table, long Rows, bool Scales, string? Owner, IReadOnlyList<string> Key, IReadOnlyList<ColumnReport> Columns, IReadOnlyList<ReferenceReport> References);

internal sealed record ColumnReport(string Name, string Type, bool Nullable, bool Unique, string Rule);

internal sealed record ReferenceReport(IReadOnlyList<string> Columns, string Parent, IReadOnlyList<string> ParentColumns);

internal sealed record BenchReport(
    string Table, string Format, long Rows, double Seconds, double RowsPerSecond, long Bytes, double MegabytesPerSecond, long AllocatedBytes);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(ModelReport))]
[JsonSerializable(typeof(BenchReport))]
internal sealed partial class OutputJson : JsonSerializerContext;
