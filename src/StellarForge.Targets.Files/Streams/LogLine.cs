using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;

namespace StellarForge.Targets.Files.Streams;

/// <summary>A line of <c>streams.jsonl</c>: one of its parts is there.</summary>
internal sealed record LogLine
{
    /// <summary>A file was written.</summary>
    public LoggedFile? File { get; init; }

    /// <summary>A message could not become a row.</summary>
    public LoggedLetter? Letter { get; init; }

    /// <summary>A dead letter was sent to its topic.</summary>
    public LoggedMark? Forwarded { get; init; }

    /// <summary>A dead letter became a row after all.</summary>
    public LoggedMark? Replayed { get; init; }

    /// <summary>Lines as JSON; names and messages as they are, for people.</summary>
    public static LogJson Json { get; } = new(new JsonSerializerOptions(LogJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

/// <summary>A file of a table, with its number of rows and of bytes, and their hash.</summary>
internal sealed record LoggedFile(string Name, string Table, string Pipeline, long Rows, long Bytes, string Sha256, DateTime At);

/// <summary>Something that was done to a dead letter.</summary>
internal sealed record LoggedMark(string Pipeline, string Source, string Topic, int Partition, long Offset, DateTime At)
{
    public static LoggedMark Of(LetterPlace place, DateTime at) =>
        new(place.Pipeline, place.Source, place.Partition.Topic, place.Partition.Partition, place.Offset, at);

    [JsonIgnore]
    public LetterPlace Place => new(Pipeline, Source, new TopicPartition(Topic, Partition), Offset);
}

/// <summary>A dead letter.</summary>
internal sealed record LoggedLetter(
    string Pipeline, string Source, string Topic, int Partition, long Offset, string Table, string Reason, string Detail, byte[] Key, byte[] Value, long Length,
    byte[] Sha256, DateTime At)
{
    public Guid? Stream { get; init; }

    public int? Shard { get; init; }

    public long? Number { get; init; }

    public long? Previous { get; init; }

    public static LoggedLetter Of(LetterPlace place, DeadLetter letter, DateTime at) => new(
        place.Pipeline, place.Source, place.Partition.Topic, place.Partition.Partition, place.Offset, letter.Table, $"{letter.Reason}", letter.Detail,
        letter.Key.ToArray(), letter.Value.ToArray(), letter.ValueLength, letter.ValueHash.ToArray(), at)
    {
        Stream = letter.Origin?.Stream,
        Shard = letter.Origin?.Shard,
        Number = letter.Origin?.Number,
        Previous = letter.Origin?.Previous,
    };

    [JsonIgnore]
    public LetterPlace Place => new(Pipeline, Source, new TopicPartition(Topic, Partition), Offset);

    /// <summary>What tells another message at its place, in less memory than all of the hash.</summary>
    [JsonIgnore]
    public long ShortHash => Sha256.Length < sizeof(long) ? 0 : BinaryPrimitives.ReadInt64LittleEndian(Sha256);

    public DeadLetter ToLetter() => new(
        Place.Partition, Offset, Table, Enum.Parse<DeadLetterReason>(Reason), Detail, Key, Value, Length, Sha256,
        (Stream, Shard, Number, Previous) is ({ } stream, { } shard, { } number, { } previous) ? new EventOrigin(stream, shard, number, previous) : null);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LogLine))]
internal sealed partial class LogJson : JsonSerializerContext;
