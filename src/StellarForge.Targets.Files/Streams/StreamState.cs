using System.Text.Json.Serialization;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;

namespace StellarForge.Targets.Files.Streams;

/// <summary>
/// What <c>streams.json</c> says: how far pipelines are, and how much of the folder counts. It is replaced as a whole, so a batch is there with its rows, its
/// dead letters and its positions, or not at all.
/// </summary>
internal sealed class StreamState
{
    /// <summary>The version that is written.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; set; } = CurrentVersion;

    /// <summary>The bytes of the log that count; what follows was never committed.</summary>
    public long LogLength { get; set; }

    /// <summary>Files of the last batch, which a crash may have left under their temporary names.</summary>
    public List<UnnamedFile> Unnamed { get; set; } = [];

    /// <summary>Tables by qualified name.</summary>
    public SortedDictionary<string, StreamedTable> Tables { get; set; } = new(StringComparer.Ordinal);

    public List<StreamedTopic> Topics { get; set; } = [];

    public List<StreamPosition> Positions { get; set; } = [];

    /// <summary>The entry of a partition, or <see langword="null"/>.</summary>
    public StreamPosition? Find(PipelinePlan plan, TopicPartition partition) => Positions.Find(position =>
        position.Pipeline == plan.Name && position.Source == plan.Source && position.Topic == partition.Topic && position.Partition == partition.Partition);

    /// <summary>What can't be, or <see langword="null"/>.</summary>
    public string? FindProblem() =>
        LogLength < 0 ? "Its log has a negative length."
        : Unnamed.Contains(null!) || Topics.Contains(null!) || Positions.Contains(null!) || Tables.ContainsValue(null!)
            || Positions.Exists(position => position.Lanes.Contains(null!)) ? "A part of it is null."
        : Tables.Values.Any(table => table.Files < 0) ? "A table has a negative number of files."
        : null;
}

/// <summary>A file that is committed under a temporary name.</summary>
/// <param name="Id">What its temporary name is made of.</param>
/// <param name="Table">The table's qualified name.</param>
/// <param name="Number">Its number, from 1.</param>
internal sealed record UnnamedFile(Guid Id, string Table, int Number);

/// <summary>What streams wrote of a table.</summary>
/// <param name="Columns">The columns of its files.</param>
internal sealed record StreamedTable(IReadOnlyList<string> Columns)
{
    /// <summary>The number of its files: those with a higher number do not count.</summary>
    public int Files { get; set; }
}

/// <summary>How many partitions a topic had when a pipeline began.</summary>
internal sealed record StreamedTopic(string Pipeline, string Source, string Topic, int Partitions);

/// <summary>How far a pipeline is in a partition.</summary>
internal sealed record StreamPosition(string Pipeline, string Source, string Topic, int Partition)
{
    public long Epoch { get; set; }

    public long NextOffset { get; set; }

    public long? Fingerprint { get; set; }

    public Guid? Batch { get; set; }

    public string Owner { get; set; } = "";

    public DateTime? TakenAt { get; set; }

    public DateTime? AdvancedAt { get; set; }

    public List<StreamLane> Lanes { get; set; } = [];
}

/// <summary>How far a pipeline is in a lane of a partition.</summary>
internal sealed record StreamLane(Guid Stream, int Shard, long Number);

/// <summary>What a state of any version is asked first.</summary>
internal sealed record StreamVersion(int Version);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StreamVersion))]
[JsonSerializable(typeof(StreamState))]
internal sealed partial class StreamStateJson : JsonSerializerContext;
