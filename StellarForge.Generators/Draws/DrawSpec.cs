using StellarForge.Generators.Emission;
using StellarForge.Generators.Parsing;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Draws;

/// <summary>How a reference picks the row that it refers to. Each kind says what it needs and how it is written as code.</summary>
internal abstract record DrawSpec
{
    /// <summary>Whether the row is the owner's, which every row of an owned table knows.</summary>
    public virtual bool IsOwner => false;

    /// <summary>Whether the rows of one owner refer to different rows.</summary>
    public virtual bool IsDistinct => false;

    /// <summary>The reference of whose row's children one is drawn, or <see langword="null"/>.</summary>
    public virtual string? Within => null;

    /// <summary>Whether it depends on how many rows the owners of the referenced table have.</summary>
    public virtual bool CountsChildren => false;

    /// <summary>The statements that return the row's index; −1 where there is none.</summary>
    public abstract SourceCode Code(DrawWriter draw);
}

/// <summary>The owner's row.</summary>
internal sealed record OwnerDraw(int Max) : DrawSpec
{
    public override bool IsOwner => true;

    public override SourceCode Code(DrawWriter draw) => $"return row / {Max};";
}

/// <summary>Any row of a table that nothing owns.</summary>
internal sealed record RootDraw(double Skew) : DrawSpec
{
    public override SourceCode Code(DrawWriter draw) => $"""
        var random = {draw.Key}.At(row);
        return {draw.Roots(Skew)}.Next(row, ref random);
        """;
}

/// <summary>Any row of an owned table: of a random owner, a random row.</summary>
internal sealed record OwnedDraw(double Skew) : DrawSpec
{
    public override bool CountsChildren => true;

    public override SourceCode Code(DrawWriter draw) => $"""
        var random = {draw.Key}.At(row);
        var parentRow = {draw.State}.DrawRow(row, ref random, {draw.Roots(Skew)}, {(draw.Reference.Nullable ? 16 : 4096)});
        return parentRow >= 0 ? parentRow : {draw.NoRow};
        """;
}

/// <summary>A row before this one; under an owner, of the same owner, so that it exists.</summary>
/// <param name="Skew">The exponent of the zipf distribution.</param>
/// <param name="OwnerMax">The most rows of the owner; 0 without one.</param>
internal sealed record EarlierDraw(double Skew, int OwnerMax) : DrawSpec
{
    public override SourceCode Code(DrawWriter draw)
    {
        var place = Skew == 0
            ? "before - random.NextInt64(1, before)"
            : $"(long)new global::StellarForge.Generated.ZipfDistribution({Constants.Real(Skew)}, before).Next(ref random) - 1";
        return $"""
            var before = {(OwnerMax > 0 ? $"row % {OwnerMax}" : $"{draw.Roots(0)}.CountBefore(row)")};
            if (before == 0)
                return -1;
            var random = {draw.Key}.At(row);
            return {(OwnerMax > 0 ? $"row - before + ({place})" : $"{draw.Roots(0)}.RowAt(row, {place})")};
            """;
    }
}

/// <summary>Each row once, in a random order.</summary>
internal sealed record UniqueRowDraw : DrawSpec
{
    public override SourceCode Code(DrawWriter draw)
    {
        var (name, rows) = (Constants.Literal(draw.Reference.Name), DrawWriter.RowsOf(draw.Reference.Parent));
        var unique = draw.Field("UniqueRow", "global::StellarForge.Generated.UniqueDraw", $"new(world, {CellWriter.SchemaOf}, {name}, {rows})");
        return $"return {unique}.Map(row);";
    }
}

/// <summary>A part of a key that consists of references: each combination of their rows once, by one permutation.</summary>
/// <param name="Parents">The parents of all references of the key.</param>
/// <param name="Part">The place among them.</param>
internal sealed record KeyDraw(EquatableArray<string> Parents, int Part) : DrawSpec
{
    public override SourceCode Code(DrawWriter draw)
    {
        var counts = Parents.Select(DrawWriter.RowsOf).ToList();
        var place = draw.SharedField("_KeyRows", "global::StellarForge.Generated.UniqueDraw",
            $"new(world, {CellWriter.SchemaOf}, \"key\", checked({string.Join(" * ", counts)}))") + ".Map(row)";
        if (Part < counts.Count - 1)
            place += " / " + draw.Field("Stride", "long", string.Join(" * ", counts.Skip(Part + 1)));
        return $"return {place} % {draw.Field("Count", "long", counts[Part])};";
    }
}

/// <summary>Rows of a table that nothing owns, none twice under one owner.</summary>
/// <param name="Skew">The exponent of the zipf distribution.</param>
/// <param name="OwnerMax">The most rows of the owner.</param>
/// <param name="ExcludesOwner">Whether the rows are of the owner's own table, and the owner is none of them.</param>
internal sealed record DistinctDraw(double Skew, int OwnerMax, bool ExcludesOwner) : DrawSpec
{
    public override bool IsDistinct => true;

    private string Excluded => ExcludesOwner ? "ownerRow" : "-1";

    public override SourceCode Code(DrawWriter draw) => $"""
        var ownerRow = row / {OwnerMax};
        return global::StellarForge.Generated.DistinctDraw.Next({draw.Key}, row, ownerRow, (int)(row % {OwnerMax}), {draw.Roots(Skew)}, {Excluded});
        """;
}

/// <summary>A child of another reference's row.</summary>
/// <param name="Other">The other reference.</param>
/// <param name="Max">The most children of a row.</param>
internal sealed record WithinDraw(string Other, int Max) : DrawSpec
{
    public override string Within => Other;

    public override bool CountsChildren => true;

    public override SourceCode Code(DrawWriter draw) => $"""
        var random = {draw.Key}.At(row);
        var withinRow = {CellNames.Row(Other)};
        var count = withinRow < 0 ? 0 : {draw.State}.CountOf(withinRow);
        return count > 0 ? withinRow * {Max} + random.NextIndex(count) : {draw.NoRow};
        """;
}
