using StellarForge.Generators.Emission;

namespace StellarForge.Generators.Values;

/// <summary>A list of values, each made as a column of its own would be, one after the other from the list's random numbers.</summary>
/// <param name="Item">How each is made.</param>
internal sealed record ListValue(ValueSpec Item) : ValueSpec
{
    public override string? Corpus => Item.Corpus;

    public override bool CanBeUnique => false;

    public override void Write(CellWriter cell)
    {
        var list = cell.Type.List!;
        var isBytes = list.Item.IsBytes;
        cell.RandomVariable();
        cell.Line("global::StellarForge.Generated.JsonList.Begin(ref scratch);");
        if (isBytes)
            cell.Line("var text = new global::StellarForge.Text.Utf8Builder(stackalloc byte[64]);");
        cell.Line($"for (var left = random.NextInt64({list.Least}, {list.Most}); left > 0; left--)");
        cell.Line("    " + ListCode.Append(isBytes ? "MakeItem(ref random, ref text)" : "MakeItem(ref random)", list.Item));
        if (isBytes)
            cell.Line("text.Dispose();");
        cell.Line("global::StellarForge.Generated.JsonList.End(ref scratch);");
        cell.Return("scratch.Written");

        cell.Line("");
        cell.Open($"{list.Item.Local} MakeItem(ref global::StellarForge.RowRandom random{(isBytes ? ", ref global::StellarForge.Text.Utf8Builder scratch" : "")})");
        Item.Write(cell.OfItem(list.Item));
        cell.Close();
    }
}

/// <summary>The default of JSON: an object or array with nothing in it.</summary>
internal sealed record EmptyJsonValue(bool IsArray) : ValueSpec
{
    public override bool CanBeUnique => false;

    public override void Write(CellWriter cell) => cell.Return(IsArray ? "\"[]\"u8" : "\"{}\"u8");
}
