using StellarForge.Engine.Telemetry;

namespace StellarForge.ServiceDefaults;

/// <summary>Whose meters and activities services show: the engine's, those of .NET, and of drivers that have some.</summary>
internal static class TelemetrySources
{
    public static string[] Meters { get; } =
    [
        EngineTelemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "System.Net.Http", "System.Runtime",
    ];

    public static string[] Activities { get; } = [EngineTelemetry.Name, "Microsoft.AspNetCore", "Npgsql", "System.Net.Http"];
}
