using StellarForge.Generators.Emission;
using StellarForge.Generators.Parsing;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Values;

internal static partial class ValueAttributes
{
    public static readonly ValueAttribute Normal = new("StellarForge.NormalAttribute", DistributionValue.Normal);
    public static readonly ValueAttribute LogNormal = new("StellarForge.LogNormalAttribute", DistributionValue.LogNormal);
    public static readonly ValueAttribute Exponential = new("StellarForge.ExponentialAttribute", DistributionValue.Exponential);
    public static readonly ValueAttribute Poisson = new("StellarForge.PoissonAttribute", DistributionValue.Poisson);
    public static readonly ValueAttribute Zipf = new("StellarForge.ZipfAttribute", DistributionValue.Zipf);
}

/// <summary>
/// A value of one of the distributions of the core: <c>[Normal]</c>, <c>[LogNormal]</c>, <c>[Exponential]</c>, <c>[Poisson]</c>, <c>[Zipf]</c>.
/// </summary>
/// <param name="Distribution">The name without the suffix.</param>
/// <param name="Arguments">The constructor's arguments.</param>
internal sealed record DistributionValue(string Distribution, EquatableArray<double> Arguments) : ValueSpec
{
    private const double LeastWeight = 1e-13;
    private const double LargestMean = 1e8;
    private const double LargestRank = 1L << 53;

    public static ValueSpec? Normal(ValueReader reader) => Read(
        reader, "Normal", positive: "StdDev",
        ("Mean", 0), ("StdDev", 1), ("Min", double.NegativeInfinity), ("Max", double.PositiveInfinity));

    public static ValueSpec? LogNormal(ValueReader reader) => Read(
        reader, "LogNormal", positive: "StdDev",
        ("Mean", 0), ("StdDev", 1), ("Min", 0), ("Max", double.PositiveInfinity));

    public static ValueSpec? Exponential(ValueReader reader) => Read(reader, "Exponential", positive: "Rate", ("Rate", 1), ("Max", double.PositiveInfinity));

    public static ValueSpec? Poisson(ValueReader reader) => Read(reader, "Poisson", positive: "Mean", ("Mean", 1), ("Max", double.PositiveInfinity));

    public static ValueSpec? Zipf(ValueReader reader) => Read(reader, "Zipf", positive: null, ("Exponent", 1), ("Max", 1_000));

    public override bool CanBeUnique => false;

    public override bool IsDrawn => true;

    public override SourceCode Code(CellWriter cell)
    {
        var arguments = string.Join(", ", Arguments.Select(Constants.Real));
        var type = $"global::StellarForge.Generated.{Distribution}Distribution";
        var distribution = cell.Field("Distribution", type,
            $"global::StellarForge.Generated.ColumnSource.Of({CellWriter.SchemaOf}, {cell.PropertyLiteral}, static () => new {type}({arguments}))");
        return cell.ReturnRandom(
            cell.Type.Kind is CellKind.Single or CellKind.Double ? cell.FromReal($"{distribution}.Next(ref random)")
            : cell.Type.IsWide && !FitsUnits(cell.Type) ? $"{CellCode.CanonicalValues}.UnscaledWide({distribution}.Next(ref random), {cell.Type.Scale})"
            : cell.FromUnits($"{distribution}.NextScaled(ref random, {Constants.Literal(Constants.Unit(cell.Type))})"));
    }

    // Whether 64 bits hold every value that the bounds let through.
    private bool FitsUnits(CellType type) => Arguments[Arguments.Count - 1] * (double)Constants.Unit(type) < 9e18
        && (Distribution != "Normal" || Arguments[2] * (double)Constants.Unit(type) > -9e18);

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
                return reader.FailAt(parameter, Descriptors.OutOfRange, parameter, values[i], "above 0");
            if (parameter == "Exponent" && !(values[i] >= 0))
                return reader.FailAt(parameter, Descriptors.OutOfRange, parameter, values[i], "0 or more");

