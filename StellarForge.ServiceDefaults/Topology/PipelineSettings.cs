using StellarForge.Engine.Streams;

namespace StellarForge.ServiceDefaults;

/// <summary>A pipeline: events of topics into a target, exactly once.</summary>
public sealed class PipelineSettings
{
    private static readonly PipelineOptions Default = new();

    /// <summary>The stream whose topics are read, by its name. Either this or <see cref="Broker"/>.</summary>
    public string? Stream { get; set; }

    /// <summary>The connection of the broker whose topics are read, where their events come from elsewhere.</summary>
    public string? Broker { get; set; }

    /// <summary>With <see cref="Broker"/>: the topics, by the table that their events go into.</summary>
    public Dictionary<string, string> Topics { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>With <see cref="Stream"/>: the tables that are written. Default: all that the stream sends.</summary>
    public List<string> Tables { get; set; } = [];

    /// <summary>The connection of the target. Required.</summary>
    public string? Target { get; set; }

    /// <summary>
    /// The consumer group at the broker, which processes of the pipeline share and meters of lag ask for. Default: made of the pipeline's name and its target.
    /// </summary>
    public string? Group { get; set; }

    /// <summary>What becomes of an event whose key the table has: <c>append</c> makes it a dead letter, <c>upsert</c>, <c>ignore</c>. Default append.</summary>
    public WriteMode Mode { get; set; } = WriteMode.Append;

    /// <summary>With <c>upsert</c>: a column whose older values never overwrite newer ones. Default <see langword="null"/>: none.</summary>
    public string? Version { get; set; }

    /// <summary>Whether tables get columns that say when and from where a row came. Default <see langword="false"/>.</summary>
    public bool Metadata { get; set; }

    /// <summary>With <see cref="Broker"/>: the messages' format, <c>avro</c> or <c>json</c>. Default avro. With a stream: the stream's.</summary>
    public string? Format { get; set; }

    /// <summary>With <see cref="Broker"/>: the URL of a schema registry. Default <see langword="null"/>: none. With a stream: the stream's.</summary>
    public string? Registry { get; set; }

    /// <summary>The most events of a transaction. Default 20,000.</summary>
    public int BatchRows { get; set; } = Default.BatchRows;

    /// <summary>How long an event waits for others at most, while the target is not busy. Default 20 ms.</summary>
    public TimeSpan BatchWait { get; set; } = Default.BatchWait;

    /// <summary>Whether nothing is written for the time being. Default <see langword="false"/>.</summary>
    [Reloads]
    public bool Paused { get; set; }
}
