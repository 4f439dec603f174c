using System.Text.Json.Serialization;

namespace StellarForge.ServiceDefaults;

/// <summary>What a stream or a pipeline is doing.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HostState>))]
public enum HostState
{
    /// <summary>It is being prepared.</summary>
    [JsonStringEnumMemberName("starting")]
    Starting,

    /// <summary>The target is filled with what the stream's rows refer to.</summary>
    [JsonStringEnumMemberName("filling")]
    Filling,

    /// <summary>It runs.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>It was paused.</summary>
    [JsonStringEnumMemberName("paused")]
    Paused,

    /// <summary>Something that it needs is away, or not there yet.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>It failed, and is tried again.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>All is sent.</summary>
    [JsonStringEnumMemberName("ended")]
    Ended,
}
