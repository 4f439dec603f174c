using StellarForge.Generators.Emission;
using StellarForge.Generators.Parsing;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Values;

internal static partial class ValueAttributes
{
    public static readonly ValueAttribute Computed = new("StellarForge.ComputedAttribute", ComputedValue.Read, MakesLists: true);
    public static readonly ValueAttribute Generate = new("StellarForge.GenerateAttribute`1", GeneratedValue.Read, MakesLists: true);
    public static readonly ValueAttribute Lookup = new("StellarForge.LookupAttribute", RelationValue.ReadLookup, MakesLists: true);
    public static readonly ValueAttribute Sum = new("StellarForge.SumAttribute`1", TotalValue.ReadSum);
    public static readonly ValueAttribute Count = new("StellarForge.CountAttribute`1", TotalValue.ReadCount);
}

/// <summary>A column of a referenced row: what <c>[References]</c> and <c>[Lookup]</c> make.</summary>
/// <param name="ReferenceName">The reference whose row it is.</param>
/// <param name="Parent">The parent's class, as code names it.</param>
/// <param name="ParentColumn">The parent's property.</param>
/// <param name="ParentType">What that property holds.</param>
/// <param name="ParentNullable">Whether the parent's value can be null.</param>
/// <param name="RowMayBeNull">Whether there may be no referenced row.</param>
internal sealed record RelationValue(
    string ReferenceName, string Parent, string ParentColumn, CellType ParentType, bool ParentNullable, bool RowMayBeNull) : ValueSpec
{
    /// <summary>Reads <c>[Lookup]</c>; columns with <c>[References]</c> are read with their reference.</summary>
    public static ValueSpec? ReadLookup(ValueReader reader)
    {
        var (name, column) = (reader.TextArgument(0) ?? "", reader.TextArgument(1) ?? "");
        if (reader.ReferenceOf(name) is not var (reference, parent))
            return reader.IsFaultyReference(name) ? null : reader.FailAt("reference", Descriptors.NotAReference, name);
        if (parent[column] is not { IsColumn: true } found)
            return reader.FailAt("column", Descriptors.UnknownColumn, column, parent.Symbol.Name, parent.Suggestion(column));
        if ((reference.Nullable || parent.IsNullable(found)) && !reader.IsNullable())
            return reader.Fail(Descriptors.NeedsNullable);
        return CanConvert(found.Type!, reader.Type)
            ? new RelationValue(reference.Name, parent.FullName, column, found.Type!, parent.IsNullable(found), reference.Nullable)
            : reader.FailAt("column", Descriptors.TypeMismatch, column, found.Type!.ClrType, reader.Type.ClrType);
    }

    /// <summary>Whether a column can hold another's values: those of its own type, or of a narrower one.</summary>
    public static bool CanConvert(CellType from, CellType to) => from.IsJson || to.IsJson ? from.ClrType == to.ClrType
        : from.Kind == to.Kind
        || (from.IsInteger && to.IsInteger && from.Kind != CellKind.UInt64
            && Constants.Smallest(from) >= Constants.Smallest(to) && Constants.Largest(from) <= Constants.Largest(to))
        || (from.IsNumber && to.Kind is CellKind.Decimal or CellKind.Double
            && !(from.Kind is CellKind.Single or CellKind.Double && to.Kind == CellKind.Decimal))
        || (from.Kind is CellKind.Timestamp or CellKind.TimestampOffset && to.Kind is CellKind.Timestamp or CellKind.TimestampOffset);

    public override string Reference => ReferenceName;

    public override IEnumerable<ForeignCell> ForeignCells => [new(Parent, ParentColumn)];

    public override bool IsOfReferencedRow => true;

    public override bool IsDerived => true;

    public override SourceCode Code(CellWriter cell)
    {
        var row = CellWriter.RowOf(ReferenceName);
        var call = $"{cell.StateOf(Parent)}.{CellNames.At(ParentColumn)}({row}{(ParentType.IsBytes ? ", ref scratch" : "")}";
        return $"""
            {(RowMayBeNull ? cell.ReturnNullWhen($"{row} < 0") : null)}
            {(ParentNullable ? cell.ReturnNullWhen($"!{call}, out var parentValue)") : null)}
            {cell.Return(cell.Convert(ParentNullable ? "parentValue" : call + ")", ParentType))}
            """;
    }
}

