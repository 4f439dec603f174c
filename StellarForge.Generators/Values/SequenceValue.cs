using StellarForge.Generators.Emission;
using StellarForge.Generators.Parsing;

namespace StellarForge.Generators.Values;

internal static partial class ValueAttributes
{
    public static readonly ValueAttribute Sequence = new("StellarForge.SequenceAttribute", SequenceValue.Read);
    public static readonly ValueAttribute Ordinal = new("StellarForge.OrdinalAttribute", OrdinalValue.Read);
    public static readonly ValueAttribute Uuid = new("StellarForge.UuidAttribute", UuidValue.Read);
}

/// <summary><c>[Sequence]</c>: start + row × step.</summary>
internal sealed record SequenceValue(long Start, long Step) : ValueSpec
{
    public static ValueSpec? Read(ValueReader reader)
    {
        if (!reader.Type.IsInteger)
            return reader.Fail(Descriptors.WrongType, reader.Type.ClrType);
        var (start, step) = ((long)(reader.Number(0, "Start") ?? 1), (long)(reader.Number(1, "Step") ?? 1));
        return step != 0 ? new SequenceValue(start, step) : reader.FailAt("step", Descriptors.OutOfRange, "Step", 0, "other than 0");
    }

    public override bool IsDerived => true;

    public override bool IsSequence => true;

    public override long Capacity(Specs.CellType type)
    {
        var room = Step > 0 ? (decimal)Constants.Largest(type) - Start : Start - (decimal)Constants.Smallest(type);
        return room < 0 ? 0 : (long)System.Math.Min(long.MaxValue, System.Math.Floor(room / System.Math.Abs((decimal)Step)) + 1);
    }

    public override SourceCode Code(CellWriter cell) =>
        cell.Return(cell.FromUnits(Step == 1 ? $"row + {Constants.Literal(Start)}" : $"{Constants.Literal(Start)} + row * {Constants.Literal(Step)}"));
}

/// <summary><c>[Ordinal]</c>: the position under the owner, from 1.</summary>
internal sealed record OrdinalValue(int Max) : ValueSpec
{
    public static ValueSpec? Read(ValueReader reader) =>
        !reader.Type.IsInteger ? reader.Fail(Descriptors.WrongType, reader.Type.ClrType)
        : reader.OwnerMax is not { } max ? reader.Fail(Descriptors.NotOwned)
        : max > Constants.Largest(reader.Type) ? reader.Fail(Descriptors.BadConstant, max, reader.Type.Description)
        : new OrdinalValue(max);

    public override bool IsDerived => true;

    public override SourceCode Code(CellWriter cell) => cell.Return(cell.FromUnits($"row % {Constants.Literal(Max)} + 1"));
}

/// <summary><c>[Uuid]</c>.</summary>
internal sealed record UuidValue(bool TimeOrdered) : ValueSpec
{
    public override bool IsDrawn => true;

    public static ValueSpec? Read(ValueReader reader) => reader.Type.Kind == Specs.CellKind.Uuid
        ? new UuidValue(reader.Flag("TimeOrdered"))
        : reader.Fail(Descriptors.WrongType, reader.Type.ClrType);

    public override SourceCode Code(CellWriter cell) => cell.ReturnRandom(TimeOrdered
        ? "global::StellarForge.Generated.Uuids.TimeOrdered(row, ref random)"
        : "global::StellarForge.Generated.Uuids.Random(ref random)");
}

/// <summary>The default of booleans: even odds.</summary>
internal sealed record BooleanValue : ValueSpec
{
    public BooleanValue() => Domain = 2;

    public override bool CanBeUnique => false;

    public override bool IsDrawn => true;

    public override SourceCode Code(CellWriter cell) => cell.ReturnRandom("random.NextBool()");
}

/// <summary>The default of binary columns: sixteen random bytes.</summary>
internal sealed record BytesValue(int Length) : ValueSpec
{
    public override bool IsDrawn => true;

    public override SourceCode Code(CellWriter cell) => $"""
        {cell.DeclareRandom}
        {cell.ReturnWritten($"scratch.AppendRandom(ref random, {Length})")}
        """;
}
