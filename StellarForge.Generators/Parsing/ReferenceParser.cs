using Microsoft.CodeAnalysis;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Parsing;

/// <summary>Finds the references of a class: by attribute, or by EF Core's conventions; one draw for the columns of a composite one.</summary>
internal sealed class ReferenceParser(TableParser parser)
{
    private readonly Outline _outline = parser.Outline;

    /// <summary>The references with the parent of each, in declared order.</summary>
    public List<(ReferenceSpec Spec, Outline Parent)> Parse()
    {
        var columns = _outline.Properties.Where(property => property.IsColumn).Select(ColumnOf).Where(column => column is not null).Select(column => column!).ToList();
        var groups = new List<List<ReferenceColumn>>();
        foreach (var column in columns)
        {
            // A second column for the same part of the parent's key is another reference.
            var group = groups.FirstOrDefault(candidate => candidate[0].JoinsWith(column) && candidate.All(other => other.ParentColumn is null ? column.ParentColumn is null : other.ParentColumn != column.ParentColumn) && candidate.Count < System.Math.Max(1, column.Parent.Key.Count));
            if (group is null)
                groups.Add([column]);
            else
                group.Add(column);
        }

        var owner = _outline.Owner is null ? null
            : groups.FirstOrDefault(group => group.Any(column => column.IsMarkedOwner))
            ?? groups.FirstOrDefault(group => SymbolEqualityComparer.Default.Equals(group[0].Parent.Symbol, _outline.Owner) && !group[0].Distinct && group[0].Within is null && group[0].Role is null)
            ?? groups.FirstOrDefault(group => SymbolEqualityComparer.Default.Equals(group[0].Parent.Symbol, _outline.Owner) && !group[0].Distinct && group[0].Within is null);
        var references = new List<(ReferenceSpec, Outline)>();
        foreach (var group in groups)
        {
            if (SpecOf(group, isOwner: group == owner) is { } spec)
                references.Add((spec, group[0].Parent));
        }

        return references;
    }

    private ReferenceColumn? ColumnOf(PropertyOutline property)
    {
        if (property.Attributes.Find(AttributeNames.References) is { } attribute)
        {
            if (Outline.Of(attribute.TypeArgument()) is { } parent)
                return new ReferenceColumn(property, parent, attribute);
            parser.Report(Descriptors.NotATable, attribute.LocationOf(), "References", property.Name, attribute.TypeArgument()?.Name ?? "");
            return null;
        }

        // EF Core: a navigation property named by [ForeignKey] on either side, or CustomerId beside Customer.
        if (!property.IsMapped || property.HasValueAttribute)
            return null;
        var navigation = _outline.Properties.FirstOrDefault(other => other.Type is null && IsNavigationOf(other, property));
        return Outline.Of(navigation?.Symbol.Type as INamedTypeSymbol) is { Key.Count: 1 } target ? new ReferenceColumn(property, target, null) : null;
    }

    private static bool IsNavigationOf(PropertyOutline navigation, PropertyOutline property)
    {
        if (navigation.Attributes.Find(AttributeNames.ForeignKey)?.Argument(0)?.Value is string column)
            return column == property.Name;
        if (property.Attributes.Find(AttributeNames.ForeignKey)?.Argument(0)?.Value is string name)
            return name == navigation.Name;
        return property.Name == navigation.Name + "Id"
            || (Outline.Of(navigation.Symbol.Type as INamedTypeSymbol) is { Key.Count: 1 } parent && property.Name == navigation.Name + parent.Key[0]);
    }

