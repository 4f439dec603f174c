using StellarForge.Generators.Emission;
using StellarForge.Generators.Parsing;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Values;

internal static partial class ValueAttributes
{
    public static readonly ValueAttribute Uniform = new("StellarForge.UniformAttribute", UniformValue.Read);
    public static readonly ValueAttribute Between = new("StellarForge.BetweenAttribute", UniformValue.Read);
}

/// <summary>
/// A uniform whole number of units: an integer, a scaled decimal, a day, a microsecond. <c>[Uniform]</c>,
/// <c>[Between]</c>, and the default of numbers and times.
/// </summary>
/// <param name="Min">The smallest.</param>
/// <param name="Max">The largest.</param>
/// <param name="Grain">The units that the column keeps apart: unique values differ by that much.</param>
internal sealed record UniformValue(decimal Min, decimal Max, long Grain) : ValueSpec
{
    // The units of a wide decimal may not fit the 64 bits that numbers are drawn in.
    private bool IsWide => Min < long.MinValue || Max > long.MaxValue;

    public override bool CanBeUnique => !IsWide;

    public override bool IsDrawn => true;

    public static ValueSpec? Read(ValueReader reader)
    {
        var type = reader.Type;
        if (reader.TextArgument(0) is { } from && reader.TextArgument(1) is { } to)
        {
            if (Constants.TryUnits(from, type, out var first, Rounding.Up) && Constants.TryLast(to, type, out var last))
                return Checked(reader, first, last, from, to);
            return Constants.TryUnits(from, type, out _)
                ? reader.FailAt("to", Descriptors.BadConstant, Constants.Refused(to, type.Kind), type.Description)
                : reader.FailAt("from", Descriptors.BadConstant, Constants.Refused(from, type.Kind), type.Description);
        }

        if (!type.IsNumber && type.Kind is not (CellKind.Duration or CellKind.Time))
            return reader.Fail(Descriptors.WrongType, type.ClrType);

        // Whole numbers are taken as they are: a double would round the largest.
        if (type.IsInteger && reader.Integer(0) is { } least && reader.Integer(1) is { } most)
            return !Constants.Fits(least, type) ? reader.FailAt("min", Descriptors.BadConstant, least, type.Description)
                : !Constants.Fits(most, type) ? reader.FailAt("max", Descriptors.BadConstant, most, type.Description)
                : Checked(reader, least, most, least, most);

        var min = reader.Number(0, "Min") ?? 0;
        var max = reader.Number(1, "Max") ?? 0;
        if (!(min <= max))
            return reader.FailAt("min", Descriptors.EmptyBounds, min, max);
        var (low, high) = (0m, 0m);
        var isReal = type.Kind is CellKind.Single or CellKind.Double;
        if (isReal ? min < Constants.Smallest(type) : !Constants.TryUnits(min, type, out low, Rounding.Up))
            return reader.FailAt("min", Descriptors.BadConstant, min, type.Description);
        if (isReal ? max > Constants.Largest(type) : !Constants.TryUnits(max, type, out high, Rounding.Down))
            return reader.FailAt("max", Descriptors.BadConstant, max, type.Description);
        return isReal ? new UniformRealValue(min, max) : Checked(reader, low, high, min, max);
    }

    private static ValueSpec? Checked(ValueReader reader, decimal min, decimal max, object from, object to) =>
        Within(min, max, reader.Type.Grain) ?? reader.FailAt(from is string ? "from" : "min", Descriptors.EmptyBounds, from, to);

    public static UniformValue Of(decimal min, decimal max, long grain = 1) =>
        new(min, max, grain) { Domain = (long)Math.Min(long.MaxValue, Grains(max, grain) - Grains(min, grain) + 1) };

    /// <summary>What a column keeps between two bounds, or <see langword="null"/> where that is nothing.</summary>
    public static UniformValue? Within(decimal min, decimal max, long grain = 1)
    {
        // What is drawn is rounded down to the grain, and so would pass a lower bound between two of them.
        min = Math.Ceiling(min / grain) * grain;
        return min <= max ? Of(min, max, grain) : null;
    }

    public override SourceCode Code(CellWriter cell) =>
        IsWide ? cell.ReturnRandom($"random.NextInt128({Constants.Literal(Min)}, {Constants.Literal(Max)})")
        : cell.Column.Unique ? UniqueCode(cell)
        : cell.ReturnRandom(cell.FromUnits($"random.NextInt64({Constants.Literal(Min)}, {Constants.Literal(Max)})"));

    private SourceCode UniqueCode(CellWriter cell)
    {
        var unique = cell.Field("Unique", "global::StellarForge.Generated.UniqueDraw",
            $"new(world, {CellWriter.SchemaOf}, {cell.PropertyLiteral}, {Constants.Literal(Domain!.Value)})");
        return cell.Return(cell.FromUnits(Grain == 1
            ? $"{Constants.Literal(Min)} + {unique}.Map(row)"
            : $"({Constants.Literal(Grains(Min, Grain))} + {unique}.Map(row)) * {Constants.Literal(Grain)}"));
    }

    // Rounded down, as the column's times are.
    private static decimal Grains(decimal units, long grain) => Math.Floor(units / grain);
}

/// <summary>A uniform floating-point number.</summary>
internal sealed record UniformRealValue(double Min, double Max) : ValueSpec
{
    public override bool CanBeUnique => false;

    public override bool IsDrawn => true;

    public override SourceCode Code(CellWriter cell)
    {
        var (min, max) = (Constants.Real(Min), Constants.Real(Max));

        // Between the furthest bounds lies more than the largest number.
        return cell.ReturnRandom(cell.FromReal(double.IsInfinity(Max - Min)
            ? $"{CellCode.CanonicalValues}.Between({min}, {max}, random.NextDouble())"
            : $"{min} + random.NextDouble() * ({max} - {min})"));
    }
}
