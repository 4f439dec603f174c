using System.Text.Json;
using System.Text.Json.Serialization;

namespace StellarForge.Engine.Streams;

/// <summary>What stands in a stream's control log, as JSON with its type: <c>{"type":"claim","stream":…}</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(StreamRecord), "stream")]
[JsonDerivedType(typeof(AliveRecord), "alive")]
[JsonDerivedType(typeof(ClaimRecord), "claim")]
[JsonDerivedType(typeof(CheckpointRecord), "checkpoint")]
[JsonDerivedType(typeof(SegmentRecord), "segment")]
[JsonDerivedType(typeof(PaceRecord), "pace")]
internal abstract record ControlRecord
{
    /// <summary>The last microsecond of the year 9999.</summary>
    protected const long LatestTime = 253_402_300_799_999_999;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ControlJson.Default.ControlRecord);

    /// <exception cref="JsonException">The bytes are no record.</exception>
    public static ControlRecord Parse(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, ControlJson.Default.ControlRecord) ?? throw new JsonException("The record is null.");

    /// <summary>Says what of a record can't be so, as in one that no process of the stream wrote; <see langword="null"/> where nothing is wrong.</summary>
    /// <param name="stream">The stream that it belongs to, if any.</param>
    public virtual string? Fault(StreamRecord? stream) => null;
}

/// <summary>Begins a stream; what it says is fixed from then on. Of several the first counts that names the stream that was there before it.</summary>
/// <param name="Id">The stream's id, made with the record.</param>
/// <param name="Replaces">The stream of the same name that was there before, or <see langword="null"/>.</param>
/// <param name="Seed">The world's seed.</param>
/// <param name="Scale">Its scale.</param>
/// <param name="Rows">Its row counts.</param>
/// <param name="Tables">What is sent where.</param>
/// <param name="Format">The messages' format.</param>
/// <param name="Faults">What happens to events on their way, of a replay.</param>
/// <param name="Shards">The number of shards.</param>
/// <param name="Count">The rows that are sent in all, or <see langword="null"/> for all there are.</param>
/// <param name="CreatedAt">When it was begun.</param>
internal sealed record StreamRecord(
    Guid Id, Guid? Replaces, ulong Seed, double Scale, IReadOnlyDictionary<string, long> Rows, IReadOnlyList<StreamTableRecord> Tables, string Format,
    StreamFaults Faults, int Shards, long? Count, DateTimeOffset CreatedAt) : ControlRecord
{
    /// <summary>What no number of events reaches, so that there is always a next one.</summary>
    public const long MostEvents = 1L << 62;

    private const int MostShards = 10_000;
    private const int MostPartitions = 100_000;

    /// <summary>What makes it live, or <see langword="null"/> for a replay.</summary>
    public LiveRecord? Live { get; init; }

    /// <inheritdoc/>
    public override string? Fault(StreamRecord? stream) =>
        Shards is < 1 or > MostShards ? $"A stream of {Shards} shards can't be."
        : !(Scale > 0 && double.IsFinite(Scale)) || Count < 1 || Rows.Values.Any(rows => rows < 1) ? "Its scale, count or rows can't be."
        : Live is { } live && (live.Grace is < 0 or > LatestTime || !live.Pace.IsPossible) ? "What makes it live can't be."
        : Faults.FindProblem() is not null ? "Its faults can't be."
        : Tables.Any(table => table is null or { Partitions: < 1 or > MostPartitions })
            ? "A table of the stream is missing, or has no possible number of partitions."
        : null;
}

/// <summary>What is fixed of a live stream, and how fast it begins.</summary>
/// <param name="Grace">How old a streamed row is at least when others refer to it, in microseconds.</param>
/// <param name="Pace">How many rows a second there are when it begins.</param>
internal sealed record LiveRecord(long Grace, LivePace Pace)
{
    /// <summary>The events a second at which as many rows would wait for their time as may; what they are changed to is not above it.</summary>
    public double? HighestRate { get; init; }

    /// <summary>All of it that decides which events there are, as text.</summary>
    public string Describe() => JsonSerializer.Serialize(this with { HighestRate = null }, ControlJson.Default.LiveRecord);
}

/// <summary>A table of a stream.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Topic">Its topic.</param>
/// <param name="Partitions">The topic's partitions.</param>
/// <param name="Identity">The hash of all that its rows depend on.</param>
internal sealed record StreamTableRecord(string Table, string Topic, int Partitions, string Identity);

/// <summary>A process says that it lives, and shares the stream.</summary>
/// <param name="Stream">The stream's id.</param>
/// <param name="Process">The process's own id.</param>
/// <param name="Owner">The process in words.</param>
/// <param name="HasLeft">Whether it leaves.</param>
/// <param name="Limit">
/// Of a live stream: how far the shards may go that are the process's at this place of the log. Nothing that is due then or later is sent before a higher
/// limit stands here.
/// </param>
internal sealed record AliveRecord(Guid Stream, Guid Process, ProcessName Owner, bool HasLeft = false, long? Limit = null) : ControlRecord
{
    /// <inheritdoc/>
    public override string? Fault(StreamRecord? stream) =>
        stream?.Id != Stream || Limit is not (< 0 or > LatestTime) ? null : "A process says of its limit what can't be.";
}

