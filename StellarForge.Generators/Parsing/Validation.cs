using System.Globalization;
using Microsoft.CodeAnalysis;
using StellarForge.Generators.Specs;
using StellarForge.Generators.Values;

namespace StellarForge.Generators.Parsing;

/// <summary>What the validation attributes of .NET allow as values, where no attribute of ours makes them.</summary>
/// <param name="parser">Where mistakes are reported.</param>
/// <param name="property">The property.</param>
internal sealed class Validation(TableParser parser, PropertySymbol property)
{
    // What is as large as this is meant as "no bound".
    private const double Unbounded = 1e9;

    private readonly CellType _type = property.Type!;

    /// <summary>The values that the attributes ask for, or <see langword="null"/> where there is none of them (or a mistake, which is reported).</summary>
    public ValueSpec? Value()
    {
        // They are about single values.
        if (_type.List is not null)
            return null;
        if (property.Attributes.Find(AttributeNames.AllowedValues) is { } allowed)
            return ChoiceValue.Read(new ValueReader(parser, property, allowed, _type));
        if (property.Attributes.Find(AttributeNames.Range) is { } range)
            return RangeOf(range);
        if (_type is not { IsFreeText: true, IsCharacter: false })
            return null;
        if (property.Attributes.Find(AttributeNames.RegularExpression) is { } expression)
            return ExpressionOf(expression);
        foreach (var (attribute, fake) in Fakes)
        {
            if (property.Attributes.Has(attribute))
                return TextValue.Of(fake);
        }

        return null;
    }

    private static readonly (string Attribute, string Fake)[] Fakes =
    [
        (AttributeNames.EmailAddress, "internet.email"),
        (AttributeNames.Phone, "phone.phoneNumber"),
        (AttributeNames.Url, "internet.url"),
        (AttributeNames.CreditCard, "finance.creditCardNumber"),
    ];

    private static Bounds BoundsOf(AttributeData range)
    {
        var offset = range.ConstructorArguments.Length == 3 ? 1 : 0;
        var least = Convert.ToString(range.Argument(offset)?.Value, CultureInfo.InvariantCulture) ?? "";
        var most = Convert.ToString(range.Argument(offset + 1)?.Value, CultureInfo.InvariantCulture) ?? "";
        return new(least, most, range.NamedFlag("MinimumIsExclusive"), range.NamedFlag("MaximumIsExclusive"));
    }

    // Where an end is open, the interval that the property's name or type has by convention closes it.
    private ValueSpec? RangeOf(AttributeData range)
    {
        var bounds = BoundsOf(range);
        if (_type.Kind is CellKind.Date or CellKind.Timestamp or CellKind.TimestampOffset or CellKind.Time or CellKind.Duration)
            return TimesOf(range, bounds);

        if (!_type.IsNumber || _type.IsEnum
            || !double.TryParse(bounds.Least, NumberStyles.Float, CultureInfo.InvariantCulture, out var min)
            || !double.TryParse(bounds.Most, NumberStyles.Float, CultureInfo.InvariantCulture, out var max))
            return _type.IsEnum ? null : Fail(range, Descriptors.WrongType, _type.ClrType);
        if (min > max)
            return Fail(range, Descriptors.EmptyBounds, bounds.Least, bounds.Most);

        var (low, high) = Conventions.IntervalOf(property.Name, _type);
        var (from, to) = Conventions.KnowsNumber(property.Name) && low <= max && high >= min
            ? (Math.Max(min, low), Math.Min(max, high))
            : (min > -Unbounded ? min : max > low ? low : max - high, max < Unbounded ? max : min < high ? high : min + high);
        (from, to) = (Math.Max(from, Constants.Smallest(_type)), Math.Min(to, Constants.Largest(_type)));
        if (_type.Kind is CellKind.Single or CellKind.Double)
            return new UniformRealValue(from, to);
        if (!UnitsOf(from, bounds.Least, min, Rounding.Up, out var least) || !UnitsOf(to, bounds.Most, max, Rounding.Down, out var most))
            return Fail(range, Descriptors.BadConstant, bounds.Least + " … " + bounds.Most, _type.Description);
        least += bounds.LeastIsExcluded && from == min && IsUnit(from) ? 1 : 0;
        most -= bounds.MostIsExcluded && to == max && IsUnit(to) ? 1 : 0;
        return UniformValue.Within(least, most) ?? Fail(range, Descriptors.EmptyBounds, bounds.Least, bounds.Most);
    }

    // A date is its midnight, as validation has it. Times are rounded down to what the column keeps, so that a lower bound which is excluded excludes all
    // that is rounded to it, and an upper one only itself.
    private ValueSpec? TimesOf(AttributeData range, Bounds bounds)
    {
        var grain = _type.Grain;
        if (!Constants.TryUnits(bounds.Least, _type, out var first, bounds.LeastIsExcluded ? Rounding.Down : Rounding.Up))
            return Fail(range, Descriptors.BadConstant, Constants.Refused(bounds.Least, _type.Kind), _type.Description);
        if (!Constants.TryUnits(bounds.Most, _type, out var last, bounds.MostIsExcluded ? Rounding.Up : Rounding.Down))
            return Fail(range, Descriptors.BadConstant, Constants.Refused(bounds.Most, _type.Kind), _type.Description);
        if (bounds.LeastIsExcluded)
            first = (Math.Floor(first / grain) + 1) * grain;
        if (bounds.MostIsExcluded)
            last--;
        return UniformValue.Within(first, last, grain) ?? Fail(range, Descriptors.EmptyBounds, bounds.Least, bounds.Most);
    }

    // The text is exact where a double is not.
    private bool UnitsOf(double number, string text, double bound, Rounding rounding, out decimal units) => number == bound && _type.Kind == CellKind.Decimal
        ? Constants.TryUnits(text, _type, out units, rounding)
        : Constants.TryUnits(number, _type, out units, rounding);

    // A bound between two units excludes nothing.
    private bool IsUnit(double number) => Constants.TryUnits(number, _type, out var up, Rounding.Up)
        && Constants.TryUnits(number, _type, out var down, Rounding.Down)
        && up == down;

    private ValueSpec? ExpressionOf(AttributeData attribute)
    {
        var expression = attribute.Argument(0)?.Value as string ?? "";
        var read = RegexPlaces.Read(expression);
        if (read.Mistake is { } mistake)
        {
            parser.Report(Descriptors.BadRegex, attribute.LocationOf("pattern"), property.Name, mistake, expression);
            return null;
        }

        if (_type.MaxLength < read.Places.Count)
            return Fail(attribute, Descriptors.LiteralTooLong, expression, read.Places.Count, _type.MaxLength!);
        return TextValue.OfPlaces(read.Places);
    }

    private ValueSpec? Fail(AttributeData attribute, DiagnosticDescriptor descriptor, params object[] arguments)
    {
        parser.Report(descriptor, attribute.LocationOf(), [attribute.ShortName(), property.Name, .. arguments]);
        return null;
    }

    private sealed record Bounds(string Least, string Most, bool LeastIsExcluded, bool MostIsExcluded);
}
