using System.Globalization;
using Microsoft.CodeAnalysis;
using StellarForge.Generators.Specs;
using StellarForge.Generators.Values;

namespace StellarForge.Generators.Parsing;

/// <summary>Finds choices for values that the other column never has.</summary>
internal static class CaseChecks
{
    public static void Run(TableParser parser, IReadOnlyCollection<ColumnSpec> columns)
    {
        foreach (var column in columns)
        {
            if (column.Value is not ChoiceValue { Given: { } given } choice
                || ValuesOf(columns.FirstOrDefault(other => other.Property == given)) is not { } possible)
                continue;
            foreach (var condition in choice.Cases.Select(item => item.When).Where(when => when is not null && !possible.Contains(when)))
            {
                var text = TextOf(condition);
                var attribute = parser.Table[column.Property]!.Attributes
                    .FirstOrDefault(data => data.Named("When") is { IsNull: false } when && TextOf(when.Value) == text);
                var suggestion = Names.Suggestion(text, possible.Select(TextOf));
                parser.Report(Descriptors.UnreachableCase, attribute.LocationOf("When"), column.Property, given, text, suggestion);
            }
        }
    }

    // All that the other column can be, where its attribute lists it.
    private static IReadOnlyList<object?>? ValuesOf(ColumnSpec? column) => column?.Value switch
    {
        ChoiceValue choice => [.. choice.Cases.SelectMany(item => item.Values)],
        CycleValue cycle => [.. cycle.Values],
        _ => null,
    };

    private static string TextOf(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
