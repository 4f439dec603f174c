using Microsoft.CodeAnalysis;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Parsing;

/// <summary>Reads a static method that computes a value from columns.</summary>
/// <param name="parser">Where mistakes are reported.</param>
/// <param name="source">The class whose columns the parameters are named after.</param>
/// <param name="member">The property or class that names the method.</param>
/// <param name="attribute">The attribute that names it.</param>
/// <param name="argument">The argument that does.</param>
internal sealed class MethodReader(TableParser parser, TableSymbol source, string member, AttributeData attribute, string argument)
{
    private Location? Location => attribute.LocationOf(argument);
    private readonly PropertySymbol? _property = parser.Table[member];
    private readonly string _attributeName = attribute.ShortName();

    /// <summary>Reads a method that returns the number of an owner's children.</summary>
    public MethodSpec? ReadCount(string name)
    {
        var type = new CellType(CellKind.Int32, "int");
        return Read(name, type, returns: null, nullable: false);
    }

    /// <summary>Reads a method of the parsed class that returns a cell of the given type.</summary>
    public MethodSpec? Read(string name, CellType type, ITypeSymbol? returns, bool nullable)
    {
        // A method stands beside its property: in the class, or in the owned or derived one that declares it.
        var owner = _property?.Container?.OwnedType ?? (_property?.Classes.Count > 0 ? _property.Symbol.ContainingType : parser.Table.Symbol);
        var methods = owner.Lineage().Reverse()
            .Select(level => level.GetMembers(name).OfType<IMethodSymbol>()
                .Where(candidate => candidate.IsStatic && candidate.MethodKind == MethodKind.Ordinary)
                .ToList())
            .FirstOrDefault(candidates => candidates.Count > 0);
        if (methods is null)
        {
            parser.Report(Descriptors.UnknownMethod, Location, _attributeName, member, name, owner.Name);
            return null;
        }

        var method = methods[0];
        if (WhyNotCallable(methods, owner) is { } reason)
        {
            parser.Report(Descriptors.NotCallable, Location, _attributeName, member, name, reason);
            return null;
        }

        var parameters = new List<ParameterSpec>();
        foreach (var parameter in method.Parameters)
        {
            if (Parameter(parameter) is not { } spec)
            {
                parser.Report(Descriptors.BadParameter, parameter.Locations.FirstOrDefault(), _attributeName, member, parameter.Name, name);
                return null;
            }

            parameters.Add(spec);
        }

        var writes = parameters.Any(parameter => parameter.Source == ParameterSource.Text);
        var result = writes && method.ReturnsVoid && type.IsBytes ? MethodResult.Written
            : returns is not null ? ResultOf(method.ReturnType, returns, type)
            : method.ReturnType.SpecialType == SpecialType.System_Int32 ? MethodResult.Value
            : null;
        if (result is null || (result == MethodResult.NullableValue && !nullable))
        {
            parser.Report(Descriptors.BadReturn, Location, _attributeName, member, name, method.ReturnType.ToDisplayString(), type.ClrType);
            return null;
        }

        var fullName = method.ContainingType.CodeName() + "." + Emission.CellNames.Member(method.Name);
        return new MethodSpec(fullName, new(parameters), result.Value, Fingerprints.Of(method));
    }

    private static string? WhyNotCallable(List<IMethodSymbol> methods, INamedTypeSymbol owner) =>
        methods.Count > 1 ? "has several static overloads; give the one that is meant a name of its own"
        : methods[0].IsGenericMethod ? "is generic, and nothing says with which types; use a method without type parameters"
        : methods[0].DeclaredAccessibility == Accessibility.Private && !SymbolEqualityComparer.Default.Equals(methods[0].ContainingType, owner)
            ? $"is private in '{methods[0].ContainingType.Name}'; make it protected or internal"
        : null;

    /// <summary>How a returned type becomes a cell, or <see langword="null"/> where it does not.</summary>
    public static MethodResult? ResultOf(ITypeSymbol returned, ITypeSymbol property, CellType type)
    {
        if (type.IsBytes && IsSpan(returned))
            return MethodResult.Bytes;

        var (value, isNullable) = Unwrap(returned);
        var (wanted, _) = Unwrap(property);
        if (!SymbolEqualityComparer.Default.Equals(value, wanted) && !Widens(value, type))
            return null;
        return isNullable ? MethodResult.NullableValue : MethodResult.Value;
    }

    private ParameterSpec? Parameter(IParameterSymbol parameter)
    {
        var typeName = (parameter.Type as INamedTypeSymbol)?.FullName();
        if (typeName == AttributeNames.RowRandom)
            return new(parameter.RefKind == RefKind.Ref ? ParameterSource.RandomByReference : ParameterSource.Random, "", "", false, default);
        if (typeName == AttributeNames.Utf8Builder && parameter.RefKind == RefKind.Ref)
            return new(ParameterSource.Text, "", "", false, default);

        var column = ColumnOf(_property?.Container is { } container ? container.Name + "_" + parameter.Name : parameter.Name) ?? ColumnOf(parameter.Name);
        if (column is null)
            return parameter is { Name: "row", Type.SpecialType: SpecialType.System_Int64 } ? new(ParameterSource.Row, "", "", false, default) : null;
        if (parameter.RefKind is not (RefKind.None or RefKind.In))
            return null;

        var cell = new CellShape(column.Name, column.Type!, source.IsNullable(column) && (column.IsNullable || !IsBeside(column)));
        if (column.Type!.IsBytes && IsSpan(parameter.Type))
            return new(ParameterSource.Column, column.Name, "", false, ParameterForm.Bytes, cell);

        var (type, isNullable) = Unwrap(parameter.Type);
        var fits = type.CodeName() == column.Type.ClrType
            || (column.Type.IsInteger && CellTypes.KindOf(type) is { } kind && new CellType(kind, "").IsNumber)
            || (column.Type.Kind == CellKind.Single && type.SpecialType == SpecialType.System_Double);
        return fits && (isNullable || !cell.Nullable) ? new(ParameterSource.Column, column.Name, type.CodeName(), isNullable, ParameterForm.Value, cell) : null;
    }

    private PropertySymbol? ColumnOf(string name) =>
        source.Properties.FirstOrDefault(property => property.IsColumn && property.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    // Columns of one class of a hierarchy, or of one owned object, are null together.
    private bool IsBeside(PropertySymbol column) => _property is not null
        && column.Optional == _property.Optional
        && column.Classes.All(_property.Classes.Contains)
        && _property.Classes.Count > 0 == column.Classes.Count > 0;

    // A number becomes one of a wider type, as in C#.
    private static bool Widens(ITypeSymbol value, CellType type) => !type.IsEnum
        && CellTypes.KindOf(value) is { } kind && new CellType(kind, "") is { IsNumber: true } number && Values.RelationValue.CanConvert(number, type)
        && (type.Kind != CellKind.Double || kind != CellKind.Decimal);

    private static (ITypeSymbol Type, bool IsNullable) Unwrap(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? (nullable.TypeArguments[0], true)
            : (type, type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated });

    private static bool IsSpan(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "ReadOnlySpan", TypeArguments.Length: 1 } span && span.TypeArguments[0].SpecialType == SpecialType.System_Byte;
}
