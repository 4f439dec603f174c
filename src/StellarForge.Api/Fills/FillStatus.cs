using System.Text.Json.Serialization;

namespace StellarForge.Api.Fills;

/// <summary>How a fill is.</summary>
/// <param name="Id">The job's id.</param>
/// <param name="Target">The name of the target's connection.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Scale">The scale.</param>
/// <param name="State">What it is doing.</param>
/// <param name="CanResume">Whether it stopped, and can be gone on with: one that was refused can't.</param>
/// <param name="Phase">What of it.</param>
/// <param name="Error">Why it failed, or <see langword="null"/>.</param>
/// <param name="Notice">What a user should know now, or <see langword="null"/>.</param>
/// <param name="Rows">Rows that are in the target, or on their way.</param>
/// <param name="TotalRows">All rows there will be, or <see langword="null"/> until they are counted.</param>
/// <param name="RowsPerSecond">Rows that this job loaded a second.</param>
/// <param name="Bytes">Bytes that it sent.</param>
/// <param name="StartedAt">When it began, UTC.</param>
/// <param name="Seconds">How long it took so far.</param>
/// <param name="Tables">Each table.</param>
internal sealed record FillStatus(
    string Id, string Target, ulong Seed, double Scale, FillState State, bool CanResume, string Phase, string? Error, string? Notice, long Rows,
    long? TotalRows, double RowsPerSecond, long Bytes, DateTime StartedAt, double Seconds, IReadOnlyList<FilledTable> Tables);

/// <summary>How far a table is.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rows">Its rows so far.</param>
/// <param name="TotalRows">All it will have, or <see langword="null"/> until they are counted.</param>
internal sealed record FilledTable(string Table, long Rows, long? TotalRows);

/// <summary>What a fill is doing.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FillState>))]
internal enum FillState
{
    /// <summary>It runs.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>All is there.</summary>
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>It failed; it can be gone on with.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>It was cancelled; it can be gone on with.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}

/// <summary>What is to be filled.</summary>
/// <param name="Target">The name of the target's connection.</param>
/// <param name="Tables">The tables; <see langword="null"/> for all.</param>
/// <param name="Scale">The scale; <see langword="null"/> for the topology's.</param>
/// <param name="Seed">The seed; <see langword="null"/> for the topology's.</param>
/// <param name="Rows">Row counts of single tables; <see langword="null"/> for the topology's.</param>
/// <param name="Recreate">Whether tables that a fill made are dropped first.</param>
internal sealed record FillRequest(
    string Target, IReadOnlyList<string>? Tables = null, double? Scale = null, ulong? Seed = null, IReadOnlyDictionary<string, long>? Rows = null,
    bool Recreate = false);
