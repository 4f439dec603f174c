using System.Reflection;
using System.Runtime.InteropServices;

namespace StellarForge.ServiceDefaults;

/// <summary>What <c>/build</c> says.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="Version">The version of this program.</param>
/// <param name="Commit">The commit that it was built of, or <see langword="null"/> where that is not known.</param>
/// <param name="Runtime">The version of .NET.</param>
/// <param name="System">The operating system, and its processor.</param>
/// <param name="Model">The model, where the service has one.</param>
internal sealed record BuildInfo(string Service, string Version, string? Commit, string Runtime, string System, string? Model)
{
    private static readonly string[] Informational =
        (typeof(BuildInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0").Split('+', 2);

    /// <summary>The version of this program.</summary>
    public static string ProgramVersion => Informational[0];

    /// <summary>What a service says of itself.</summary>
    public static BuildInfo Of(string service, string? model) => new(
        service, ProgramVersion, Informational.ElementAtOrDefault(1), RuntimeInformation.FrameworkDescription,
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}", model);
}
