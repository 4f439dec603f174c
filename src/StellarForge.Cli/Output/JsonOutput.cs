using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using StellarForge.Cli.Verbs;

namespace StellarForge.Cli.Output;

/// <summary>Writes results for machines.</summary>
internal static class JsonOutput
{
    public static void Write<T>(T value, JsonTypeInfo<T> type) => Console.Out.WriteLine(JsonSerializer.Serialize(value, type));
}

internal sealed record DeadLetterReport(
    string Pipeline, string Source, string Topic, int Partition, long Offset, string Table, string Reason, string Detail, string Key, long Length,
    string Sha256, Guid? Stream, int? Shard, long? Number, DateTime RecordedAt, DateTime? ForwardedAt, DateTime? ReplayedAt, string? Value = null);

internal sealed record ReplayReport(int Replayed, int Left);

internal sealed record ModelReport(string Model, IReadOnlyList<TableReport> Tables);

internal sealed record TableReport(
    string Table, long Rows, bool Scales, string? Owner, IReadOnlyList<string> Key,
    IReadOnlyList<ColumnReport> Columns, IReadOnlyList<ReferenceReport> References);

internal sealed record ColumnReport(string Name, string Type, bool Nullable, bool Unique, string Rule);

internal sealed record ReferenceReport(IReadOnlyList<string> Columns, string Parent, IReadOnlyList<string> ParentColumns);

internal sealed record BenchReport(
    string Table, string Format, long Rows, double Seconds, double RowsPerSecond, long Bytes, double MegabytesPerSecond, long AllocatedBytes);

internal sealed record FillReport(
    string Target, bool Complete, long LoadedRows, long Bytes, double Seconds, double RowsPerSecond,
    IReadOnlyList<FilledTableReport> Tables, bool? Verified, VerifyReport? Verification);

internal sealed record FilledTableReport(string Table, long Rows, long LoadedRows, long Bytes, double Seconds);

internal sealed record VerifyReport(string Target, bool Matches, IReadOnlyList<VerifiedTableReport> Tables);

internal sealed record VerifiedTableReport(
    string Table, bool Matches, long ExpectedRows, long? ActualRows, string ExpectedChecksum, string? ActualChecksum, string? Problem,
    IReadOnlyList<DifferenceReport> Differences);

internal sealed record DifferenceReport(string Kind, string Key, IReadOnlyList<ColumnDifferenceReport> Columns);

internal sealed record ColumnDifferenceReport(string Column, string? Expected, string? Actual);

internal sealed record WriteReport(bool Done, IReadOnlyList<PipelineReport> Pipelines);

internal sealed record PipelineReport(
    string Pipeline, double Seconds, long Events, double EventsPerSecond, long? Lag, int Partitions, LatencyReport? LatencyMilliseconds,
    IReadOnlyList<PipelineTableReport> Tables);

internal sealed record LatencyReport(double P50, double P95, double P99);

internal sealed record PipelineTableReport(string Table, string Topic, long Written, long Ignored, long DeadLetters, long Repeated, long Bytes);

internal sealed record DdlReport(string Dialect, string Sql);

internal sealed record DoctorReport(IReadOnlyList<Check> Checks);

internal sealed record StreamTableReport(string Table, long Events, long Late, long Disorder, long Duplicates, long Bad);

internal sealed record LiveStepReport(string From, double Rate);

internal sealed record LivePaceReport(double Rate, string Pattern, bool Paused, IReadOnlyList<LiveStepReport> Schedule, FaultsReport Faults);

internal sealed record FaultsReport(double Late, double Disorder, double Duplicates, double Bad);

internal sealed record StreamReport(
    Guid? Stream, bool? Complete, long Messages, long Bytes, double Seconds, int Shards, int Processes, long SpooledEvents, long SpooledBytes, string? Waiting,
    long? WaitingRows, bool Paused, IReadOnlyList<StreamTableReport> Tables);

internal sealed record UpReport(IReadOnlyList<string> Urls);

internal sealed record StreamVerifyReport(Guid Stream, bool Matches, bool Complete, IReadOnlyList<StreamedTableReport> Tables);

internal sealed record StreamedTableReport(
    string Table, bool Matches, long ExpectedRows, long ActualRows, string ExpectedChecksum, string ActualChecksum,
    long Bad, long BadLetters, long Duplicates, long DuplicateLetters, long Refused, IReadOnlyList<string> Problems);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(ModelReport))]
[JsonSerializable(typeof(BenchReport))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(DdlReport))]
[JsonSerializable(typeof(FillReport))]
[JsonSerializable(typeof(VerifyReport))]
[JsonSerializable(typeof(WriteReport))]
[JsonSerializable(typeof(LivePaceReport))]
[JsonSerializable(typeof(StreamReport))]
[JsonSerializable(typeof(StreamVerifyReport))]
[JsonSerializable(typeof(StreamTableReport))]
[JsonSerializable(typeof(DeadLetterReport))]
[JsonSerializable(typeof(ReplayReport))]
[JsonSerializable(typeof(UpReport))]
internal sealed partial class OutputJson : JsonSerializerContext;
