using Microsoft.CodeAnalysis;
using StellarForge.Generators.Specs;
using StellarForge.Generators.Values;

namespace StellarForge.Generators.Parsing;

/// <summary>Reads the columns of a class, once its references are known.</summary>
/// <param name="parser">Where mistakes are reported.</param>
internal sealed class ColumnParser(TableParser parser)
{
    private static readonly string[] Lengths =
        [AttributeNames.MaxLength, AttributeNames.MinLength, AttributeNames.StringLength, AttributeNames.Length];

    private readonly TableSymbol _table = parser.Table;

    /// <summary>The column of a property, or <see langword="null"/> where it has none, or has mistakes.</summary>
    public ColumnSpec? ColumnOf(PropertySymbol property)
    {
        if (!Check(property) || ValueOf(property) is not { } value)
            return null;

        var rate = property.Attributes.Find(AttributeNames.NullRate);
        if (rate?.Argument(0)?.Value is double and (< 0 or > 1 or double.NaN))
            parser.Report(Descriptors.OutOfRange, rate.LocationOf("rate"), "NullRate", property.Name, "the rate", rate.Argument(0)!.Value.Value!, "0 to 1");
        if (rate is not null && !property.IsNullable)
            parser.Report(Descriptors.NeedsNullable, rate.LocationOf(), "NullRate", property.Name);

        var isKey = _table.Key.Contains(property.Name);
        var isUnique = property.IsUnique || (isKey && _table.Key.Count == 1);
        CheckRoom(property, value, isUnique);
        var reference = parser.ReferenceOf(property.Name);
        var nullable = _table.IsNullable(property);

        // A reference is null as a whole, and so decides itself; what is made from other columns is null where they are.
        var decidesItself = !nullable || !property.IsNullable || reference is not null || (rate is null && value.IsDerived);
        double? nullRate = decidesItself ? null : rate?.Argument(0)?.Value as double? ?? 0.05;
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
            Rule = property.Rule,
            Value = value,
        };
    }

    // A foreign key of text is as long as the key that it holds, as in EF Core.
    private CellType TypeOf(PropertySymbol property) =>
        property is { Type: { Kind: CellKind.Text, MaxLength: null } text, TypeName: null } && parser.ReferenceOf(property.Name) is var (reference, parent)
            ? text with { MaxLength = parent[reference.ParentProperties[reference.Properties.ToList().IndexOf(property.Name)]]!.Type!.MaxLength }
            : property.Type!;

    /// <summary>The column that says which class of a hierarchy a row is of.</summary>
    public ColumnSpec DiscriminatorOf(Hierarchy hierarchy)
    {
        var declared = _table[Hierarchy.Discriminator];
        return new ColumnSpec
        {
            Property = Hierarchy.Discriminator,
            Type = hierarchy.CellType,
            DatabaseName = declared?.DatabaseName ?? _table.NameOf(Hierarchy.Discriminator),
            Stored = true,
            Nullable = false,
            NullRate = null,
            TypeName = declared?.TypeName,
            Unique = false,
            IsKey = false,
            Capacity = long.MaxValue,
            Rule = string.Join(", ", hierarchy.Classes.Select(type => type.Name)),
            Value = hierarchy.Value(_table.Rows),
        };
    }

    // What is wrong at scale 1 already is a mistake in the model; what larger scales bring is refused when the fill starts.
    private void CheckRoom(PropertySymbol property, ValueSpec value, bool isUnique)
    {
        var unique = property.Attributes.Find(AttributeNames.Unique);
        var location = unique.LocationOf() ?? property.Location;
        var room = Math.Min(value.Capacity(property.Type!), isUnique ? value.Domain ?? long.MaxValue : long.MaxValue);
        if (room < _table.EndRow && _table.EndRow <= long.MaxValue)
            parser.Report(Descriptors.DomainTooSmall, location, property.Name, room, _table.Symbol.Name, _table.EndRow);
        else if (isUnique && !value.CanBeUnique)
            parser.Report(Descriptors.NotUnique, location, unique is null ? "Key" : "Unique", property.Name, property.Type!.ClrType);
    }

    private ValueSpec? ValueOf(PropertySymbol property)
    {
        var attributes = property.OfValues.ToList();
        var kinds = attributes.Select(attribute => attribute.AttributeClass!.FullName()).Distinct().ToList();
        if (kinds.Count > 1)
        {
            var last = attributes[attributes.Count - 1];
            parser.Report(Descriptors.Conflict, last.LocationOf(), attributes[0].ShortName(), property.Name, last.ShortName());
            return null;
        }

        if (kinds.Count == 1)
            return ValueOf(property, attributes[0], ValueAttributes.Find(kinds[0])!);

        if (parser.ReferenceOf(property.Name) is var (reference, parent))
        {
            var column = reference.ParentProperties[reference.Properties.ToList().IndexOf(property.Name)];
            return new RelationValue(reference.Name, parent.FullName, column, parent[column]!.Type!, false, reference.Nullable);
        }

        // A number of a composite key is, in an owned table, the ordinal; in others it counts, as a key alone does.
        if (_table.Key.Contains(property.Name) && property.Type is { IsInteger: true, IsEnum: false })
            return _table is { Key.Count: > 1, ChildOf: not null } ? new OrdinalValue(_table.OwnerMax) : new SequenceValue(1, 1);
        var mistakes = parser.Mistakes;
        var allowed = new Validation(parser, property).Value();
        if (allowed is not null || parser.Mistakes > mistakes)
            return allowed;
        return property.IsUnique
            ? Conventions.OfUnique(property.Name, _table.Symbol.Name, property.Type!)
            : Conventions.Of(property.Name, _table.Symbol.Name, property.Type!);
    }

    private ValueSpec? ValueOf(PropertySymbol property, AttributeData data, ValueAttribute attribute)
    {
        if (property.Type!.List is not { } list || attribute.MakesLists)
            return attribute.Read(new ValueReader(parser, property, data, property.Type));

        var reader = new ValueReader(parser, property, data, list.Item);
        return attribute.Read(reader) is not { } item ? null
            : item.IsDrawn ? new ListValue(item)
            : reader.Fail(Descriptors.WrongType, property.Type.ClrType);
    }

    private bool Check(PropertySymbol property)
    {
        var marked = property.Attributes.FirstOrDefault(attribute => attribute.AttributeClass?.ContainingNamespace.ToDisplayString() == "StellarForge");
        var typeName = property.Symbol.Type.ToDisplayString();
        if (property.Type is null && marked is not null)
            parser.Report(Descriptors.UnsupportedType, property.Location, marked.ShortName(), property.Name, typeName);
        else if (property is { Type: null, IsMapped: true, IsSettable: true, Symbol.Type.IsValueType: true })
            parser.Report(Descriptors.UnsupportedType, property.Location, "Forge", property.Name, typeName);
        else if (property.Type is not null && marked is not null && !property.IsSettable && !property.IsParameter)
            parser.Report(Descriptors.NotSettable, property.Location, marked.ShortName(), property.Name);
        else
            return property.IsColumn && CheckLimits(property, property.Type!);
        return false;
    }

    private bool CheckLimits(PropertySymbol property, CellType type)
    {
        var hasWrongPrecision = type.Precision is < 1 or > 28;
        if (type.Kind == CellKind.Decimal && (hasWrongPrecision || type.Scale < 0 || type.Scale > type.Precision))
        {
            var location = property.Attributes.Find(AttributeNames.Decimal).LocationOf(hasWrongPrecision ? "precision" : "scale") ?? property.Location;
            parser.Report(Descriptors.BadPrecision, location, "Decimal", property.Name, type.Precision, type.Scale);
        }
        else if (type.MinLength > 0 && type.MinLength > (type.MaxLength ?? int.MaxValue))
        {
            parser.Report(Descriptors.LengthOutOfReach, property.Location, property.Name, type.MinLength, type.MaxLength!);
        }
        else if (type is { IsBytes: false, StoresName: false } && Lengths.FirstOrDefault(name => property.Attributes.Has(name)) is { } length)
        {
            var attribute = property.Attributes.Find(length)!;
            parser.Report(Descriptors.NoLength, attribute.LocationOf(), attribute.ShortName(), property.Name, type.ClrType);
        }
        else if (type.List is { } list && (list.Least > list.Most || list.Most < 0))
        {
            parser.Report(Descriptors.LengthOutOfReach, property.Location, property.Name, list.Least, list.Most);
        }
        else if (type is { StoresName: true, MaxLength: { } longest } && type.Members.FirstOrDefault(member => member.Name.Length > longest) is { } member)
        {
            var location = property.Attributes.Find(AttributeNames.MaxLength).LocationOf("length");
            parser.Report(Descriptors.LiteralTooLong, location, "MaxLength", property.Name, member.Name, member.Name.Length, longest);
        }
        else
        {
            return true;
        }

        return false;
    }
}
