using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StellarForge.Generators.Specs;
using StellarForge.Generators.Values;

namespace StellarForge.Generators.Parsing;

/// <summary>Reads one annotated class: what to emit, and what is wrong with it.</summary>
internal sealed class TableParser
{
    private readonly List<DiagnosticInfo> _diagnostics = [];
    private List<(ReferenceSpec Spec, TableSymbol Parent)> _references = [];

    private readonly TableSymbols _tables = new();

    private static readonly string[] Lengths = [AttributeNames.MaxLength, AttributeNames.MinLength, AttributeNames.StringLength, AttributeNames.Length];

    private TableParser(INamedTypeSymbol symbol) => Table = TableOf(symbol)!;

    public TableSymbol Table { get; }

    /// <summary>An annotated class, or <see langword="null"/> where the class is not annotated.</summary>
    public TableSymbol? TableOf(INamedTypeSymbol? symbol) => _tables.Of(symbol);

    /// <summary>Parses a class; a class with mistakes gives diagnostics and no table.</summary>
    public static ParseResult Parse(INamedTypeSymbol symbol, TypeDeclarationSyntax declaration, CancellationToken cancellationToken)
    {
        // Rows of a class that shares its base class's table are made there.
        if (!SymbolEqualityComparer.Default.Equals(AssemblyClasses.RootOf(symbol), symbol))
            return new ParseResult(symbol.CodeName(), null, EquatableArray<DiagnosticInfo>.Empty, EquatableArray<LocationInfo>.Empty);

        var parser = new TableParser(symbol);
        var table = parser.Parse(declaration, cancellationToken);
        return new ParseResult(
            parser.Table.FullName,
            table,
            new(parser._diagnostics),
            new(parser.Table.Properties.Select(property => new LocationInfo(property.Name, property.Location)).Append(new LocationInfo("", declaration.Identifier.GetLocation()))));
    }

    /// <summary>Reports a mistake; where there is no location, on the class.</summary>
    public void Report(DiagnosticDescriptor descriptor, Location? location, params object[] arguments) =>
        _diagnostics.Add(DiagnosticInfo.Of(descriptor, location ?? Table.Symbol.Locations.FirstOrDefault(), arguments));

    /// <summary>How many mistakes were reported.</summary>
    public int Mistakes => _diagnostics.Count;

    /// <summary>The reference that a property belongs to.</summary>
    public (ReferenceSpec Reference, TableSymbol Parent)? ReferenceOf(string property)
    {
        foreach (var (spec, parent) in _references)
        {
            if (spec.Properties.Contains(property) && !spec.DeclaredOnly)
                return (spec, parent);
        }

        return null;
    }

    private long Rows => Table.Attributes.Find(AttributeNames.Forge)!.Named("Rows")?.Value is long rows ? rows : 1_000;

    private TableSpec? Parse(TypeDeclarationSyntax declaration, CancellationToken cancellationToken)
    {
        var symbol = Table.Symbol;
        if (!CheckDeclaration(declaration) || !CheckOwner())
            return null;

        new ClassChecks(this).Run();
        _references = new ReferenceParser(this).Parse();
        cancellationToken.ThrowIfCancellationRequested();
        var columns = Table.Properties.Where(CheckProperty).Select(ColumnOf).Where(column => column is not null).Select(column => column!).ToList();
        if (Table.Hierarchy is { } hierarchy)
            columns = [.. columns.Where(column => column.Property != Hierarchy.Discriminator), DiscriminatorOf(hierarchy)];
        CheckNames(columns);
        CaseChecks.Run(this, columns);
        if (_diagnostics.Count == 0 && !columns.Any(column => column.Stored))
            Report(Descriptors.NoColumns, declaration.Identifier.GetLocation(), symbol.Name);

        // Where there are mistakes, the rest still shows the circles that it is part of.
        var forge = Table.Attributes.Find(AttributeNames.Forge)!;
        return new TableSpec
        {
            Namespace = symbol.ContainingNamespace.IsGlobalNamespace ? "" : symbol.ContainingNamespace.ToDisplayString(),
            Declarations = new(Declarations(symbol)),
            ClassName = string.Join(".", ContainingTypes(symbol).Select(type => type.Name)),
            FullName = Table.FullName,
            Name = symbol.Name,
            DatabaseName = Table.DatabaseName,
            DatabaseSchema = Table.DatabaseSchema,
            Rows = Rows,
            Scales = forge.Named("Scales")?.Value is not false,
            Owner = OwnerOf(),
            Columns = new(columns),
            Key = new(Table.Key.Where(name => columns.Any(column => column.Property == name && column.Stored))),
            References = new(_references.Select(reference => reference.Spec)),
            Indexes = new(IndexesOf(columns)),
            Summed = new(SummedBy(Table.Owner)),
            Objects = new(Construction.Of(Table, columns)),
            DependsOn = new(DependenciesOf(columns)),
            Parents = new(_references.Select(reference => reference.Parent.FullName).Concat(Table.Owner is { } owner ? [owner.CodeName()] : []).Where(name => name != Table.FullName).Distinct()),
            Children = new(columns.Select(column => column.Value.Child?.FullName).OfType<string>().Distinct()),
        };
    }

