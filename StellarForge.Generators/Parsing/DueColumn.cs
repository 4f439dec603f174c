using Microsoft.CodeAnalysis;
using StellarForge.Generators.Specs;
using StellarForge.Generators.Values;

namespace StellarForge.Generators.Parsing;

/// <summary>Finds the column that says when an owned row is due: the first <c>[After]</c> that goes back to the time of the root owner's row.</summary>
internal static class DueColumn
{
    // Longer ones are circles, which are reported elsewhere.
    private const int LongestChain = 100;

    /// <summary>The columns, of which that one has its longest delay.</summary>
    public static IEnumerable<ColumnSpec> Mark(TableParser parser, IEnumerable<ColumnSpec> columns)
    {
        var found = parser.Table.ChildOf is null;
        foreach (var column in columns)
        {
            var delay = !found && column is { Stored: true, Value: AfterValue } ? LongestDelay(parser, column.Property) : null;
            found |= delay is not null;
            yield return delay is null ? column : column with { LongestDelay = delay };
        }
    }

    private static long? LongestDelay(TableParser parser, string property)
    {
        var (table, total) = (parser.Table, 0L);
        for (var link = 0; link < LongestChain; link++)
        {
            if (table[property] is not { Type.Kind: CellKind.Timestamp or CellKind.TimestampOffset } column)
                return null;
            if (column.Attributes.Has(ValueAttributes.Timeline.MetadataName))
                return table.ChildOf is null ? Math.Max(0, total) : null;

            if (column.Attributes.Find(ValueAttributes.After.MetadataName) is { } after)
            {
                if (!Constants.TrySpan(after.NamedText("Max") ?? TextOf(after, 2), out var longest))
                    return null;
                (property, total) = (table.NameIn(column.Container, TextOf(after, 0)), total + longest);
            }
            else if (column.Attributes.Find(ValueAttributes.Lookup.MetadataName) is { } lookup
                && parser.TableOf(table.Owner) is { } owner
                && ReferenceParser.OwnerColumnsOf(table).Values.Any(key => key.Name == TextOf(lookup, 0)))
            {
                (table, property) = (owner, TextOf(lookup, 1));
            }
            else
            {
                return null;
            }
        }

        return null;
    }

    private static string TextOf(AttributeData attribute, int position) => attribute.Argument(position)?.Value as string ?? "";
}
