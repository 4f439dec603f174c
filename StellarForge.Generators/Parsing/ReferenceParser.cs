using Microsoft.CodeAnalysis;
using StellarForge.Generators.Draws;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Parsing;

/// <summary>Finds the references of a class: by attribute, or by EF Core's conventions; one draw for the columns of a composite one.</summary>
internal sealed class ReferenceParser(TableParser parser)
{
    private readonly TableSymbol _table = parser.Table;
    private readonly Navigations _navigations = new(parser);

    /// <summary>The references with the parent of each, in declared order.</summary>
    public List<(ReferenceSpec Spec, TableSymbol Parent)> Parse()
    {
        var mistakes = parser.Mistakes;
        var groups = Groups();
        var owner = OwnerOf(groups);
        var parts = new ReferenceParts(groups);
        if (owner is null && parser.Mistakes == mistakes && parser.TableOf(_table.Owner) is { } ownerTable)
        {
            var keyType = ownerTable.Key.Count == 1 ? ownerTable[ownerTable.Key[0]]!.Type!.ClrType : "int";
            parser.Report(Descriptors.UnknownOwner, _table.ChildOf.LocationOf(), _table.Symbol.Name, ownerTable.Symbol.Name, keyType);
        }

        // What has a type that no column holds is reported with the columns.
        parser.FaultyReferences.UnionWith(
            _table.Properties.Where(property => property.Type is null && property.Attributes.Has(AttributeNames.References)).Select(property => property.Name));

        var references = new List<(ReferenceSpec Spec, TableSymbol Parent)>();
        foreach (var group in groups)
        {
            if (SpecOf(group, parts, isOwner: group == owner) is not { } spec)
            {
                parser.FaultyReferences.UnionWith(group.Select(column => column.Property.Name));
                continue;
            }

            // One role may stand for references to several parents.
            if (references.Exists(other => other.Spec.Name == spec.Name))
                spec = spec with { Name = spec.Name + spec.Properties[0] };
            references.Add((spec, group[0].Parent));
        }

        for (var i = 0; i < references.Count; i++)
        {
            if (references[i].Spec.Draw.Within is { } within)
                references[i] = (WithinOf(references[i].Spec, references[i].Parent, within, references), references[i].Parent);
        }

        return PairsOf(references);
    }

    /// <summary>The columns of the class that hold its owner's, without those that are made otherwise; by the owner's.</summary>
    public static Dictionary<string, PropertySymbol> OwnerColumnsOf(TableSymbol table)
    {
        var references = new ReferenceParser(new TableParser(table.Symbol));
        var groups = references.Groups();
        return references.OwnerOf(groups) is { } owner ? new ReferenceParts(groups).HeldBy(owner) : [];
    }

    private List<List<ReferenceColumn>> Groups()
    {
        var groups = new List<List<ReferenceColumn>>();
        foreach (var column in _table.Properties.Where(property => property.IsColumn).Select(ColumnOf).OfType<ReferenceColumn>())
        {
            if (groups.Find(group => Joins(column, group)) is { } group)
                group.Add(column);
            else
                groups.Add([column]);
        }

        return groups;
    }

    // A second column for the same part of the parent's key is another reference.
    private static bool Joins(ReferenceColumn column, List<ReferenceColumn> group) => group[0].JoinsWith(column)
        && group.Count < Math.Max(1, column.Parent.Key.Count)
        && group.TrueForAll(other => other.ParentColumn is null ? column.ParentColumn is null : other.ParentColumn != column.ParentColumn);

    // The reference that is marked as the owner's; else one to the owner's class, rather without a role.
    private List<ReferenceColumn>? OwnerOf(List<List<ReferenceColumn>> groups)
    {
        if (_table.Owner is null)
            return null;
        var toOwner = groups.FindAll(group => group[0].Parent.Symbol.IsSameAs(_table.Owner) && !group[0].Distinct && group[0].Within is null);
        return groups.Find(group => group.Exists(column => column.IsMarkedOwner)) ?? toOwner.Find(group => group[0].Role is null) ?? toOwner.FirstOrDefault();
    }

    // The property that names the other reference becomes that reference's name, once what is drawn from is known to be its parent's children.
    private ReferenceSpec WithinOf(ReferenceSpec spec, TableSymbol parent, string within, List<(ReferenceSpec Spec, TableSymbol Parent)> references)
    {
        var place = _table[spec.Properties[0]]!;
        var (other, otherParent) = references.FirstOrDefault(reference => reference.Spec.Properties.Contains(within) && reference.Spec != spec);
        if (other is null && parser.FaultyReferences.Contains(within))
            return spec;
        if (other is null)
            parser.Report(Descriptors.NotAReference, place.References.LocationOf("Within"), "References", place.Name, within);
        else if (!parent.Owner.IsSameAs(otherParent.Symbol))
            parser.Report(Descriptors.NotAChild, place.References.LocationOf(), "References", place.Name, parent.Symbol.Name, otherParent.Symbol.Name);
        else if (!spec.Nullable && (other.Nullable || parent.ChildOf?.Argument(0)?.Value is 0))
            parser.Report(Descriptors.NeedsNullable, place.References.LocationOf(), "References", place.Name);
        else
            return spec with { Draw = new WithinDraw(other.Name, parent.OwnerMax) };
        return spec;
    }

