using System.Globalization;
using StellarForge.Generators.Draws;
using StellarForge.Generators.Parsing;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Emission;

/// <summary>Writes the methods that make single cells and draw single rows.</summary>
internal sealed class CellMethods(TableSpec table, CellGraph graph, StateFields fields, SourceWriter code)
{
    private const string Inline = "[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]";

    public void Write()
    {
        foreach (var node in graph.References.Where(node => !node.Reference!.Draw.IsOwner))
            WriteDraw(node);
        foreach (var node in graph.Columns)
        {
            WriteValue(node);
            WriteAt(node);
            if (node.Column!.Type.StoresName)
                WriteName(node.Column);
        }

        foreach (var property in table.Summed)
            WriteTotal(graph.Columns.First(node => node.Column!.Property == property));
    }

    /// <summary>Declares the buffers of texts that are needed by others; outside of loops, as they are on the stack.</summary>
    public static void DeclareBuffers(SourceWriter code, IEnumerable<CellNode> nodes)
    {
        foreach (var node in nodes.Where(node => node.IsText))
            code.Line($"var {node.Buffer} = new global::StellarForge.Text.Utf8Builder(stackalloc byte[64]);");
    }

    public static void DisposeBuffers(SourceWriter code, IEnumerable<CellNode> nodes)
    {
        foreach (var node in nodes.Where(node => node.IsText))
            code.Line($"{node.Buffer}.Dispose();");
    }

    public void Declare(IEnumerable<CellNode> nodes)
    {
        foreach (var node in nodes)
            code.Line(node.Declare(OwnerRow));
    }

    private string OwnerRow => $"row / {table.Owner?.Max ?? 1}";

    private void WriteValue(CellNode node)
    {
        var column = node.Column!;
        code.Line();
        code.Line(Inline);
        code.Open($"private {ReturnType(column)} {CellNames.Value(column.Property)}({"long row" + string.Concat(node.Needs.Select(need => ", " + need.Parameters))}{ScratchAndOut(column)})");
        if (column.Classes.Count > 0)
            WriteNullIf($"{CellNames.Local(Hierarchy.Discriminator)} is not ({string.Join(" or ", column.Classes)})");
        if (column.Optional is { } part)
            WriteNullIf($"{fields.Key(part.Name, "null")}.At(row).NextBool({Constants.Real(part.NullRate)})");
        if (column.NullRate is { } rate)
            WriteNullIf($"{fields.Key(column.Property, "null")}.At(row).NextBool({Constants.Real(rate)})");

        column.Value.Write(new CellWriter(table, column, fields, code));
        code.Close();
    }

    private void WriteNullIf(string condition)
    {
        code.Open($"if ({condition})");
        code.Line("value = default;");
        code.Line("return false;");
        code.Close();
    }

    private void WriteAt(CellNode node)
    {
        var column = node.Column!;
        var needs = CellGraph.Before([node]);
        code.Line();
        code.Line($"/// <summary>{column.Property} of a row, from nothing but its index.</summary>");
        code.Open($"public {ReturnType(column)} {CellNames.At(column.Property)}(long row{ScratchAndOut(column)})");
        DeclareBuffers(code, needs);
        Declare(needs);

        // A text made from texts may point into buffers that end here, so it is copied.
        var borrowed = node.IsText && needs.Any(need => need.IsText);
        if (!borrowed)
        {
            code.Line($"return {node.Call("scratch")}{(column.Nullable ? ", out value" : "")});");
            code.Close();
            return;
        }

        code.Line("var own = new global::StellarForge.Text.Utf8Builder(stackalloc byte[64]);");
        code.Line(column.Nullable ? $"var has = {node.Call("own")}, out var made);" : $"var made = {node.Call("own")});");
        code.Line("scratch.Clear();");
        code.Line("scratch.Append(made);");
        code.Line("own.Dispose();");
        DisposeBuffers(code, needs);
        if (column.Nullable)
            code.Line("value = scratch.Written;");
        code.Line(column.Nullable ? "return has;" : "return scratch.Written;");
        code.Close();
    }

    private void WriteName(ColumnSpec column)
    {
        var method = $"global::System.ReadOnlySpan<byte> {CellNames.Value(column.Property)}Name({column.Type.Local} number) =>";
        var members = column.Type.Members.OrderBy(member => member.Number).ToList();
        code.Line();
        if (members.Count > 0 && members[members.Count - 1].Number - members[0].Number == members.Count - 1)
        {
            // Looked up, as random numbers would mispredict the branches of a switch.
            var names = fields.Add(CellNames.Field(column.Property, "Names"), "global::StellarForge.Generated.TextList", $"new({string.Join(", ", members.Select(member => Constants.Literal(member.Name)))})");
            var index = members[0].Number == 0 ? "number" : $"unchecked(number - {Constants.Integer(members[0].Number, column.Type.Kind)})";
            code.Line($"private {method} {names}.At((long){index});");
            return;
        }

        code.Open($"private static {method} number switch");
        foreach (var member in members)
            code.Line($"{Constants.Integer(member.Number, column.Type.Kind)} => {Constants.Literal(member.Name)}u8,");
        code.Line("_ => default,");
        code.Close("};");
    }

    private void WriteTotal(CellNode node)
    {
        var column = node.Column!;
        var max = table.Owner!.Max.ToString(CultureInfo.InvariantCulture);
        var needs = CellGraph.Before([node]);
        var type = column.Type.IsInteger ? "long" : column.Type.Kind == CellKind.Single ? "double" : column.Type.Local;
        var cast = column.Type.Kind == CellKind.UInt64 ? "(long)" : "";
        code.Line();
        code.Line($"/// <summary>{column.Property} added up over the rows of an owner.</summary>");
        code.Open($"public {type} {CellNames.Total(column.Property)}(long ownerRow)");
        DeclareBuffers(code, needs);
        code.Line($"{type} total = 0;");
        code.Line($"var row = ownerRow * {max};");
        code.Line("var end = row + CountOf(ownerRow);");
        Declare(needs.Where(need => need.IsOwners));
        code.Open("for (; row < end; row++)");
        Declare(needs.Where(need => !need.IsOwners));
        code.Line(column.Nullable
            ? $"total = checked(total + ({node.Call("")}, out var addend) ? {cast}addend : 0));"
            : $"total = checked(total + {cast}{node.Call("")}));");
        code.Close();
        DisposeBuffers(code, needs);
        code.Line("return total;");
        code.Close();
    }

    private void WriteDraw(CellNode node)
    {
        var reference = node.Reference!;
        code.Line();
        code.Open($"private long {reference.Name}Row({"long row" + string.Concat(node.Needs.Select(need => ", " + need.Parameters))})");
        if (reference.NullRate is { } rate)
        {
            code.Line($"if ({fields.Key(reference.Name, "null")}.At(row).NextBool({Constants.Real(rate)}))");
            code.Line("    return -1;");
        }

        code.Lines(reference.Draw.Code(new DrawWriter(table, reference, fields)));
        code.Close();
    }

    private static string ReturnType(ColumnSpec column) => column.Nullable ? "bool" : column.Type.Local;

    private static string ScratchAndOut(ColumnSpec column) =>
        (column.Type.IsBytes ? ", ref global::StellarForge.Text.Utf8Builder scratch" : "") + (column.Nullable ? $", out {column.Type.Local} value" : "");
}