            if (name == "Poisson" && parameter == "Mean" && values[i] > LargestMean)
                return reader.FailAt(parameter, Descriptors.OutOfRange, parameter, values[i], "at most 100000000 (for larger ones, [Normal] does)");
            if (name == "Zipf" && parameter == "Max" && values[i] > LargestRank)
                return reader.FailAt(parameter, Descriptors.OutOfRange, parameter, values[i], "at most 2^53");
            if (name == "Zipf" && parameter == "Max" && !(values[i] >= 1))
                return reader.FailAt(parameter, Descriptors.OutOfRange, parameter, values[i], "1 or more");

            if (double.IsNaN(values[i]) || (double.IsInfinity(values[i]) && parameter is not ("Min" or "Max")))
                return reader.FailAt(parameter, Descriptors.OutOfRange, parameter, values[i], "a finite number");
        }

        // What the type cannot hold is cut off, like everything outside the bounds, by drawing again. Bounds cost, so
        // they are left out where nothing reaches them.
        var reaches = type.Kind is not (CellKind.Single or CellKind.Double) || Furthest(name, values) > Constants.Largest(type);
        for (var i = 0; i < parameters.Length && reaches; i++)
        {
            if (parameters[i].Name == "Min")
                values[i] = Math.Max(values[i], Constants.Smallest(type));
            if (parameters[i].Name == "Max")
                values[i] = Math.Min(values[i], Constants.Largest(type));
        }

        var min = Array.FindIndex(parameters, parameter => parameter.Name == "Min");
        var (low, high) = (min < 0 ? 0 : values[min], values[values.Length - 1]);
        return low <= high && HasUnits(type, low, high) && HasWeight(name, values, low, high)
            ? new DistributionValue(name, new(values))
            : reader.FailAt(min < 0 ? "Max" : "Min", Descriptors.EmptyBounds, low, high);
    }

    // Whether a whole number of the type's units lies between the bounds; in the division that the core makes of it.
    private static bool HasUnits(CellType type, double low, double high)
    {
        var unit = (double)Constants.Unit(type);
        var first = Math.Ceiling(low * unit);
        return type.Kind is CellKind.Single or CellKind.Double || Math.Min(Math.Abs(low), Math.Abs(high)) * unit > LargestRank
            || new[] { first - 1, first, first + 1 }.Any(units => units / unit >= low && units / unit <= high);
    }

    // Whether values come from between the bounds as often as the core wants, which is once in 10^13. It takes the highest density there times the
    // width or, far out, the density over the distance: never less than the weight, so that nothing is refused here that the core would make.
    private static bool HasWeight(string distribution, double[] values, double low, double high)
    {
        // The core rounds to a single value what lies around it.
        if (low == high)
            (low, high) = (low - 0.5, high + 0.5);
        switch (distribution)
        {
            case "Normal":
                break;
            case "LogNormal":
                (low, high) = (low > 0 ? Math.Log(low) : double.NegativeInfinity, Math.Log(high));
                break;
            case "Exponential":
                return !(values[0] * high < LeastWeight);
            case "Poisson":
                return !(high < Math.Floor(values[0] - 12 * Math.Sqrt(values[0]) - 20));
            default:
                return true;
        }

        var (first, last) = ((low - values[0]) / values[1], (high - values[0]) / values[1]);
        var distance = Math.Max(0, Math.Max(first, -last));
        return !(Math.Exp(-distance * distance / 2) / Math.Sqrt(2 * Math.PI) * Math.Min(last - first, 1 / distance) < LeastWeight);
    }

    // A little beyond the largest number that 53 random bits can make.
    private static double Furthest(string distribution, double[] values) => distribution switch
    {
        "Normal" => Math.Abs(values[0]) + 10 * values[1],
        "LogNormal" => Math.Exp(values[0] + 10 * values[1]),
        "Exponential" => 40 / values[0],
        "Poisson" => 100 + 2 * values[0],
        _ => values[1],
    };
}
