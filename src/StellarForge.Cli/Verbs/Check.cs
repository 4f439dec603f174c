using System.Text.Json.Serialization;

namespace StellarForge.Cli.Verbs;

/// <summary>What the doctor found of one thing.</summary>
/// <param name="Name">The thing.</param>
/// <param name="State">How it is.</param>
/// <param name="Detail">A version, an address, an error.</param>
/// <param name="Fix">What to do, unless it is well.</param>
internal sealed record Check(string Name, CheckState State, string Detail, string? Fix = null);

/// <summary>How a thing is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckState>))]
internal enum CheckState
{
    /// <summary>It works.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>It is not there, and only needed by some.</summary>
    [JsonStringEnumMemberName("missing")]
    Missing,

    /// <summary>It is configured, and does not work.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}
