using StellarForge.Generators.Emission;

namespace StellarForge.Generators.Values;

/// <summary>A list of values, each made as a column of its own would be, one after the other from the list's random numbers.</summary>
/// <param name="Item">How each is made.</param>
internal sealed record ListValue(ValueSpec Item) : ValueSpec
{
    public override string? Corpus => Item.Corpus;

    public override bool CanBeUnique => false;

    public override SourceCode Code(CellWriter cell)
    {
        var list = cell.Type.List!;
        var isBytes = list.Item.IsBytes;
        return $$"""
            {{cell.DeclareRandom}}
            global::StellarForge.Generated.JsonList.Begin(ref scratch);
            {{(isBytes ? "var text = new global::StellarForge.Text.Utf8Builder(stackalloc byte[64]);" : "")}}
            for (var left = random.NextInt64({{list.Least}}, {{list.Most}}); left > 0; left--)
                {{ListCode.Append(isBytes ? "MakeItem(ref random, ref text)" : "MakeItem(ref random)", list.Item)}}
            {{(isBytes ? "text.Dispose();" : "")}}
            global::StellarForge.Generated.JsonList.End(ref scratch);
            {{cell.Return("scratch.Written")}}

            {{CellCode.TypeOf(list.Item)}} MakeItem(ref global::StellarForge.RowRandom random{{CellCode.ScratchParameter(list.Item)}})
            {
                {{Item.Code(cell.OfItem(list.Item))}}
            }
            """;
    }
}

/// <summary>The default of JSON: an object or array with nothing in it.</summary>
internal sealed record EmptyJsonValue(bool IsArray) : ValueSpec
{
    public override bool CanBeUnique => false;

    public override SourceCode Code(CellWriter cell) => cell.Return(IsArray ? "\"[]\"u8" : "\"{}\"u8");
}
