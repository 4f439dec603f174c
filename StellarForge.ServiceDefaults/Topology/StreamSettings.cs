using StellarForge.Engine.Streams;

namespace StellarForge.ServiceDefaults;

/// <summary>A stream of events: which rows, how many, where to.</summary>
public sealed class StreamSettings
{
    /// <summary>The connection of the broker. Required.</summary>
    public string? Broker { get; set; }

    /// <summary>
    /// The tables that are sent, by name; all of the model's, where none is named. A number is the table's weight among the tables that share the rate;
    /// without one it is its number of filled rows. Owned tables come with their owners, and have none.
    /// </summary>
    [Reloads]
    public Dictionary<string, double?> Tables { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The topics of tables, by table, where those have other names.</summary>
    public Dictionary<string, string> Topics { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The events a second of all tables and processes together. Default <see langword="null"/>: 100 of a live stream, of a replay as many as go.
    /// </summary>
    [Reloads]
    public double? Rate { get; set; }

    /// <summary>How traffic varies over the day, the week and the year, UTC: <c>flat</c>, <c>diurnal</c>, … Default flat.</summary>
    [Reloads]
    public TrafficPattern Pattern { get; set; } = TrafficPattern.Flat;

    /// <summary>Rates that hold from a time of the day on (<c>"08:00"</c>, UTC) in place of <see cref="Rate"/>.</summary>
    [Reloads]
    public Dictionary<string, double> Schedule { get; set; } = [];

    /// <summary>What is done to events on purpose.</summary>
    public FaultSettings Faults { get; set; } = new();

    /// <summary>Whether no events are made for the time being. Default <see langword="false"/>.</summary>
    [Reloads]
    public bool Paused { get; set; }

    /// <summary>Whether rows go on beyond a fill's, as the clock does; else a fill's rows are sent once. Default <see langword="true"/>.</summary>
    public bool Live { get; set; } = true;

    /// <summary>
    /// The connection of a target that is filled with all tables of the model before the stream begins, or of several with commas between them. Default
    /// <see langword="null"/>: none.
    /// </summary>
    public string? Fill { get; set; }

    /// <summary>The messages' format, <c>avro</c> or <c>json</c>. Default avro.</summary>
    public string Format { get; set; } = "avro";

    /// <summary>The URL of a schema registry, by which Avro messages name their schemas. Default <see langword="null"/>: by their fingerprints.</summary>
    public string? Registry { get; set; }

    /// <summary>The partitions of topics that are not there yet. Default 8.</summary>
    public int Partitions { get; set; } = 8;

    /// <summary>Of a replay: how many times faster than in the model time passes. Default <see langword="null"/>: time does not count.</summary>
    public double? Speed { get; set; }

    /// <summary>Of a live stream: how many rows may wait for their time; they lie on disk, 32 bytes each. Default 50 million.</summary>
    public long PendingLimit { get; set; } = 50_000_000;

    /// <summary>The folder in which events wait while the broker is away. Default <see langword="null"/>: in the user's folder for local data.</summary>
    public string? Spool { get; set; }

    /// <summary>The bytes that may wait there; with 0, sending waits for the broker. Default 1 GiB.</summary>
    public long SpoolLimit { get; set; } = SpoolOptions.DefaultLimit;
}

/// <summary>What is done to events on purpose. Probabilities are from 0 to 1.</summary>
public sealed class FaultSettings
{
    /// <summary>The share of rows that are sent late. Default 0.</summary>
    [Reloads]
    public double Late { get; set; }

    /// <summary>The share of rows that are sent out of order. Default 0.</summary>
    [Reloads]
    public double Disorder { get; set; }

    /// <summary>The share of rows that are sent twice. Default 0.</summary>
    [Reloads]
    public double Duplicates { get; set; }

    /// <summary>The share of rows of which a damaged copy is sent as well. Default 0.</summary>
    [Reloads]
    public double Bad { get; set; }

    /// <summary>The longest delay of a late event. Default an hour.</summary>
    public TimeSpan LateBy { get; set; } = StreamFaults.None.LateBy;

    /// <summary>The longest delay of an event that is out of order, of a second copy and of a damaged one. Default a minute.</summary>
    public TimeSpan DisorderBy { get; set; } = StreamFaults.None.DisorderBy;
}
