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

    public TableParser(INamedTypeSymbol symbol) => Table = TableOf(symbol)!;

    public TableSymbol Table { get; }

    /// <summary>How many mistakes are reported so far.</summary>
    public int Mistakes => _diagnostics.Count;

    /// <summary>The properties that are meant as references and have a mistake, which is reported: what goes by way of them is not reported as well.</summary>
    public HashSet<string> FaultyReferences { get; } = [];

    /// <summary>An annotated class, or <see langword="null"/> where the class is not annotated.</summary>
    public TableSymbol? TableOf(INamedTypeSymbol? symbol) => _tables.Of(symbol);

    /// <summary>Parses a class; a class with mistakes gives diagnostics and no table.</summary>
    public static ParseResult Parse(INamedTypeSymbol symbol, TypeDeclarationSyntax declaration, CancellationToken cancellationToken)
    {
        // Rows of a class that shares its base class's table are made there.
        if (!AssemblyClasses.RootOf(symbol).IsSameAs(symbol))
            return new ParseResult(symbol.CodeName(), null, EquatableArray<DiagnosticInfo>.Empty, EquatableArray<LocationInfo>.Empty);

        var parser = new TableParser(symbol);
        var table = parser.Parse(declaration, cancellationToken);
        var locations = parser.Table.Properties.Select(property => new LocationInfo(property.Name, property.Location))
            .Append(new LocationInfo("", declaration.Identifier.GetLocation()));
        return new ParseResult(parser.Table.FullName, table, new(parser._diagnostics), new(locations));
    }

    /// <summary>Reports a mistake; where there is no location, on the class.</summary>
    public void Report(DiagnosticDescriptor descriptor, Location? location, params object[] arguments) =>
        _diagnostics.Add(DiagnosticInfo.Of(descriptor, location ?? Table.Symbol.Locations.FirstOrDefault(), arguments));

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

    private TableSpec? Parse(TypeDeclarationSyntax declaration, CancellationToken cancellationToken)
    {
        var symbol = Table.Symbol;
        var owners = new OwnerParser(this);
        new DeclarationChecks(this).Run(declaration);
        if (Mistakes > 0 || !owners.Check())
            return null;

        new ClassChecks(this).Run();
        _references = new ReferenceParser(this).Parse();
        cancellationToken.ThrowIfCancellationRequested();
        var parser = new ColumnParser(this);
        var columns = Table.Properties.Select(parser.ColumnOf).OfType<ColumnSpec>().ToList();
        if (Table.Hierarchy is { } hierarchy)
            columns = [.. columns.Where(column => column.Property != Hierarchy.Discriminator), parser.DiscriminatorOf(hierarchy)];
        CheckNames(columns);
        CaseChecks.Run(this, columns);
        if (Mistakes == 0 && !columns.Any(column => column.Stored))
            Report(Descriptors.NoColumns, declaration.Identifier.GetLocation(), symbol.Name);

        // Where there are mistakes, the rest still shows the circles that it is part of.
        var forge = Table.Attributes.Find(AttributeNames.Forge)!;
        return new TableSpec
        {
            Namespace = symbol.ContainingNamespace.IsGlobalNamespace ? "" : symbol.ContainingNamespace.ToDisplayString(),
            Declarations = new(symbol.WithContainers().Select(type => new DeclarationSpec(type.Name, FormOf(type), type.IsStatic, type.IsRecord))),
            ClassName = string.Join(".", symbol.WithContainers().Select(type => type.Name)),
            FullName = Table.FullName,
            Name = symbol.Name,
            DatabaseName = Table.DatabaseName,
            DatabaseSchema = Table.DatabaseSchema,
            Rows = Table.Rows,
            Scales = forge.Named("Scales")?.Value is not false,
            Owner = owners.Read(_references),
            Columns = new(DueColumn.Mark(this, columns)),
            Key = new(Table.Key.Where(name => columns.Any(column => column.Property == name && column.Stored))),
            References = new(_references.Select(reference => reference.Spec)),
            Indexes = new(IndexesOf(columns)),
            Summed = new(SummedBy(Table.Owner)),
            Objects = new(Construction.Of(Table, columns)),
            DependsOn = new(DependenciesOf(columns)),
            Parents = new(ParentsOf().Where(name => name != Table.FullName).Distinct()),
            Children = new(columns.Select(column => column.Value.Child?.FullName).OfType<string>().Distinct()),
        };
    }

    private static TypeForm FormOf(INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Struct ? TypeForm.Struct : type.TypeKind == TypeKind.Interface ? TypeForm.Interface : TypeForm.Class;

    private IEnumerable<string> ParentsOf() =>
        [.. _references.Select(reference => reference.Parent.FullName), .. Table.Owner is { } owner ? [owner.CodeName()] : Enumerable.Empty<string>()];

    private IEnumerable<IndexSpec> IndexesOf(List<ColumnSpec> columns)
    {
        foreach (var column in columns.Where(column => column.Stored && column.Unique && !(column.IsKey && Table.Key.Count == 1)))
            yield return new IndexSpec(Name([column.Property]), new([column.Property]), Unique: true);
        foreach (var attribute in Table.Indexes)
        {
            var properties = attribute.Texts();
            if (properties.All(property => columns.Any(column => column.Property == property && column.Stored)))
                yield return new IndexSpec(attribute.NamedText("Name") ?? Name(properties), new(properties), attribute.NamedFlag("IsUnique"));
        }

        string Name(IEnumerable<string> properties) =>
            Names.OfConstraint("ix", Table.DatabaseName, [.. properties.Select(property => Table[property]!.DatabaseName)]);
    }

    // What the owner has totals of, so that the child can add it up with the owner's values made once.
    private IEnumerable<string> SummedBy(INamedTypeSymbol? owner) => owner is null ? [] : owner.Lineage()
        .SelectMany(type => type.GetMembers().OfType<IPropertySymbol>())
        .SelectMany(property => property.GetAttributes())
        .Where(attribute => attribute.AttributeClass?.FullName() == ValueAttributes.Sum.MetadataName
            && attribute.TypeArgument().IsSameAs(Table.Symbol))
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
        var names = columns.Where(column => column.Stored).GroupBy(column => column.DatabaseName.ToLowerInvariant());
        foreach (var group in names.Where(group => group.Count() > 1))
            Report(Descriptors.DuplicateName, Table[group.Last().Property]!.Location, group.First().Property, group.Last().Property, group.Last().DatabaseName);
    }
}
