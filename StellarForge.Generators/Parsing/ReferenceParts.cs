namespace StellarForge.Generators.Parsing;

/// <summary>
/// Which column of its parent each property of a reference takes: by name where it is said; else the key's part of the same name, or the one that is left
/// for it. What the reference that it is <c>Within</c> holds already is not left.
/// </summary>
/// <param name="groups">The references of the class: the columns of each.</param>
internal sealed class ReferenceParts(List<List<ReferenceColumn>> groups)
{
    private readonly Dictionary<List<ReferenceColumn>, Dictionary<string, PropertySymbol>> _given = [];

    /// <summary>The parent's column of each property. Where parts stay open, the properties without a part have an empty name.</summary>
    public List<string> ColumnsOf(List<ReferenceColumn> group)
    {
        var left = new Queue<string>(LeftOf(group));
        return [.. group.Select(column => SaidBy(column) ?? (left.Count > 0 ? left.Dequeue() : ""))];
    }

    /// <summary>The parts of the parent's key of which nothing says by which property they are held.</summary>
    public List<string> OpenPartsOf(List<ReferenceColumn> group)
    {
        var left = LeftOf(group);
        return left.Count == group.Count(column => SaidBy(column) is null) ? [] : left;
    }

    /// <summary>The properties of a foreign key and the parent's columns: what a reference within another one lacks of the key, that one has.</summary>
    public List<(PropertySymbol Own, string Column)> ForeignKeyOf(List<ReferenceColumn> group)
    {
        var columns = ColumnsOf(group);
        var key = group[0].Parent.Key;
        var given = GivenTo(group);
        if (columns.Count >= key.Count || !columns.TrueForAll(key.Contains) || !key.TrueForAll(part => columns.Contains(part) || given.ContainsKey(part)))
            return [.. group.Select((column, i) => (column.Property, columns[i]))];

        // In the order of the parent's key, which some stores insist on.
        return [.. key.Select(part => (columns.IndexOf(part) is var place and >= 0 ? group[place].Property : given[part], part))];
    }

    /// <summary>The properties that hold the parent's columns, by the parent's; without those whose values come from elsewhere.</summary>
    public Dictionary<string, PropertySymbol> HeldBy(List<ReferenceColumn> group)
    {
        var held = new Dictionary<string, PropertySymbol>(GivenTo(group));
        var columns = ColumnsOf(group);
        for (var i = 0; i < group.Count; i++)
        {
            if (!group[i].Property.HasValueAttribute)
                held[columns[i]] = group[i].Property;
        }

        return held;
    }

    // The parent's columns that hold its owner's are those of the owner that the other reference names.
    private Dictionary<string, PropertySymbol> GivenTo(List<ReferenceColumn> group)
    {
        if (_given.TryGetValue(group, out var given))
            return given;

        // Kept before it is filled, so that references that are within each other, which is reported elsewhere, come to an end.
        _given[group] = given = [];
        var parent = group[0].Parent;
        var other = groups.Find(other => other != group && other.Exists(column => column.Property.Name == group[0].Within));
        if (other is null || !parent.Owner.IsSameAs(other[0].Parent.Symbol))
            return given;

        var held = HeldBy(other);
        foreach (var column in ReferenceParser.OwnerColumnsOf(parent))
        {
            if (held.TryGetValue(column.Key, out var property))
                given[column.Value.Name] = property;
        }

        return given;
    }

    private List<string> LeftOf(List<ReferenceColumn> group)
    {
        var said = group.Select(SaidBy).ToList();
        var unnamed = said.Count(name => name is null);
        var left = group[0].Parent.Key.FindAll(part => !said.Contains(part));
        if (left.Count <= unnamed)
            return left;
        var rest = left.FindAll(part => !GivenTo(group).ContainsKey(part));
        return rest.Count >= unnamed ? rest : left;
    }

    private static string? SaidBy(ReferenceColumn column) =>
        column.ParentColumn ?? (column.Parent.Key.Contains(column.Property.Name) ? column.Property.Name : null);
}
