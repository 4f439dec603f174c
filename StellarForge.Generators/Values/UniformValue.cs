using StellarForge.Generators.Emission;
using StellarForge.Generators.Parsing;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Values;

/// <summary>A uniform whole number of units: an integer, a scaled decimal, a day, a microsecond. <c>[Uniform]</c>, <c>[Between]</c>, and the default of numbers and times.</summary>
/// <param name="Min">The smallest.</param>
/// <param name="Max">The largest.</param>
/// <param name="Grain">The units that the column keeps apart: unique values differ by that much.</param>
internal sealed record UniformValue(long Min, long Max, long Grain) : ValueSpec
{
    public static ValueSpec? Read(ValueReader reader)
    {
        var type = reader.Type;
        if (reader.TextArgument(0) is { } from && reader.TextArgument(1) is { } to)
        {
            if (Constants.TryUnits(from, type, out var first) && Constants.TryUnits(to, type, out var last))
                return first <= last ? Of(first, last, type.Grain) : reader.Fail(Descriptors.EmptyBounds, from, to);
            return reader.Fail(Descriptors.BadConstant, Constants.TryUnits(from, type, out _) ? to : from, type.ClrType);
        }

        if (!type.IsNumber && type.Kind is not (CellKind.Duration or CellKind.Time))
            return reader.Fail(Descriptors.WrongType, type.ClrType);

        // Whole numbers are taken as they are: a double would round the largest.
        if (type.IsInteger && reader.Integer(0) is { } least && reader.Integer(1) is { } most)
            return Constants.Fits(least, type) && Constants.Fits(most, type) ? Checked(reader, least, most, least, most) : reader.Fail(Descriptors.BadConstant, Constants.Fits(least, type) ? most : least, type.ClrType);

        var min = reader.Number(0, "Min") ?? 0;
        var max = reader.Number(1, "Max") ?? 0;
        if (type.Kind is CellKind.Single or CellKind.Double)
            return min <= max ? new UniformRealValue(Constants.Real(min), Constants.Real(max)) : reader.Fail(Descriptors.EmptyBounds, min, max);

        return Constants.TryUnits(min, type, out var low) && Constants.TryUnits(max, type, out var high)
            ? Checked(reader, low, high, min, max)
            : reader.Fail(Descriptors.BadConstant, Constants.TryUnits(min, type, out _) ? max : min, type.ClrType);
    }

    private static ValueSpec? Checked(ValueReader reader, long min, long max, object from, object to) =>
        min <= max ? Of(min, max, reader.Type.Grain) : reader.Fail(Descriptors.EmptyBounds, from, to);

    public static UniformValue Of(long min, long max, long grain = 1)
    {
        var span = unchecked(Grains(max, grain) - Grains(min, grain) + 1);
        return new(min, max, grain) { Domain = span > 0 ? span : long.MaxValue };
    }

    public override void Write(CellWriter cell)
    {
        if (cell.Column.Unique)
        {
            var unique = cell.Field("Unique", "global::StellarForge.UniqueDraw", $"new(world, {CellWriter.SchemaOf}, {cell.PropertyLiteral}, {Constants.Literal(Domain!.Value)})");
            cell.Return(cell.FromUnits(Grain == 1
                ? $"{Constants.Literal(Min)} + {unique}.Map(row)"
                : $"({Constants.Literal(Grains(Min, Grain))} + {unique}.Map(row)) * {Constants.Literal(Grain)}"));
            return;
        }

        cell.Return(cell.FromUnits($"{cell.Random()}.NextInt64({Constants.Literal(Min)}, {Constants.Literal(Max)})"));
    }

    // Rounded down, as the column's times are.
    private static long Grains(long units, long grain) => units >= 0 ? units / grain : (units + 1) / grain - 1;
}

/// <summary>A uniform floating-point number.</summary>
internal sealed record UniformRealValue(string Min, string Max) : ValueSpec
{
    public override bool CanBeUnique => false;

    public override void Write(CellWriter cell) =>
        cell.Return(cell.FromReal($"{Min} + {cell.Random()}.NextDouble() * ({Max} - {Min})"));
}
