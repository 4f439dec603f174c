namespace StellarForge.ServiceDefaults;

/// <summary>What runs, as configuration says it in section <c>StellarForge</c>.</summary>
public sealed class TopologyOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "StellarForge";

    /// <summary>The model, and which of its worlds.</summary>
    public ModelSettings Model { get; set; } = new();

    /// <summary>The streams, by name.</summary>
    public Dictionary<string, StreamSettings> Streams { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The pipelines, by name.</summary>
    public Dictionary<string, PipelineSettings> Pipelines { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Who may call the services.</summary>
    public AccessOptions Access { get; set; } = new();

    /// <summary>
    /// How long streams, pipelines and fills may take to finish what they have in hand when the process is asked to end; an hour at most. Default 8 s.
    /// </summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(8);
}

/// <summary>The model, and which of its worlds.</summary>
public sealed class ModelSettings
{
    /// <summary>The file of the assembly of annotated classes. Default <see langword="null"/>: the built-in retail model.</summary>
    public string? Assembly { get; set; }

    /// <summary>The seed. Default 42.</summary>
    public ulong Seed { get; set; } = 42;

    /// <summary>Multiplies the row counts of all tables but reference tables. Default 1.</summary>
    public double Scale { get; set; } = 1;

    /// <summary>The rows of single tables in place of the scale's, by table.</summary>
    public Dictionary<string, long> Rows { get; set; } = new(StringComparer.OrdinalIgnoreCase);
}
