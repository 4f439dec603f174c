using System.Globalization;
using StellarForge.Generators.Emission;
using StellarForge.Generators.Parsing;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Values;

internal static partial class ValueAttributes
{
    public static readonly ValueAttribute Cycle = new("StellarForge.CycleAttribute", CycleValue.Read);
    public static readonly ValueAttribute OneOf = new("StellarForge.OneOfAttribute", ChoiceValue.Read);
}

/// <summary><c>[Cycle]</c>: the value at the row index.</summary>
internal sealed record CycleValue(EquatableArray<object?> Values) : ValueSpec
{
    public static ValueSpec? Read(ValueReader reader) => reader.Values() is { Count: > 0 } values
        ? new CycleValue(new EquatableArray<object?>(values)) { Domain = values.Count }
        : null;

    public override bool IsDerived => Values.Contains(null);

    public override bool CanBeUnique => Values.Distinct().Count() == Values.Count;

    public override SourceCode Code(CellWriter cell) => ChoiceValue.Return(cell, $"(int)(row % {Values.Count})", Values);
}

/// <summary><c>[OneOf]</c>, once or for each value of another column.</summary>
internal sealed record ChoiceValue(EquatableArray<ChoiceCase> Cases, string? Given) : ValueSpec
{
    public override IEnumerable<string> Columns => Given is null ? [] : [Given];

    public override bool IsDerived => Cases.Any(item => item.Values.Contains(null));

    public override bool IsDrawn => Given is null && !IsDerived;

    public override bool CanBeUnique => Cases.Count == 1 && Cases[0].Weights.Count == 0 && !IsDerived;

    public static ValueSpec? Read(ValueReader reader)
    {
        var cases = new List<ChoiceCase>();
        string? given = null;
        foreach (var one in reader.Repeated())
        {
            if (one.Values() is not { Count: > 0 } values)
                return null;

            var weights = one.Numbers("Weights");
            if (weights is not null && weights.Count != values.Count)
                return one.FailAt("Weights", Descriptors.WrongWeights, weights.Count, values.Count);
            if (weights is not null && (weights.Any(weight => !(weight >= 0)) || weights.Sum() is not > 0 or double.PositiveInfinity))
                return one.FailAt("Weights", Descriptors.OutOfRange, "Weights", string.Join(", ", weights), "0 or more, and not all 0");

            object? when = null;
            if (one.Text("Given") is { } condition)
            {
                var name = one.NameOf(condition);
                given ??= name;
                if (one.Sibling(name) is not { } other)
                    return one.FailAt("Given", Descriptors.UnknownColumn, name, one.ClassName, one.Suggestion(name));
                if (one.Named("When") is { } constant)
                {
                    when = one.Value(constant, other, "When");
                    if (when is null)
                        return null;
                }
            }

            cases.Add(new ChoiceCase(new(values), new(weights ?? []), when));
        }

        // The case without a condition comes last: it is for all other values. Where there are none, the last condition holds without a test.
        if (given is not null && cases.All(item => item.When is not null))
        {
            if (!IsComplete(reader, given, cases))
                return reader.Fail(Descriptors.NoDefaultCase, given);
            cases.Add(cases[cases.Count - 1] with { When = null });
        }

        return new ChoiceValue(new(cases.OrderBy(item => item.When is null)), given) { Domain = cases[0].Values.Count };
    }

    /// <summary>The default of enums: every member alike.</summary>
    public static ChoiceValue OfMembers(CellType type) => Of(type.Members.Select(member => (object)member.Number));

    /// <summary>Some values, each as often as the others.</summary>
    public static ChoiceValue Of(IEnumerable<object?> values)
    {
        var all = new EquatableArray<object?>(values);
        return new(new([new ChoiceCase(all, EquatableArray<double>.Empty, null)]), null) { Domain = all.Count };
    }

    // Whether every value that the other column can have has a case.
    private static bool IsComplete(ValueReader reader, string given, List<ChoiceCase> cases)
    {
        var type = reader.Sibling(given)!;
        var conditions = cases.Select(item => item.When).Distinct().ToList();
        return !reader.IsNullable(given)
            && (type.IsEnum ? type.Members.All(member => conditions.Contains(member.Number)) : type.Kind == CellKind.Boolean && conditions.Count == 2);
    }

    public override SourceCode Code(CellWriter cell)
    {
        if (cell.Column.Unique && Cases.Count == 1)
        {
            var unique = cell.Field("Unique", "global::StellarForge.Generated.UniqueDraw",
                $"new(world, {CellWriter.SchemaOf}, {cell.PropertyLiteral}, {Cases[0].Values.Count})");
            return cell.Return(cell.Pick($"(int){unique}.Map(row)", Cases[0].Values));
        }

        return $"""
            {cell.DeclareRandom}
            {Cases.Take(1 + Cases.TakeWhile(item => item.When is not null).Count()).Select((item, number) => CaseCode(cell, item, number))}
            """;
    }

    private SourceCode CaseCode(CellWriter cell, ChoiceCase item, int number)
    {
        var picked = Return(cell, Draw(cell, item, number), item.Values, number);
        return item.When is null ? picked : $$"""
            if ({{cell.IsEqual(Given!, item.When)}})
            {
                {{picked}}
            }

            """;
    }

    /// <summary>Returns the value at an index, of which some may be null.</summary>
    public static SourceCode Return(CellWriter cell, string index, EquatableArray<object?> values, int number = 0)
    {
        if (values.All(value => value is null))
            return cell.ReturnNull();

        var nulls = values.Select((value, i) => (value, i))
            .Where(item => item.value is null)
            .Select(item => item.i.ToString(CultureInfo.InvariantCulture))
            .ToList();
        if (nulls.Count == 0)
            return cell.Return(cell.Pick(index, values, number));

        var choice = "choice" + CellNames.Suffix(number);
        return $"""
            var {choice} = {index};
            {cell.ReturnNullWhen($"{choice} is {string.Join(" or ", nulls)}")}
            {cell.Return(cell.Pick(choice, values, number))}
            """;
    }

    private static string Draw(CellWriter cell, ChoiceCase item, int number)
    {
        if (item.Values.Count == 1)
            return "0";
        if (item.Weights.Count == 0)
            return $"random.NextIndex({item.Values.Count})";
        var choice = cell.Field("Choice" + CellNames.Suffix(number), "global::StellarForge.Generated.WeightedChoice",
            $"new({string.Join(", ", item.Weights.Select(Constants.Real))})");
        return choice + ".Next(ref random)";
    }
}

/// <summary>The values of one attribute, with their weights and the value of the other column it is for.</summary>
internal sealed record ChoiceCase(EquatableArray<object?> Values, EquatableArray<double> Weights, object? When);
