using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StellarForge.Generators.Specs;
using StellarForge.Generators.Values;

namespace StellarForge.Generators.Parsing;

/// <summary>Reads a value attribute: its arguments, and what they mean for the property. Diagnostics are reported on the attribute.</summary>
/// <param name="parser">Where mistakes are reported.</param>
/// <param name="property">The property.</param>
/// <param name="attribute">The attribute.</param>
/// <param name="type">What the values are: the property's own type, or a list's items.</param>
internal sealed class ValueReader(TableParser parser, PropertySymbol property, AttributeData attribute, CellType type)
{
    public CellType Type { get; } = type;

    public string AttributeName => attribute.ShortName();

    public string ClassName => parser.Table.Symbol.Name;

    /// <summary>The most children of an owner, or <see langword="null"/> where the table is not owned.</summary>
    public int? OwnerMax => parser.Table.ChildOf is null ? null : parser.Table.OwnerMax;

    /// <summary>Reports a mistake on the attribute.</summary>
    public ValueSpec? Fail(DiagnosticDescriptor descriptor, params object[] arguments) => FailAt(null, descriptor, arguments);

    /// <summary>Reports a mistake on an argument, by the name of its parameter or property.</summary>
    public ValueSpec? FailAt(string? argument, DiagnosticDescriptor descriptor, params object[] arguments)
    {
        Report(attribute.LocationOf(argument), descriptor, arguments);
        return null;
    }

    private void Report(Location? location, DiagnosticDescriptor descriptor, params object[] arguments) =>
        parser.Report(descriptor, location ?? property.Location, [AttributeName, property.Name, .. arguments]);

    /// <summary>The other attributes of the same kind on the property, this one included.</summary>
    public IEnumerable<ValueReader> Repeated() => property.Attributes
        .Where(other => SymbolEqualityComparer.Default.Equals(other.AttributeClass, attribute.AttributeClass))
        .Select(other => new ValueReader(parser, property, other, Type));

    /// <summary>Whether this property can be null.</summary>
    public bool IsNullable() => parser.Table.IsNullable(property);

    /// <summary>Whether another property of the class can be null.</summary>
    public bool IsNullable(string name) => parser.Table[name] is { } other && parser.Table.IsNullable(other);

    /// <inheritdoc cref="Names.Suggestion"/>
    public string Suggestion(string name) => parser.Table.Suggestion(name);

    /// <inheritdoc cref="TableSymbol.NameIn"/>
    public string NameOf(string name) => parser.Table.NameIn(property.Container, name);

    public CellType? Sibling(string name) => parser.Table[name] is { IsColumn: true } other ? other.Type : null;

    public TypedConstant? Named(string name) => attribute.Named(name);

    public string? Text(string name) => attribute.NamedText(name);

    public string? TextArgument(int position) => attribute.Argument(position)?.Value as string;

    public bool Flag(string name) => attribute.NamedFlag(name);

    /// <summary>A whole number by position.</summary>
    public long? Integer(int position) => attribute.Argument(position)?.Value is (long or int) and var number
        ? Convert.ToInt64(number, CultureInfo.InvariantCulture)
        : null;

    /// <summary>A number by name or position.</summary>
    public double? Number(int position, string name)
    {
        var constant = attribute.Named(name) ?? attribute.Argument(position);
        return constant is { Value: { } value and not (string or char or bool or ITypeSymbol) } ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : null;
    }

    public List<double>? Numbers(string name) => attribute.Named(name) is { IsNull: false } constant
        ? [.. constant.Values.Select(value => Convert.ToDouble(value.Value, CultureInfo.InvariantCulture))]
        : null;

    /// <summary>An enum's constant by name or position.</summary>
    public TypedConstant? Enum(int position, string name) => attribute.Named(name) ?? attribute.Argument(position);