    // A key of nothing but references draws its combinations without repeating one: pairs of root rows, by one permutation.
    private List<(ReferenceSpec Spec, TableSymbol Parent)> PairsOf(List<(ReferenceSpec Spec, TableSymbol Parent)> references)
    {
        var parts = references.Where(reference => reference.Spec.Properties.Any(_table.Key.Contains)).ToList();
        var isPair = _table.Owner is null && parts.Count > 1
            && _table.Key.All(name => parts.Any(part => part.Spec.Properties.Contains(name)))
            && parts.All(part => part.Spec is { DeclaredOnly: false, Draw: RootDraw });
        if (!isPair)
            return references;

        foreach (var (spec, _) in parts.Where(part => part.Spec.Draw is RootDraw { Skew: > 0 }))
        {
            var place = _table[spec.Properties[0]]!;
            parser.Report(Descriptors.ReferenceOption, place.References.LocationOf("Skew"), "References", place.Name,
                "Skew would repeat keys, as the key consists of references; make the class a [ChildOf<…>] and this reference Distinct");
        }

        var parents = parts.Select(part => part.Spec.Parent).ToList();
        return [.. references.Select(reference => parts.FindIndex(part => part.Spec == reference.Spec) is var place and >= 0
            ? (reference.Spec with { Draw = new KeyDraw(new(parents), place) }, reference.Parent)
            : reference)];
    }

    private ReferenceColumn? ColumnOf(PropertySymbol property)
    {
        if (property.Attributes.Find(AttributeNames.References) is { } attribute)
        {
            if (parser.TableOf(attribute.TypeArgument()) is { } parent)
                return new ReferenceColumn(property, parent, attribute);
            parser.FaultyReferences.Add(property.Name);
            if (attribute.TypeArgument() is { } part && part.GetAttributes().Has(AttributeNames.Forge))
            {
                parser.Report(Descriptors.PartOfHierarchy, attribute.LocationOf(), "References", property.Name, part.Name, AssemblyClasses.RootOf(part).Name);
                return null;
            }

            parser.Report(Descriptors.NotATable, attribute.LocationOf(), "References", property.Name, attribute.TypeArgument()?.Name ?? "");
            return null;
        }

        // A navigation property, as in EF Core.
        if (!property.IsMapped || property.HasValueAttribute)
            return null;
        return _navigations.Of(property) is { } navigation ? new ReferenceColumn(property, navigation, IsSelf(navigation)) : null;
    }

    // Rows of a hierarchy refer to earlier ones, so that they can be saved in order and no circle comes about.
    private bool IsSelf(Navigation navigation) =>
        navigation.Parent.Symbol.IsSameAs(_table.Symbol) && navigation.Property.IsNullable && _table.ChildOf is null;

    private ReferenceSpec? SpecOf(List<ReferenceColumn> group, ReferenceParts parts, bool isOwner)
    {
        var first = group[0];
        var parent = first.Parent;
        var isKeyMeant = group.Exists(column => column.ParentColumn is null);
        if (isKeyMeant && parent.Key.Count == 0)
            return Fail(Descriptors.NoKey, first, parent.Symbol.Name);
        var parentColumns = parts.ColumnsOf(group);
        if (isKeyMeant && parts.OpenPartsOf(group) is { Count: > 0 } open)
            return Fail(Descriptors.OpenParts, first, parent.Symbol.Name, string.Join(", ", parent.Key), string.Join(", ", open));

        for (var i = 0; i < group.Count; i++)
        {
            var name = parentColumns[i];
            if (parent[name] is not { IsColumn: true } column)
                return FailAt("column", Descriptors.UnknownColumn, group[i], name, parent.Symbol.Name, parent.Suggestion(name));

            if (parent.IsNullable(column))
                return Fail(Descriptors.ReferenceOption, group[i], $"{parent.Symbol.Name}.{name} can be null, and so identifies no row");

            if (!Values.RelationValue.CanConvert(column.Type!, group[i].Property.Type!))
                return Fail(Descriptors.TypeMismatch, group[i], parent.Symbol.Name + "." + name, column.Type!.ClrType, group[i].Property.Type!.ClrType);
        }

        var nullable = !isOwner && group.All(column => column.Property.IsNullable && !_table.Key.Contains(column.Property.Name));
        var options = group.FirstOrDefault(column => column.HasOptions) ?? first;
        if (options.Skew < 0)
            return FailAt("Skew", Descriptors.OutOfRange, options, "Skew", options.Skew, "0 or more");

        var isKey = _table.Key.Count == group.Count && group.All(column => _table.Key.Contains(column.Property.Name));
        var unique = !isOwner && (isKey || group.Any(column => column.Property.IsUnique));
        var declaredOnly = group.All(column => column.Property.HasValueAttribute);
        if (ProblemOf(options, parent, unique && !declaredOnly, isOwner) is { } problem)
            return FailAt(problem.Option, Descriptors.ReferenceOption, options, problem.Words);
        if (options.Earlier && !nullable)
            return FailAt("Earlier", Descriptors.NeedsNullable, options);
        if (options.Distinct && _table.Owner is null)
            return FailAt("Distinct", Descriptors.NotOwned, options);

        var nullRate = group.Select(column => column.Property.Attributes.Find(AttributeNames.NullRate)?.Argument(0)?.Value as double?)
            .FirstOrDefault(rate => rate is not null);
        return new ReferenceSpec
        {
            Name = options.Role is { Length: > 0 } role && role.All(char.IsLetterOrDigit)
                ? char.ToUpperInvariant(role[0]) + role.Substring(1)
                : first.Property.Name,
            Parent = parent.FullName,
            Properties = new(group.Select(column => column.Property.Name)),
            ParentProperties = new(parentColumns),
            Draw = isOwner ? new OwnerDraw(_table.OwnerMax) : DrawOf(options, parent, unique),
            DeclaredOnly = declaredOnly,
            Nullable = nullable,
            NullRate = nullable ? nullRate ?? 0.05 : null,
            ForeignKey = ForeignKeyOf(parent, parts.ForeignKeyOf(group)),
        };
    }

