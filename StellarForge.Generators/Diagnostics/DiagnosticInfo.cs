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

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Descriptor, Location, [.. Arguments]);
}
