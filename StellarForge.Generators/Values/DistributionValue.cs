using StellarForge.Generators.Emission;
using StellarForge.Generators.Parsing;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Values;

/// <summary>A value of one of the distributions of the core: <c>[Normal]</c>, <c>[LogNormal]</c>, <c>[Exponential]</c>, <c>[Poisson]</c>, <c>[Zipf]</c>.</summary>
/// <param name="Distribution">The name without the suffix.</param>
/// <param name="Arguments">The constructor's arguments, as code.</param>
internal sealed record DistributionValue(string Distribution, string Arguments) : ValueSpec
{
    public static ValueSpec? Normal(ValueReader reader) => Read(reader, "Normal", positive: "StdDev", ("Mean", 0), ("StdDev", 1), ("Min", double.NegativeInfinity), ("Max", double.PositiveInfinity));

    public static ValueSpec? LogNormal(ValueReader reader) => Read(reader, "LogNormal", positive: "StdDev", ("Mean", 0), ("StdDev", 1), ("Min", 0), ("Max", double.PositiveInfinity));

    public static ValueSpec? Exponential(ValueReader reader) => Read(reader, "Exponential", positive: "Rate", ("Rate", 1), ("Max", double.PositiveInfinity));

    public static ValueSpec? Poisson(ValueReader reader) => Read(reader, "Poisson", positive: "Mean", ("Mean", 1), ("Max", double.PositiveInfinity));

    public static ValueSpec? Zipf(ValueReader reader) => Read(reader, "Zipf", positive: null, ("Exponent", 1), ("Max", 1_000));

    public override bool CanBeUnique => false;

    public override void Write(CellWriter cell)
    {
        var distribution = cell.Field("Distribution", $"global::StellarForge.Distributions.{Distribution}Distribution", $"new({Arguments})");
        cell.RandomVariable();
        cell.Return(cell.Type.Kind is CellKind.Single or CellKind.Double
            ? cell.FromReal($"{distribution}.Next(ref random)")
            : cell.FromUnits($"{distribution}.NextScaled(ref random, {Constants.Literal(Constants.Unit(cell.Type))})"));
    }

    private static ValueSpec? Read(ValueReader reader, string name, string? positive, params (string Name, double Default)[] parameters)
    {
        var type = reader.Type;
        if (!type.IsNumber && type.Kind is not (CellKind.Duration or CellKind.Time))
            return reader.Fail(Descriptors.WrongType, type.ClrType);

        var values = parameters.Select((parameter, index) => reader.Number(index, parameter.Name) ?? parameter.Default).ToArray();
        for (var i = 0; i < parameters.Length; i++)
        {
            var parameter = parameters[i].Name;
            if (parameter == positive && !(values[i] > 0))
                return reader.Fail(Descriptors.OutOfRange, parameter, values[i], "above 0");
            if (parameter == "Exponent" && !(values[i] >= 0))
                return reader.Fail(Descriptors.OutOfRange, parameter, values[i], "0 or more");

            if (name == "Zipf" && parameter == "Max" && !(values[i] >= 1))
                return reader.Fail(Descriptors.OutOfRange, parameter, values[i], "1 or more");

            // What the type cannot hold is cut off, like everything outside the bounds, by drawing again.
            if (parameter == "Min")
                values[i] = Math.Max(values[i], Constants.Smallest(type));
            if (parameter == "Max")
                values[i] = Math.Min(values[i], Constants.Largest(type));
        }

        var min = Array.FindIndex(parameters, parameter => parameter.Name == "Min");
        var (low, high) = (min < 0 ? 0 : values[min], values[values.Length - 1]);
        return low <= high ? new DistributionValue(name, string.Join(", ", values.Select(Constants.Real))) : reader.Fail(Descriptors.EmptyBounds, low, high);
    }
}