    private DrawSpec DrawOf(ReferenceColumn options, TableSymbol parent, bool unique) =>
        options.Earlier ? new EarlierDraw(options.Skew, _table.Owner is null ? 0 : _table.OwnerMax)
        : unique ? new UniqueRowDraw()
        : options.Distinct ? new DistinctDraw(options.Skew, _table.OwnerMax, parent.Symbol.IsSameAs(_table.Owner))
        : options.Within is { } within ? new WithinDraw(within, parent.OwnerMax)
        : parent.ChildOf is null ? new RootDraw(options.Skew)
        : new OwnedDraw(options.Skew);

    private OptionProblem? ProblemOf(ReferenceColumn options, TableSymbol parent, bool unique, bool isOwner)
    {
        var chosen = new List<string>();
        AddIf(options.IsMarkedOwner, "Owner");
        AddIf(options.Distinct, "Distinct");
        AddIf(options.Earlier, "Earlier");
        AddIf(options.Within is not null, "Within");
        AddIf(unique, "[Unique]");
        if (chosen.Count > 1)
            return new(chosen[0], $"{chosen[0]} and {chosen[1]} cannot be combined");
        if (options.Earlier && !parent.Symbol.IsSameAs(_table.Symbol))
            return new("Earlier", "Earlier is for references of a class to itself");
        if ((options.Distinct || unique) && parent.ChildOf is not null)
            return new(chosen[0], $"{chosen[0]} needs a parent that nothing owns, and {parent.Symbol.Name} is owned");
        if (options.Skew > 0 && (unique || options.Within is not null || parent.ChildOf is not null && options.Earlier))
            return new("Skew", $"Skew and {chosen[0]} cannot be combined");
        if (isOwner && options.Property.IsUnique && _table.OwnerMax > 1)
            return new(null, "an owner of several rows is not unique among them");
        return unique && parent.EndRow < _table.EndRow
            ? new(null, $"{_table.Symbol.Name} has {_table.EndRow} rows, and there are only {parent.EndRow} of {parent.Symbol.Name} to refer to once each")
            : null;

        void AddIf(bool isChosen, string option)
        {
            if (isChosen)
                chosen.Add(option);
        }
    }

    /// <summary>Why a reference cannot be drawn, and the option that is to blame.</summary>
    private sealed record OptionProblem(string? Option, string Words);

    // A constraint needs the parent's whole key, or one unique column.
    private ForeignKeySpec? ForeignKeyOf(TableSymbol parent, List<(PropertySymbol Own, string Column)> pairs)
    {
        if (!pairs.TrueForAll(pair => pair.Own.IsMapped && parent[pair.Column]!.IsMapped))
            return null;
        var isKey = pairs.Count == parent.Key.Count && pairs.TrueForAll(pair => parent.Key.Contains(pair.Column));
        if (!isKey && !(pairs.Count == 1 && parent[pairs[0].Column]!.IsUnique))
            return null;

        var name = Names.OfConstraint("fk", _table.DatabaseName, [.. pairs.Select(pair => pair.Own.DatabaseName)]);
        return new ForeignKeySpec(
            name, new(pairs.Select(pair => pair.Own.Name)),
            parent.DatabaseSchema, parent.DatabaseName, new(pairs.Select(pair => parent[pair.Column]!.DatabaseName)));
    }

    private ReferenceSpec? Fail(DiagnosticDescriptor descriptor, ReferenceColumn column, params object[] arguments) =>
        FailAt(null, descriptor, column, arguments);

    private ReferenceSpec? FailAt(string? option, DiagnosticDescriptor descriptor, ReferenceColumn column, params object[] arguments)
    {
        parser.Report(descriptor, column.Attribute.LocationOf(option) ?? column.Property.Location, ["References", column.Property.Name, .. arguments]);
        return null;
    }
}
