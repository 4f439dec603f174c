using System.Text.Json.Serialization;
using StellarForge.Engine.Streams;
using StellarForge.Engine.Verification;

namespace StellarForge.Api.Verifications;

/// <summary>How a verification is.</summary>
/// <param name="Id">The job's id.</param>
/// <param name="Pipeline">The pipeline whose stream is verified, or <see langword="null"/>.</param>
/// <param name="Target">The name of the connection of the target that is read.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Error">Why it failed, or <see langword="null"/>.</param>
/// <param name="Waiting">What it waits for, or <see langword="null"/>.</param>
/// <param name="Matches">The verdict: whether the target holds what it has to; <see langword="null"/> until it is there.</param>
/// <param name="Complete">Of a stream: whether all events are there that were sent so far.</param>
/// <param name="Tables">Each table.</param>
internal sealed record VerificationStatus(
    string Id, string? Pipeline, string Target, VerificationState State, string? Error, string? Waiting, bool? Matches, bool? Complete,
    IReadOnlyList<VerifiedTable> Tables);

/// <summary>What a verification is doing.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VerificationState>))]
internal enum VerificationState
{
    /// <summary>It runs.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>The verdict is there.</summary>
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>It could not be done.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>What is to be verified: what a pipeline wrote of its stream, or what a fill wrote into a target.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Target">The name of the target's connection.</param>
/// <param name="Tables">
/// Of a fill: its tables. Where none of these four is said, it is the newest fill of this process into the target, or else one as configuration has it.
/// Tables that events go into are left out: their pipelines know what has to be there.
/// </param>
/// <param name="Scale">Of a fill: its scale.</param>
/// <param name="Seed">Of a fill: its seed.</param>
/// <param name="Rows">Of a fill: the numbers of rows that it was given, by table.</param>
internal sealed record VerificationRequest(
    string? Pipeline = null, string? Target = null, IReadOnlyList<string>? Tables = null, double? Scale = null, ulong? Seed = null,
    IReadOnlyDictionary<string, long>? Rows = null);

/// <summary>A table.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Matches">Whether it is as it has to be.</param>
/// <param name="ExpectedRows">The rows that have to be there.</param>
/// <param name="ActualRows">The rows that are there; <see langword="null"/> where they can't be read.</param>
/// <param name="ExpectedChecksum">Their checksum.</param>
/// <param name="ActualChecksum">That of those that are there.</param>
/// <param name="Bad">Of a stream: damaged copies that were sent.</param>
/// <param name="BadLetters">Those of them that are dead letters.</param>
/// <param name="Duplicates">Rows that were sent twice.</param>
/// <param name="DuplicateLetters">Second copies that are dead letters.</param>
/// <param name="Refused">Rows that the database refused.</param>
/// <param name="Problems">What is not as it has to be, in words.</param>
internal sealed record VerifiedTable(
    string Table, bool Matches, long ExpectedRows, long? ActualRows, string ExpectedChecksum, string? ActualChecksum, long? Bad, long? BadLetters,
    long? Duplicates, long? DuplicateLetters, long? Refused, IReadOnlyList<string> Problems)
{
    /// <summary>Describes a table of a stream.</summary>
    public static VerifiedTable Of(StreamedTableVerification table) => new(
        table.Table.Schema.QualifiedName, table.IsMatch, table.Expected.Count, table.Actual.Count, table.Expected.Hex, table.Actual.Hex, table.Bad,
        table.BadLetters, table.Duplicates, table.DuplicateLetters, table.Refused, table.Problems);

    /// <summary>Describes a table of a fill.</summary>
    public static VerifiedTable Of(TableVerification table) => new(
        table.Table.Schema.QualifiedName, table.IsMatch, table.Expected.Count, table.Actual?.Count, table.Expected.Hex, table.Actual?.Hex, null, null, null,
        null, null, [.. table.Problem is { } problem ? [problem] : table.Differences.Select(difference => $"{difference}")]);
}
