using StellarForge.Generators.Emission;
using StellarForge.Generators.Parsing;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Values;

internal static partial class ValueAttributes
{
    public static readonly ValueAttribute After = new("StellarForge.AfterAttribute", AfterValue.Read);
    public static readonly ValueAttribute Timeline = new("StellarForge.TimelineAttribute", TimelineValue.Read);
}

/// <summary><c>[After]</c>: a time after another column's, by a uniform span in microseconds.</summary>
internal sealed record AfterValue(string Other, CellKind OtherKind, long Min, long Max) : ValueSpec
{
    private const long MicrosecondsPerDay = 86_400_000_000;

    public override IEnumerable<string> Columns => [Other];

    public override bool CanBeUnique => false;

    public static ValueSpec? Read(ValueReader reader)
    {
        if (!IsTime(reader.Type.Kind))
            return reader.Fail(Descriptors.WrongType, reader.Type.ClrType);
        var name = reader.NameOf(reader.TextArgument(0) ?? "");
        if (reader.Sibling(name) is not { } other)
            return reader.FailAt("column", Descriptors.UnknownColumn, name, reader.ClassName, reader.Suggestion(name));
        if (!IsTime(other.Kind))
            return reader.FailAt("column", Descriptors.WrongOther, name, other.ClrType, "a date or time");

        var (min, max) = (reader.Text("Min") ?? reader.TextArgument(1) ?? "0", reader.Text("Max") ?? reader.TextArgument(2) ?? "1");
        if (!Constants.TrySpan(min, out var low))
            return reader.FailAt("min", Descriptors.BadConstant, Constants.Refused(min, CellKind.Duration), "TimeSpan");
        if (!Constants.TrySpan(max, out var high))
            return reader.FailAt("max", Descriptors.BadConstant, Constants.Refused(max, CellKind.Duration), "TimeSpan");
        if (reader.IsNullable(name) && !reader.IsNullable())
            return reader.Fail(Descriptors.NeedsNullable);
        return (reader.Type.Kind == CellKind.Date ? FirstDay(low) <= LastDay(high) : low <= high)
            ? new AfterValue(name, other.Kind, low, high)
            : reader.FailAt("min", Descriptors.EmptyBounds, min, max);
    }

    public override SourceCode Code(CellWriter cell)
    {
        var isDate = cell.Type.Kind == CellKind.Date;
        var other = CellWriter.Local(Other);
        var from = (OtherKind == CellKind.Date, isDate) switch
        {
            (true, false) => $"{other} * {Constants.Literal(MicrosecondsPerDay)}",
            (false, true) => $"{CellCode.Canonical}.DaysOf({other})",
            _ => other,
        };
        var span = isDate
            ? $"random.NextInt64({Constants.Literal(FirstDay(Min))}, {Constants.Literal(LastDay(Max))})"
            : $"random.NextInt64({Constants.Literal(Min)}, {Constants.Literal(Max)})";
        return $"""
            {cell.ReturnNullIf(Other)}
            {cell.ReturnRandom(cell.FromUnits($"{CellCode.CanonicalValues}.{(isDate ? "AddToDate" : "AddToTime")}({from}, {span})"))}
            """;
    }

    // Dates count in whole days that lie between the bounds.
    private static long FirstDay(long min) => (long)System.Math.Ceiling(min / (decimal)MicrosecondsPerDay);

    private static long LastDay(long max) => (long)System.Math.Floor(max / (decimal)MicrosecondsPerDay);

    private static bool IsTime(CellKind kind) => kind is CellKind.Date or CellKind.Timestamp or CellKind.TimestampOffset;
}

/// <summary><c>[Timeline]</c>: event time that rises with the row index.</summary>
internal sealed record TimelineValue(long Start, long End, string Pattern) : ValueSpec
{
    public static ValueSpec? Read(ValueReader reader)
    {
        if (reader.Type.Kind is not (CellKind.Date or CellKind.Timestamp or CellKind.TimestampOffset))
            return reader.Fail(Descriptors.WrongType, reader.Type.ClrType);

        var timestamp = new CellType(CellKind.Timestamp, "");
        var (start, end) = (reader.TextArgument(0) ?? "", reader.TextArgument(1) ?? "");
        if (!Constants.TryUnits(start, timestamp, out var from))
            return reader.FailAt("start", Descriptors.BadConstant, start, reader.Type.Description);
        if (!Constants.TryUnits(end, timestamp, out var to))
            return reader.FailAt("end", Descriptors.BadConstant, end, reader.Type.Description);
        if (from >= to)
            return reader.FailAt("start", Descriptors.EmptyBounds, start, end);
        return reader.Enum(2, "Pattern") is not { } pattern ? new TimelineValue((long)from, (long)to, "Flat")
            : pattern.EnumMember() is { } member ? new TimelineValue((long)from, (long)to, member)
            : reader.FailAt("pattern", Descriptors.OutOfRange, "Pattern", pattern.Value ?? "null", "a member of TrafficPattern");
    }

    public override bool CanBeUnique => false;

    public override bool IsTimeline => true;

    public override SourceCode Code(CellWriter cell)
    {
        var (start, end) = (Constants.Literal(Start), Constants.Literal(End));
        var timeline = cell.Field("Timeline", "global::StellarForge.Generated.Timeline",
            $"new(world, {CellWriter.SchemaOf}, {CellCode.Canonical}.ToDateTime({start}), {CellCode.Canonical}.ToDateTime({end}), "
            + $"global::StellarForge.TrafficPattern.{Pattern})");
        var time = $"{timeline}.At(row, ref random)";
        return cell.ReturnRandom(cell.Type.Kind == CellKind.Date ? $"{CellCode.Canonical}.DaysOf({time})" : time);
    }
}