/// <summary><c>[Sum]</c> and <c>[Count]</c>: over the rows of a child table that this row owns.</summary>
internal sealed record TotalValue(ChildTable Totalled, string? ChildColumn, CellType? ChildType) : ValueSpec
{
    public override ChildTable? Child => Totalled;

    public override IEnumerable<ForeignCell> ForeignCells
    {
        get
        {
            yield return new(Totalled.FullName, null);
            if (ChildColumn is not null)
                yield return new(Totalled.FullName, ChildColumn);
        }
    }

    public static ValueSpec? ReadSum(ValueReader reader)
    {
        if (!reader.Type.IsNumber)
            return reader.Fail(Descriptors.WrongType, reader.Type.ClrType);
        if (reader.Child() is not { } child)
            return null;
        var name = reader.TextArgument(0) ?? "";
        if (child[name] is not { IsColumn: true } column)
            return reader.FailAt("column", Descriptors.UnknownColumn, name, child.Symbol.Name, child.Suggestion(name));
        if (!column.Type!.IsNumber)
            return reader.FailAt("column", Descriptors.WrongOther, name, column.Type.ClrType, "a number");

        // Whole numbers that are too large are found when they are added up; a fraction would be lost without a word.
        return reader.Type.IsInteger && !column.Type.IsInteger
            ? reader.FailAt("column", Descriptors.TypeMismatch, child.Symbol.Name + "." + name, column.Type.ClrType, reader.Type.ClrType)
            : new TotalValue(new(child.FullName, child.QualifiedName), name, column.Type);
    }

    public static ValueSpec? ReadCount(ValueReader reader) =>
        !reader.Type.IsInteger ? reader.Fail(Descriptors.WrongType, reader.Type.ClrType)
        : reader.Child() is { } child ? new TotalValue(new(child.FullName, child.QualifiedName), null, null)
        : null;

    public override bool IsDerived => true;

    public override SourceCode Code(CellWriter cell)
    {
        var child = cell.StateOf(Totalled.FullName);
        return cell.Return(ChildColumn is null
            ? cell.FromUnits($"{child}.CountOf(row)")
            : cell.Within(cell.Convert($"{child}.{CellNames.Total(ChildColumn)}(row)", TotalType(ChildType!))));
    }

    // Whole numbers add up as 64 bits, floating-point ones as doubles.
    private static CellType TotalType(CellType type) => type.IsInteger ? type with { Kind = CellKind.Int64 }
        : type.Kind == CellKind.Single ? type with { Kind = CellKind.Double }
        : type;
}

/// <summary><c>[Computed]</c>: a static method of the user's.</summary>
internal sealed record ComputedValue(MethodSpec Method) : ValueSpec
{
    public override IEnumerable<string> Columns
    {
        get
        {
            foreach (var parameter in Method.Parameters)
            {
                if (parameter.Source == ParameterSource.Column)
                    yield return parameter.Column;
            }
        }
    }

    public override bool IsDerived => Method.Returns == MethodResult.NullableValue;

    public static ValueSpec? Read(ValueReader reader) =>
        reader.Method(reader.TextArgument(0) ?? "", reader.Type) is { } method ? new ComputedValue(method) : null;

    public override SourceCode Code(CellWriter cell) => cell.ReturnCall(Method);
}

/// <summary><c>[Generate]</c>: a struct of the user's.</summary>
/// <param name="Generator">The struct, as code names it.</param>
/// <param name="Made">The type that it makes.</param>
/// <param name="Returns">How its result becomes a cell.</param>
/// <param name="Fingerprint">A hash of the struct's source: another body makes other values.</param>
internal sealed record GeneratedValue(string Generator, string Made, MethodResult Returns, string Fingerprint) : ValueSpec
{
    public override bool IsDerived => Returns == MethodResult.NullableValue;

    public static ValueSpec? Read(ValueReader reader) => reader.Generator();

    // By way of the interface, as its method may be implemented explicitly; of a struct without boxing it.
    public override SourceCode Code(CellWriter cell) => $"""
        {cell.DeclareRandom}
        static {Made} Next<T>(T generator, ref global::StellarForge.RowRandom random, long row)
            where T : struct, global::StellarForge.IValueGenerator<{Made}> => generator.Next(ref random, row);
        {cell.ReturnResult($"Next(new {Generator}(), ref random, row)", Returns)}
        """;
}
