using System.Globalization;
using Microsoft.CodeAnalysis;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Parsing;

/// <summary>A diagnostic that is equal to another of the same text at the same place, as Roslyn's own are not.</summary>
internal sealed record DiagnosticInfo(DiagnosticDescriptor Descriptor, Location? Location, EquatableArray<string> Arguments)
{
    /// <summary>Makes a mistake; types among the arguments lose their <c>global::</c>.</summary>
    public static DiagnosticInfo Of(DiagnosticDescriptor descriptor, Location? location, params object[] arguments) =>
        new(descriptor, location, new(arguments.Select(argument => (Convert.ToString(argument, CultureInfo.InvariantCulture) ?? "").Replace("global::", ""))));

    /// <summary>Makes the diagnostic of an exception, which is a defect of the generator.</summary>
    public static DiagnosticInfo OfFailure(string className, Location? location, Exception failure) =>
        Of(Descriptors.Unforeseen, location, className, Describe(failure));

    /// <summary>An exception in one line, with the place in the generator where it was thrown.</summary>
    public static string Describe(Exception failure)
    {
        var frame = (failure.StackTrace ?? "").Split('\n').FirstOrDefault(line => line.Contains("StellarForge"))?.Trim() ?? "";
        return $"{failure.GetType().Name}: {failure.Message} {frame}".Trim();
    }

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Descriptor, Location, [.. Arguments]);
}
