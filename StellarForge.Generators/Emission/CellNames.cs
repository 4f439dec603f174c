using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;

namespace StellarForge.Generators.Emission;

/// <summary>What generated code calls things.</summary>
internal static class CellNames
{
    /// <summary>The method that makes the value of a row from the values it needs.</summary>
    public static string Value(string property) => property + "Value";

    /// <summary>The method that makes the value of a row from nothing but the row index: what other tables call.</summary>
    public static string At(string property) => property + "At";

    /// <summary>The method that adds a column up over the rows of an owner.</summary>
    public static string Total(string property) => property + "Total";

    public static string Row(string reference) => Local(reference) + "Row";

    public static string Has(string property) => "has" + property;

    /// <summary>The local variable of a column.</summary>
    public static string Local(string property)
    {
        var name = char.ToLowerInvariant(property[0]) + property.Substring(1);
        return name is "row" or "random" or "sink" or "scratch" or "value" or "world" or "owner" or "ownerRow" or "ordinal" or "count" or "total" or "generator" or "result" or "parentValue" or "from" or "to" or "state" || name == property
            ? name + "Column"
            : Member(name);
    }

    /// <summary>A name as code writes it.</summary>
    public static string Member(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    /// <summary>Tells apart several fields of one column.</summary>
    public static string Suffix(int number) => number == 0 ? "" : number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A field of the state.</summary>
    public static string Field(string property, string suffix) => "_" + char.ToLowerInvariant(property[0]) + property.Substring(1) + suffix;
}
