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

    /// <summary>The buffer that holds the text of a column which others are made from.</summary>
    public static string Buffer(string property) => "buffer" + property;

    /// <summary>The local variable of a column: no other column has it, and nothing else in generated code.</summary>
    public static string Local(string property)
    {
        var name = char.ToLowerInvariant(property[0]) + property.Substring(1);
        var isTaken = Taken.Contains(name) || name == property
            || TakenStarts.Any(start => name.StartsWith(start, StringComparison.Ordinal))
            || TakenEnds.Any(end => name.EndsWith(end, StringComparison.Ordinal));
        return isTaken ? name + "Column" : Member(name);
    }

    private static readonly string[] TakenStarts = ["has", "buffer", "choice"];

    private static readonly string[] TakenEnds = ["Column", "Row"];

    // The variables and parameters of generated methods.
    private static readonly HashSet<string> Taken =
    [
        "row", "random", "sink", "scratch", "value", "world", "owner", "ordinal", "count", "total", "generator", "result", "parentValue", "from", "to",
        "state", "own", "made", "number", "before", "addend", "first", "end", "created", "tries", "roots", "child",
    ];

    /// <summary>A name as code writes it.</summary>
    public static string Member(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    /// <summary>Tells apart several fields of one column.</summary>
    public static string Suffix(int number) => number == 0 ? "" : number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A field of the state.</summary>
    public static string Field(string property, string suffix) =>
        (char.IsUpper(property[0]) ? "_" + char.ToLowerInvariant(property[0]) + property.Substring(1) : "__" + property) + suffix;
}