    /// <summary>The values of a <c>params</c> array, as literals of the property's type; an enum without values gives all its members.</summary>
    public List<object?>? Values()
    {
        // [OneOf(null)] passes no array rather than an array of one null, and means the latter.
        var list = attribute.Argument(0);
        var values = list is { IsNull: true } ? [list.Value] : list?.Values.ToArray() ?? [];
        if (values.Length == 0 && Type.IsEnum)
            return [.. Type.Members.Select(member => (object)member.Number)];
        if (values.Length == 0)
        {
            Fail(Descriptors.OutOfRange, "the number of values", 0, "at least 1");
            return null;
        }

        var constants = new List<object?>();
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i].IsNull && IsNullable())
                constants.Add(null);
            else if (Value(values[i], Type, "values", i) is not { } constant)
                return null;
            else
                constants.Add(constant);
        }

        return constants;
    }

    /// <summary>A constant as a value of a cell's type; a constant that does not fit is reported on the argument that it stands in.</summary>
    public object? Value(TypedConstant constant, CellType type, string argument, int element = 0)
    {
        var value = constant.IsNull || constant.Kind is TypedConstantKind.Array or TypedConstantKind.Type ? null : ValueOf(constant.Value!, type);
        if (value is null)
            Report(attribute.LocationOf(argument, element), Descriptors.BadConstant, constant.IsNull ? "null" : constant.ToCSharpString(), type.Description);
        else if (type is { Kind: CellKind.Text, MaxLength: { } longest } && constant.Value is string text && text.Length > longest)
            Report(attribute.LocationOf(argument, element), Descriptors.LiteralTooLong, text, text.Length, longest);
        else
            return value;
        return null;
    }

    public MethodSpec? Method(string name, CellType type) =>
        new MethodReader(parser, parser.Table, property.Name, attribute, "method").Read(name, type, property.Symbol.Type, IsNullable());

    public GeneratedValue? Generator()
    {
        var generator = attribute.TypeArgument();
        var interfaces = generator?.AllInterfaces.Where(type => type.FullName() == "StellarForge.IValueGenerator`1") ?? [];
        foreach (var made in interfaces.Select(type => type.TypeArguments[0]))
        {
            if (MethodReader.ResultOf(made, property.Symbol.Type, Type) is { } returns && (returns != MethodResult.NullableValue || IsNullable()))
                return new GeneratedValue(generator!.CodeName(), made.CodeName(), returns, Fingerprints.Of(generator!));
        }

        Fail(Descriptors.BadGenerator, generator?.Name ?? "", Type.ClrType);
        return null;
    }

    /// <summary>The reference that a property belongs to, and its parent.</summary>
    public (ReferenceSpec Reference, TableSymbol Parent)? ReferenceOf(string name) => parser.ReferenceOf(name);

    /// <summary>Whether a property is meant as a reference and has a mistake, which is reported.</summary>
    public bool IsFaultyReference(string name) => parser.FaultyReferences.Contains(name);

    /// <summary>The child table of the attribute's type argument.</summary>
    public TableSymbol? Child()
    {
        var symbol = attribute.TypeArgument();
        if (parser.TableOf(symbol) is not { } child)
            Fail(Descriptors.NotATable, symbol?.Name ?? "");
        else if (!SymbolEqualityComparer.Default.Equals(child.Owner, parser.Table.Symbol))
            Fail(Descriptors.NotAChild, child.Symbol.Name, ClassName);
        else
            return child;
        return null;
    }

    private static bool IsWhole(double value) => value == Math.Floor(value) && value is >= -9.2e18 and <= 9.2e18;

    private static object? ValueOf(object value, CellType type)
    {
        if (value is char character)
            return type.Kind == CellKind.Text ? character.ToString() : null;
        switch (type.Kind)
        {
            case CellKind.Boolean:
                return value as bool?;
            case CellKind.Text:
                var words = Convert.ToString(value, CultureInfo.InvariantCulture);
                var isValue = type.IsJson
                    ? type.List is null && JsonSyntax.IsValid(words)
                    : value is string && (type.Form != TextForm.Uri || Uri.TryCreate(words, UriKind.RelativeOrAbsolute, out _));
                return isValue ? words : null;
            case CellKind.Uuid:
                return value is string text && Guid.TryParse(text, out var uuid) ? uuid : null;
            case CellKind.Binary:
                return null;
            case CellKind.Single or CellKind.Double:
                var digits = Convert.ToString(value, CultureInfo.InvariantCulture);
                return value is bool || !double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? null : real;
        }

        if (type.IsEnum && value is string name)
            return type.Members.FirstOrDefault(member => member.Name == name)?.Number;
        if (type.IsEnum || type.IsInteger)
        {
            if (value is string or bool || (value is double or float && !IsWhole(Convert.ToDouble(value, CultureInfo.InvariantCulture))))
                return null;
            if (value is ulong and > long.MaxValue)
                return type.Kind == CellKind.UInt64 ? unchecked((long)(ulong)value) : null;
            var number = Convert.ToInt64(value, CultureInfo.InvariantCulture);
            return Constants.Fits(number, type) ? number : null;
        }

        return Constants.TryUnits(Convert.ToString(value, CultureInfo.InvariantCulture)!, type, out var units) ? units : null;
    }
}
