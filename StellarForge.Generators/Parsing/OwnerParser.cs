using System.Globalization;
using Microsoft.CodeAnalysis;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Parsing;

/// <summary>Reads <c>[ChildOf]</c>: the owner of a table's rows, and how many an owner has.</summary>
/// <param name="parser">Where mistakes are reported.</param>
internal sealed class OwnerParser(TableParser parser)
{
    private readonly TableSymbol _table = parser.Table;

    /// <summary>Whether the owner is one.</summary>
    public bool Check()
    {
        if (_table.ChildOf is not { } childOf)
            return true;

        var (min, max) = (childOf.Argument(0)?.Value as int? ?? 0, childOf.Argument(1)?.Value as int? ?? 0);
        if (parser.TableOf(_table.Owner) is null)
            parser.Report(Descriptors.NotATable, childOf.LocationOf(), "ChildOf", _table.Symbol.Name, _table.Owner?.Name ?? "");
        if (min < 0)
            FailAt("min", min, "0 or more");
        if (max < 1 || max < min)
            FailAt("max", max, min > 1 ? $"{min} or more, as min is {min}" : "1 or more");

        var path = new List<string> { _table.Symbol.Name };
        for (var owner = parser.TableOf(_table.Owner); owner is not null; owner = parser.TableOf(owner.Owner))
        {
            path.Add(owner.Symbol.Name);
            if (owner.Symbol.IsSameAs(_table.Symbol))
            {
                // Every class of the circle is wrong, but one message is enough.
                if (path.OrderBy(name => name, StringComparer.Ordinal).First() == _table.Symbol.Name)
                    parser.Report(Descriptors.OwnershipCycle, childOf.LocationOf(), _table.Symbol.Name, string.Join(" → ", path));
                return false;
            }

            if (path.Count > 32)
                break;
        }

        if (childOf.Named("Pattern") is { } pattern && pattern.EnumMember() is null)
            FailAt("Pattern", pattern.Value ?? "null", "a member of CountPattern");
        if (parser.Mistakes == 0 && _table.EndRow > long.MaxValue)
            parser.Report(Descriptors.TooManyRows, childOf.LocationOf(), _table.Symbol.Name, _table.EndRow.ToString("0.#e0", CultureInfo.InvariantCulture));
        return parser.Mistakes == 0;

        void FailAt(string argument, object value, string wanted) =>
            parser.Report(Descriptors.OutOfRange, childOf.LocationOf(argument), "ChildOf", _table.Symbol.Name, argument, value, wanted);
    }

    /// <summary>The owner as emission needs it, once references are known.</summary>
    public OwnerSpec? Read(IEnumerable<(ReferenceSpec Spec, TableSymbol Parent)> references)
    {
        if (_table.ChildOf is not { } childOf || parser.TableOf(_table.Owner) is not { } owner)
            return null;

        var method = childOf.NamedText("Count") is { } name
            ? new MethodReader(parser, owner, _table.Symbol.Name, childOf, "Count").ReadCount(name)
            : null;
        var targets = references.Where(reference => reference.Spec.Draw.IsDistinct)
            .Select(reference => new DistinctTarget(reference.Spec.Parent, reference.Parent.Symbol.IsSameAs(owner.Symbol)));
        var pattern = childOf.Named("Pattern")?.EnumMember() ?? "Uniform";
        return new OwnerSpec(owner.FullName, (int)childOf.Argument(0)!.Value.Value!, _table.OwnerMax, pattern, method, new(targets));
    }
}
