using Microsoft.CodeAnalysis;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Parsing;

/// <summary>What came of a class.</summary>
/// <param name="FullName">The class as code names it.</param>
/// <param name="Draft">What of the table could be read, or <see langword="null"/> where that is nothing.</param>
/// <param name="Diagnostics">The mistakes, with their places.</param>
/// <param name="Locations">Where the class (by an empty name) and its properties are, for mistakes that only the whole model shows.</param>
internal sealed record ParseResult(string FullName, TableSpec? Draft, EquatableArray<DiagnosticInfo> Diagnostics, EquatableArray<LocationInfo> Locations)
{
    /// <summary>The table, or <see langword="null"/> where there are mistakes.</summary>
    public TableSpec? Table => Diagnostics.Count == 0 ? Draft : null;

    /// <summary>Where the class is.</summary>
    public Location? Location => Locations.FirstOrDefault(location => location.Property.Length == 0)?.Location;
}

/// <summary>Where a property is declared.</summary>
internal sealed record LocationInfo(string Property, Location? Location);