    private ReferenceSpec? SpecOf(List<ReferenceColumn> group, bool isOwner)
    {
        var first = group[0];
        var parent = first.Parent;
        var parentColumns = new List<string>();
        for (var i = 0; i < group.Count; i++)
        {
            // By name where it is said; else the key's part of the same name or position.
            var name = group[i].ParentColumn ?? (parent.Key.Count == 1 ? parent.Key[0] : parent.Key.Contains(group[i].Property.Name) ? group[i].Property.Name : i < parent.Key.Count ? parent.Key[i] : null);
            if (name is null)
                return Fail(Descriptors.NoKey, group[i], parent.Symbol.Name);
            if (parent[name] is not { IsColumn: true } column)
            {
                parser.Report(Descriptors.UnknownColumn, group[i].Location, name, parent.Symbol.Name);
                return null;
            }

            if (!Values.RelationValue.CanConvert(column.Type!, group[i].Property.Type!))
                return Fail(Descriptors.TypeMismatch, group[i], parent.Symbol.Name + "." + name, column.Type!.ClrType.Replace("global::", ""), group[i].Property.Type!.ClrType.Replace("global::", ""));
            parentColumns.Add(name);
        }

        var nullable = !isOwner && group.All(column => column.Property.Nullable && !_outline.Key.Contains(column.Property.Name));
        var options = group.FirstOrDefault(column => column.HasOptions) ?? first;
        if (options.Earlier && !nullable)
            return Fail(Descriptors.NeedsNullable, options);
        if (options.Distinct && _outline.Owner is null)
            return Fail(Descriptors.NotOwned, options);
        if (options.Skew < 0)
            return Fail(Descriptors.OutOfRange, options, "Skew", options.Skew, "0 or more");

        var withinMax = 0;
        var within = options.Within is { } via ? group.Count > 0 ? via : null : null;
        if (within is not null)
            withinMax = parent.OwnerMax;

        var nullRate = group.Select(column => column.Property.Attributes.Find(AttributeNames.NullRate)?.Argument(0)?.Value as double?).FirstOrDefault(rate => rate is not null);
        return new ReferenceSpec
        {
            Name = options.Role is { } role && role.All(char.IsLetterOrDigit) ? char.ToUpperInvariant(role[0]) + role.Substring(1) : first.Property.Name,
            Parent = parent.FullName,
            ParentIsRoot = parent.ChildOf is null,
            Properties = new(group.Select(column => column.Property.Name)),
            ParentProperties = new(parentColumns),
            IsOwner = isOwner,
            DeclaredOnly = group.All(column => column.Property.HasValueAttribute),
            Skew = Constants.Real(options.Skew),
            Distinct = options.Distinct,
            ExcludesOwner = options.Distinct && SymbolEqualityComparer.Default.Equals(parent.Symbol, _outline.Owner),
            Earlier = options.Earlier,
            Unique = group.Any(column => column.Property.Attributes.Has(AttributeNames.Unique)) && !isOwner,
            Within = within,
            WithinMax = withinMax,
            Nullable = nullable,
            NullRate = nullable ? Constants.Real(nullRate ?? 0.05) : null,
            ForeignKey = ForeignKeyOf(group, parent, parentColumns),
        };
    }

    // A constraint needs the parent's whole key, or one unique column.
    private ForeignKeySpec? ForeignKeyOf(List<ReferenceColumn> group, Outline parent, List<string> columns)
    {
        if (!group.All(column => column.Property.IsMapped) || !columns.All(name => parent[name]!.IsMapped))
            return null;
        var isKey = columns.Count == parent.Key.Count && columns.All(parent.Key.Contains);
        if (!isKey && !(columns.Count == 1 && parent[columns[0]]!.Attributes.Has(AttributeNames.Unique)))
            return null;

        // In the order of the parent's key, which some stores insist on.
        var name = Names.OfConstraint("fk", _outline.DatabaseName, [.. group.Select(column => column.Property.DatabaseName)]);
        return new ForeignKeySpec(name, parent.QualifiedName, new(columns.Select(column => parent[column]!.DatabaseName)));
    }

    private ReferenceSpec? Fail(DiagnosticDescriptor descriptor, ReferenceColumn column, params object[] arguments)
    {
        parser.Report(descriptor, column.Location, ["References", column.Property.Name, .. arguments]);
        return null;
    }

    /// <summary>One column of a reference.</summary>
    private sealed class ReferenceColumn(PropertyOutline property, Outline parent, AttributeData? attribute)
    {
        public PropertyOutline Property { get; } = property;

        public Outline Parent { get; } = parent;

        public string? ParentColumn { get; } = attribute?.Argument(0)?.Value as string;

        public double Skew { get; } = attribute?.Named("Skew")?.Value as double? ?? 0;

        public bool Distinct { get; } = attribute?.NamedFlag("Distinct") ?? false;

        public bool Earlier { get; } = attribute?.NamedFlag("Earlier") ?? false;

        public bool IsMarkedOwner { get; } = attribute?.NamedFlag("Owner") ?? false;

        public string? Role { get; } = attribute?.NamedText("Role");

        public string? Within { get; } = attribute?.NamedText("Within");

        public bool HasOptions => Skew != 0 || Distinct || Earlier || IsMarkedOwner || Within is not null;

        public Location? Location => attribute.LocationOf() ?? Property.Location;

        public bool JoinsWith(ReferenceColumn other) =>
            SymbolEqualityComparer.Default.Equals(Parent.Symbol, other.Parent.Symbol) && Role == other.Role && Distinct == other.Distinct && Earlier == other.Earlier && Within == other.Within;
    }
}