    private bool CheckDeclaration(TypeDeclarationSyntax declaration)
    {
        for (var current = declaration; current is not null; current = current.Parent as TypeDeclarationSyntax)
        {
            if (!current.Modifiers.Any(modifier => modifier.Text == "partial"))
                Report(Descriptors.NotPartial, current.Identifier.GetLocation(), current.Identifier.Text);
            if (current.TypeParameterList is not null)
                Report(Descriptors.Generic, current.TypeParameterList.GetLocation(), current.Identifier.Text);
        }

        var symbol = Table.Symbol;
        if (ContainingTypes(symbol).FirstOrDefault(type => type.IsFileLocal || type.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal)) is { } hidden)
            Report(Descriptors.NotAccessible, hidden.Locations.FirstOrDefault(), hidden.Name);
        if (symbol.IsRefLikeType || Table.Hierarchy is { Classes.Count: 0 })
            Report(Descriptors.NoConstructor, declaration.Identifier.GetLocation(), symbol.Name);
        foreach (var made in (Table.Hierarchy?.Classes ?? [symbol]).Concat(Table.Owned.Select(owned => owned.OwnedType!)).Where(made => made.IsAbstract || Construction.ConstructorOf(made, symbol) is null))
            Report(Descriptors.NoConstructor, SymbolEqualityComparer.Default.Equals(made, symbol) ? declaration.Identifier.GetLocation() : made.Locations.FirstOrDefault(), made.Name);
        var rows = Table.Attributes.Find(AttributeNames.Forge)!;
        if (rows.Named("Rows")?.Value is long and < 1)
            Report(Descriptors.OutOfRange, rows.LocationOf("Rows"), "Forge", symbol.Name, "Rows", rows.Named("Rows")!.Value.Value!, "1 or more");
        return _diagnostics.Count == 0;
    }

    private bool CheckOwner()
    {
        if (Table.ChildOf is not { } childOf)
            return true;

        var (min, max) = (childOf.Argument(0)?.Value as int? ?? 0, childOf.Argument(1)?.Value as int? ?? 0);
        if (TableOf(Table.Owner) is null)
            Report(Descriptors.NotATable, childOf.LocationOf(), "ChildOf", Table.Symbol.Name, Table.Owner?.Name ?? "");
        if (min < 0)
            Report(Descriptors.OutOfRange, childOf.LocationOf("min"), "ChildOf", Table.Symbol.Name, "min", min, "0 or more");
        if (max < 1 || max < min)
            Report(Descriptors.OutOfRange, childOf.LocationOf("max"), "ChildOf", Table.Symbol.Name, "max", max, "1 or more, and not below the least");

        var path = new List<string> { Table.Symbol.Name };
        for (var owner = TableOf(Table.Owner); owner is not null; owner = TableOf(owner.Owner))
        {
            path.Add(owner.Symbol.Name);
            if (SymbolEqualityComparer.Default.Equals(owner.Symbol, Table.Symbol))
            {
                // Every class of the circle is wrong, but one message is enough.
                if (path.OrderBy(name => name, StringComparer.Ordinal).First() == Table.Symbol.Name)
                    Report(Descriptors.OwnershipCycle, childOf.LocationOf(), Table.Symbol.Name, string.Join(" → ", path));
                return false;
            }

            if (path.Count > 32)
                break;
        }

        if (childOf.Named("Pattern") is { } pattern && pattern.EnumMember() is null)
            Report(Descriptors.OutOfRange, childOf.LocationOf("Pattern"), "ChildOf", Table.Symbol.Name, "Pattern", pattern.Value ?? "null", "a member of CountPattern");
        if (_diagnostics.Count == 0 && Table.EndRow > long.MaxValue)
            Report(Descriptors.TooManyRows, childOf.LocationOf(), Table.Symbol.Name, Table.EndRow.ToString("0.#e0", System.Globalization.CultureInfo.InvariantCulture));
        return _diagnostics.Count == 0;
    }

    private bool CheckProperty(PropertySymbol property)
    {
        var marked = property.Attributes.FirstOrDefault(attribute => attribute.AttributeClass?.ContainingNamespace.ToDisplayString() == "StellarForge");
        if (property.Type is null && marked is not null)
            Report(Descriptors.UnsupportedType, property.Location, marked.AttributeClass!.Name.Replace("Attribute", ""), property.Name, property.Symbol.Type.ToDisplayString());
        else if (property is { Type: null, IsMapped: true, IsSettable: true, Symbol.Type.IsValueType: true })
            Report(Descriptors.UnsupportedType, property.Location, "Forge", property.Name, property.Symbol.Type.ToDisplayString());
        else if (property.Type is not null && marked is not null && !property.IsSettable && !property.IsParameter)
            Report(Descriptors.NotSettable, property.Location, marked.AttributeClass!.Name.Replace("Attribute", ""), property.Name);
        else if (property.IsColumn && property.Type is { Kind: CellKind.Decimal } type && (type.Precision is < 1 or > 28 || type.Scale < 0 || type.Scale > type.Precision))
            Report(Descriptors.BadPrecision, property.Attributes.Find(AttributeNames.Decimal).LocationOf(type.Precision is < 1 or > 28 ? "precision" : "scale") ?? property.Location, "Decimal", property.Name, type.Precision, type.Scale);
        else if (property is { IsColumn: true, Type: { MinLength: > 0 } text } && text.MinLength > (text.MaxLength ?? int.MaxValue))
            Report(Descriptors.LengthOutOfReach, property.Location, property.Name, text.MinLength, text.MaxLength!);
        else if (property is { IsColumn: true, Type: { IsBytes: false, StoresName: false } sized } && Lengths.FirstOrDefault(name => property.Attributes.Has(name)) is { } length)
            Report(Descriptors.NoLength, property.Attributes.Find(length).LocationOf(), property.Attributes.Find(length)!.AttributeClass!.Name.Replace("Attribute", ""), property.Name, sized.ClrType);
        else if (property is { IsColumn: true, Type.List: { } list } && (list.Least > list.Most || list.Most < 0))
            Report(Descriptors.LengthOutOfReach, property.Location, property.Name, list.Least, list.Most);
        else if (property is { IsColumn: true, Type: { StoresName: true, MaxLength: { } longest } named } && named.Members.FirstOrDefault(member => member.Name.Length > longest) is { } member)
            Report(Descriptors.LiteralTooLong, property.Attributes.Find(AttributeNames.MaxLength).LocationOf("length"), "MaxLength", property.Name, member.Name, member.Name.Length, longest);
        else
            return property.IsColumn;
        return false;
    }

    private ColumnSpec? ColumnOf(PropertySymbol property)
    {
        if (ValueOf(property) is not { } value)
            return null;

        var rate = property.Attributes.Find(AttributeNames.NullRate);
        if (rate?.Argument(0)?.Value is double and (< 0 or > 1 or double.NaN))
            Report(Descriptors.OutOfRange, rate.LocationOf("rate"), "NullRate", property.Name, "the rate", rate.Argument(0)!.Value.Value!, "0 to 1");
        if (rate is not null && !property.IsNullable)
            Report(Descriptors.NeedsNullable, rate.LocationOf(), "NullRate", property.Name);

        var isKey = Table.Key.Contains(property.Name);
        var isUnique = property.IsUnique || (isKey && Table.Key.Count == 1);
        CheckRoom(property, value, isUnique);
        var reference = ReferenceOf(property.Name);
        var nullable = Table.IsNullable(property);

        // A reference is null as a whole, and so decides itself; what is made from other columns is null where they are.
        double? nullRate = !nullable || !property.IsNullable || reference is not null || (rate is null && value.IsDerived) ? null : rate?.Argument(0)?.Value as double? ?? 0.05;
        return new ColumnSpec
        {
            Property = property.Name,
            Type = TypeOf(property),
            DatabaseName = property.DatabaseName,
            Stored = property.IsMapped,
            Nullable = nullable,
            NullRate = nullRate == 0 ? null : nullRate,
            TypeName = property.TypeName,
            Unique = isUnique,
            IsKey = isKey,
            Classes = property.Classes,
            Optional = property.Optional is { } part ? new OptionalPart(part.Name, Construction.NullRateOf(part)) : null,
            Capacity = Math.Min(value.Capacity(property.Type!), isUnique ? value.Domain ?? long.MaxValue : long.MaxValue),
            Rule = value.Fingerprint.Length > 0 ? $"{property.Rule} {{{value.Fingerprint}}}" : property.Rule,
            Value = value,
        };
    }

    // A foreign key of text is as long as the key that it holds, as in EF Core.
    private CellType TypeOf(PropertySymbol property) =>
        property is { Type: { Kind: CellKind.Text, MaxLength: null } text, TypeName: null } && ReferenceOf(property.Name) is var (reference, parent)
            ? text with { MaxLength = parent[reference.ParentProperties[reference.Properties.ToList().IndexOf(property.Name)]]!.Type!.MaxLength }
            : property.Type!;

    private ColumnSpec DiscriminatorOf(Hierarchy hierarchy)
    {
        var declared = Table[Hierarchy.Discriminator];
        return new ColumnSpec
        {
            Property = Hierarchy.Discriminator,
            Type = hierarchy.CellType,
            DatabaseName = declared?.DatabaseName ?? Table.NameOf(Hierarchy.Discriminator),
            Stored = true,
            Nullable = false,
            NullRate = null,
            TypeName = declared?.TypeName,
            Unique = false,
            IsKey = false,
            Capacity = long.MaxValue,
            Rule = string.Join(", ", hierarchy.Classes.Select(type => type.Name)),
            Value = hierarchy.Value(Rows),
        };
    }

    // What is wrong at scale 1 already is a mistake in the model; what larger scales bring is refused when the fill starts.
    private void CheckRoom(PropertySymbol property, ValueSpec value, bool isUnique)
    {
        var unique = property.Attributes.Find(AttributeNames.Unique);
        var room = Math.Min(value.Capacity(property.Type!), isUnique ? value.Domain ?? long.MaxValue : long.MaxValue);
        if (room < Table.EndRow && Table.EndRow <= long.MaxValue)
            Report(Descriptors.DomainTooSmall, unique.LocationOf() ?? property.Location, property.Name, room, Table.Symbol.Name, Table.EndRow);
        else if (isUnique && !value.CanBeUnique)
            Report(Descriptors.NotUnique, unique.LocationOf() ?? property.Location, unique is null ? "Key" : "Unique", property.Name, property.Type!.ClrType);
    }

    private ValueSpec? ValueOf(PropertySymbol property)
    {
        var attributes = property.Attributes.Where(attribute => attribute.AttributeClass is { } type && ValueAttributes.Find(type.FullName()) is not null).ToList();
        var kinds = attributes.Select(attribute => attribute.AttributeClass!.FullName()).Distinct().ToList();
        if (kinds.Count > 1)
        {
            Report(Descriptors.Conflict, attributes[attributes.Count - 1].LocationOf(), attributes[0].AttributeClass!.Name.Replace("Attribute", ""), property.Name, attributes[attributes.Count - 1].AttributeClass!.Name.Replace("Attribute", ""));
            return null;
        }

        if (kinds.Count == 1)
            return ValueOf(property, attributes[0], ValueAttributes.Find(kinds[0])!);

        if (ReferenceOf(property.Name) is var (reference, parent))
        {
            var column = reference.ParentProperties[reference.Properties.ToList().IndexOf(property.Name)];
            return new RelationValue(reference.Name, parent.FullName, column, parent[column]!.Type!, false, reference.Nullable);
        }

        // A number of a composite key is, in an owned table, the ordinal; in others it counts, as a key alone does.
        if (Table.Key.Contains(property.Name) && property.Type is { IsInteger: true, IsEnum: false })
            return Table is { Key.Count: > 1, ChildOf: not null } ? new OrdinalValue(Table.OwnerMax) : new SequenceValue(1, 1);
        var mistakes = _diagnostics.Count;
        var allowed = new Validation(this, property).Value();
        if (allowed is not null || _diagnostics.Count > mistakes)
            return allowed;
        return property.IsUnique
            ? Conventions.OfUnique(property.Name, Table.Symbol.Name, property.Type!)
            : Conventions.Of(property.Name, Table.Symbol.Name, property.Type!);
    }

    private ValueSpec? ValueOf(PropertySymbol property, AttributeData data, ValueAttribute attribute)
    {
        if (property.Type!.List is not { } list || attribute.MakesLists)
            return attribute.Read(new ValueReader(this, property, data, property.Type));

        var reader = new ValueReader(this, property, data, list.Item);
        return attribute.Read(reader) is not { } item ? null
            : item.IsDrawn ? new ListValue(item)
            : reader.Fail(Descriptors.WrongType, property.Type.ClrType);
    }

    private OwnerSpec? OwnerOf()
    {
        if (Table.ChildOf is not { } childOf || TableOf(Table.Owner) is not { } owner)
            return null;

        var method = childOf.NamedText("Count") is { } name
            ? new MethodReader(this, owner, Table.Symbol.Name, childOf, "Count").ReadCount(name)
            : null;
        var targets = _references.Where(reference => reference.Spec.Draw.IsDistinct).Select(reference => new DistinctTarget(reference.Spec.Parent, SymbolEqualityComparer.Default.Equals(reference.Parent.Symbol, Table.Owner)));
        var pattern = childOf.Named("Pattern")?.EnumMember() ?? "Uniform";
        return new OwnerSpec(owner.FullName, (int)childOf.Argument(0)!.Value.Value!, Table.OwnerMax, pattern, method, new(targets));
    }

    private IEnumerable<IndexSpec> IndexesOf(List<ColumnSpec> columns)
    {
        string Name(IEnumerable<string> properties) => Names.OfConstraint("ix", Table.DatabaseName, [.. properties.Select(property => Table[property]!.DatabaseName)]);
        foreach (var column in columns.Where(column => column.Stored && column.Unique && !(column.IsKey && Table.Key.Count == 1)))
            yield return new IndexSpec(Name([column.Property]), new([column.Property]), Unique: true);
        foreach (var attribute in Table.Indexes)
        {
            var properties = attribute.Texts();
            if (properties.All(property => columns.Any(column => column.Property == property && column.Stored)))
                yield return new IndexSpec(attribute.NamedText("Name") ?? Name(properties), new(properties), attribute.NamedFlag("IsUnique"));
        }
    }

    // What the owner has totals of, so that the child can add it up with the owner's values made once.
    private IEnumerable<string> SummedBy(INamedTypeSymbol? owner) => owner is null ? [] : owner.Lineage()
        .SelectMany(type => type.GetMembers().OfType<IPropertySymbol>())
        .SelectMany(property => property.GetAttributes())
        .Where(attribute => attribute.AttributeClass?.FullName() == ValueAttributes.Sum.MetadataName && SymbolEqualityComparer.Default.Equals(attribute.TypeArgument(), Table.Symbol))
        .Select(attribute => attribute.Argument(0)?.Value as string ?? "")
        .Distinct();

    // What values come from without a foreign key: a fill's identity has to know.
    private IEnumerable<string> DependenciesOf(List<ColumnSpec> columns) => _references
        .Where(reference => reference.Spec.ForeignKey is null && !reference.Spec.Draw.IsOwner && !reference.Spec.DeclaredOnly)
        .Select(reference => reference.Parent.QualifiedName)
        .Concat(columns.Select(column => column.Value.Child?.QualifiedName).OfType<string>())
        .Distinct();

    private void CheckNames(List<ColumnSpec> columns)
    {
        foreach (var group in columns.Where(column => column.Stored).GroupBy(column => column.DatabaseName.ToLowerInvariant()).Where(group => group.Count() > 1))
            Report(Descriptors.DuplicateName, Table[group.Last().Property]!.Location, group.First().Property, group.Last().Property, group.Last().DatabaseName);
    }

    private static List<INamedTypeSymbol> ContainingTypes(INamedTypeSymbol symbol)
    {
        var types = new List<INamedTypeSymbol>();
        for (var type = symbol; type is not null; type = type.ContainingType)
            types.Insert(0, type);
        return types;
    }

    private static IEnumerable<string> Declarations(INamedTypeSymbol symbol) => ContainingTypes(symbol).Select(type =>
        (type.IsStatic ? "static " : "") + "partial " + (type.IsRecord ? "record " : "") + (type.TypeKind == TypeKind.Struct ? "struct " : type.TypeKind == TypeKind.Interface ? "interface " : type.IsRecord ? "" : "class ") + Emission.CellNames.Member(type.Name));
}

/// <summary>What came of a class.</summary>
/// <param name="FullName">The class as code names it.</param>
/// <param name="Draft">What of the table could be read, or <see langword="null"/> where that is nothing.</param>
/// <param name="Diagnostics">The mistakes, with their places.</param>
/// <param name="Locations">Where the class (by an empty name) and its properties are, for mistakes that only the whole model shows.</param>
internal sealed record ParseResult(string FullName, TableSpec? Draft, EquatableArray<DiagnosticInfo> Diagnostics, EquatableArray<LocationInfo> Locations)
{
    /// <summary>The table, or <see langword="null"/> where there are mistakes.</summary>
    public TableSpec? Table => Diagnostics.Count == 0 ? Draft : null;

    /// <summary>Where the class is.</summary>
    public Location? Location => Locations.FirstOrDefault(location => location.Property.Length == 0)?.Location;
}

/// <summary>Where a property is declared.</summary>
internal sealed record LocationInfo(string Property, Location? Location);