/// <summary>A shard of a live stream goes on otherwise from a time on. It counts where its epoch is the shard's and its start not below the limit.</summary>
/// <param name="Stream">The stream's id.</param>
/// <param name="Shard">The shard.</param>
/// <param name="Epoch">The epoch of who begins it.</param>
/// <param name="Start">From when on, in microseconds since 1970 UTC.</param>
/// <param name="Pattern">The traffic curve.</param>
/// <param name="Rates">By root table, the rows a second of all shards together.</param>
/// <param name="Faults">What happens to the events of its rows.</param>
internal sealed record SegmentRecord(
    Guid Stream, int Shard, long Epoch, long Start, TrafficPattern Pattern, double[] Rates, StreamFaults Faults) : ControlRecord
{
    /// <inheritdoc/>
    public override string? Fault(StreamRecord? stream) =>
        stream?.Id != Stream
        || (Start is >= 0 and <= LatestTime && Enum.IsDefined(Pattern) && Rates.Length == stream.Live?.Pace.Shares.Count
            && Rates.All(rate => rate >= 0 && double.IsFinite(rate)) && Faults is not null)
        ? null : $"A segment of shard {Shard} says what can't be of this stream.";
}

/// <summary>
/// Says how a live stream goes on from now on: whoever owns a shard begins a segment. It counts where its number is the next one, so that it takes the place
/// of a pace that who wrote it knew.
/// </summary>
/// <param name="Stream">The stream's id.</param>
/// <param name="Pace">The pace.</param>
/// <param name="Number">Its number among the stream's, from 1; <see langword="null"/> in a log from before they had one.</param>
internal sealed record PaceRecord(Guid Stream, LivePace Pace, long? Number = null) : ControlRecord
{
    /// <inheritdoc/>
    public override string? Fault(StreamRecord? stream) =>
        stream?.Id != Stream || (Pace.IsPossible && Pace.Shares.Count == stream.Live?.Pace.Shares.Count) ? null : "A pace says what can't be of this stream.";
}

/// <summary>A process takes a shard over. It counts where its epoch is the shard's epoch + 1.</summary>
/// <param name="Stream">The stream's id.</param>
/// <param name="Shard">The shard.</param>
/// <param name="Epoch">The new epoch.</param>
/// <param name="Process">The process.</param>
internal sealed record ClaimRecord(Guid Stream, int Shard, long Epoch, Guid Process) : ControlRecord;

/// <summary>How far a shard is: all events below <see cref="ShardPosition.Next"/> are acknowledged. It counts where its epoch is the shard's.</summary>
/// <param name="Stream">The stream's id.</param>
/// <param name="Shard">The shard.</param>
/// <param name="Epoch">The epoch under which they were sent.</param>
/// <param name="Position">How far.</param>
/// <param name="HasEnded">Whether the shard has sent all its events.</param>
/// <param name="IsReleased">Whether the process leaves the shard to others.</param>
internal sealed record CheckpointRecord(Guid Stream, int Shard, long Epoch, ShardPosition Position, bool HasEnded, bool IsReleased) : ControlRecord
{
    /// <inheritdoc/>
    public override string? Fault(StreamRecord? stream) =>
        stream?.Id != Stream
        || (Position.Next is >= 0 and < StreamRecord.MostEvents && Position.Rows >= 0 && Position.Rows <= Position.Next
            && Position.After.Table >= -1 && Position.After.Table < stream.Tables.Count && Enum.IsDefined(Position.After.Copy)
            && Position.Lanes.Count == stream.Tables.Count
            && Position.Lanes.Zip(stream.Tables).All(lanes => lanes.First?.Length == lanes.Second.Partitions
                && lanes.First.All(last => last >= -1 && last < Position.Next)))
        ? null : $"A checkpoint of shard {Shard} says what can't be of this stream.";
}

/// <summary>A place between two events of a shard.</summary>
/// <param name="Next">The number of the next event.</param>
/// <param name="Rows">The rows that were sent, second copies and damaged ones left out.</param>
/// <param name="After">The place of the last event.</param>
/// <param name="Lanes">For each table and each partition of its topic, the number of the last event; −1 for none.</param>
internal sealed record ShardPosition(long Next, long Rows, EventPlace After, IReadOnlyList<long[]> Lanes)
{
    /// <summary>Before the first event.</summary>
    public static ShardPosition Start(StreamPlan plan) => new(0, 0, EventPlace.None, [.. plan.Tables.Select(table => NewLanes(table.Partitions))]);

    private static long[] NewLanes(int partitions)
    {
        var lanes = new long[partitions];
        Array.Fill(lanes, -1);
        return lanes;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ControlRecord))]
[JsonSerializable(typeof(LiveRecord))]
internal sealed partial class ControlJson : JsonSerializerContext;
