using System.Globalization;
using StellarForge.Generators.Parsing;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Emission;

/// <summary>Writes what only owned tables have: how many rows an owner has, and how others draw one of them.</summary>
internal static class OwnedMethods
{
    public static void Write(TableSpec table, StateFields fields, SourceWriter code)
    {
        var owner = table.Owner!;
        var parent = fields.State(owner.Parent, table.FullName);
        var max = owner.Max.ToString(CultureInfo.InvariantCulture);
        WriteCountOf(table, owner, parent, fields, code);

        code.Line();
        code.Line("/// <summary>Whether the owner has a row of that index.</summary>");
        code.Line($"public bool Exists(long row) => row >= 0 && row % {max} < CountOf(row / {max}) && OwnerExists(row / {max});");
        code.Line();
        code.Line($"private bool OwnerExists(long ownerRow) => {parent}.Exists(ownerRow);");
        code.Line();
        code.Line("/// <summary>A random row: an owner, then one of its rows; −1 when so many owners in a row have none.</summary>");
        code.Open("public long DrawRow(ref global::StellarForge.RowRandom random, in global::StellarForge.Generated.ParentDraw roots, int tries)");
        code.Open("for (; tries > 0; tries--)");
        code.Line($"var ownerRow = {parent}.DrawRow(ref random, roots, 1);");
        code.Line("var count = ownerRow < 0 ? 0 : CountOf(ownerRow);");
        code.Line("if (count > 0)");
        code.Line($"    return ownerRow * {max} + random.NextIndex(count);");
        code.Close();
        code.Line();
        code.Line("return -1;");
        code.Close();
    }

    /// <summary>The same for a table that nothing owns, so that owned tables need not know what owns them.</summary>
    public static void WriteRoot(TableSpec table, StateFields fields, SourceWriter code)
    {
        var rows = fields.Add("_Rows", "long", "world.RootRows(ForgeSchema.Table)");
        code.Line();
        code.Line("/// <summary>Whether there is a row of that index.</summary>");
        code.Line($"public bool Exists(long row) => row >= 0 && row < {rows};");
        code.Line();
        code.Line("/// <summary>A random row.</summary>");
        code.Line("public long DrawRow(ref global::StellarForge.RowRandom random, in global::StellarForge.Generated.ParentDraw roots, int tries) => roots.Next(ref random);");
    }

    private static void WriteCountOf(TableSpec table, OwnerSpec owner, string parent, StateFields fields, SourceWriter code)
    {
        var key = fields.Add("_CountKey", "global::StellarForge.StreamKey", $"world.Key({Constants.Literal(table.ClassName)}, \"\", \"count\")");
        code.Line();
        code.Line("/// <summary>The number of rows of an owner.</summary>");
        code.Open("public int CountOf(long ownerRow)");
        string count;
        if (owner.CountMethod is { } method)
        {
            var arguments = method.Parameters.Select(parameter => parameter.Source switch
            {
                ParameterSource.Random => $"{key}.At(ownerRow)",
                ParameterSource.RandomByReference => "ref random",
                ParameterSource.Row => "ownerRow",
                _ => OwnersCell(parameter, parent, code),
            }).ToList();
            if (method.Parameters.Any(parameter => parameter.Source == ParameterSource.RandomByReference))
                code.Line($"var random = {key}.At(ownerRow);");
            count = $"global::System.Math.Clamp({method.FullName}({string.Join(", ", arguments)}), {owner.Min}, {owner.Max})";
        }
        else if (owner.Min == owner.Max)
        {
            count = owner.Max.ToString(CultureInfo.InvariantCulture);
        }
        else
        {
            var counts = fields.Add("_Counts", "global::StellarForge.Generated.ChildCount", $"new({owner.Min}, {owner.Max}, global::StellarForge.CountPattern.{owner.Pattern})");
            code.Line($"var random = {key}.At(ownerRow);");
            count = $"{counts}.Next(ref random)";
        }

        for (var i = 0; i < owner.Targets.Count; i++)
        {
            var target = owner.Targets[i];
            var targets = fields.Add("_Targets" + (i == 0 ? "" : i.ToString(CultureInfo.InvariantCulture)), "int", $"(int)global::System.Math.Min(int.MaxValue, world.RootRows({target.Parent}.ForgeRows.Schema){(target.IsOwner ? " - 1" : "")})");
            count = $"global::System.Math.Min({count}, {targets})";
        }

        code.Line($"return {count};");
        code.Close();
    }

    private static string OwnersCell(ParameterSpec parameter, string parent, SourceWriter code)
    {
        var column = parameter.Cell!;
        var local = CellNames.Local(column.Property);
        var scratch = "";
        if (column.Type.IsBytes)
        {
            code.Line($"var {CellNames.Buffer(column.Property)} = new global::StellarForge.Text.Utf8Builder(stackalloc byte[64]);");
            scratch = $", ref {CellNames.Buffer(column.Property)}";
        }

        code.Line(column.Nullable
            ? $"var {CellNames.Has(column.Property)} = {parent}.{CellNames.At(column.Property)}(ownerRow{scratch}, out var {local});"
            : $"var {local} = {parent}.{CellNames.At(column.Property)}(ownerRow{scratch});");
        return CellCode.Argument(parameter, column);
    }
}
