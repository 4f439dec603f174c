namespace StellarForge.Engine.Telemetry;

/// <summary>What to listen to, for OpenTelemetry or another collector.</summary>
public static class EngineTelemetry
{
    /// <summary>The name of the engine's meter, and of its source of activities.</summary>
    public const string Name = "StellarForge";
}
