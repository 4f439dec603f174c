using System.Globalization;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Emission;

/// <summary>Writes the methods that write whole rows.</summary>
internal sealed class RowMethods(TableSpec table, CellGraph graph, CellMethods cells, SourceWriter code)
{
    private const string Constraint = "where TSink : struct, global::StellarForge.Sinks.IRowSink, allows ref struct";

    private readonly List<CellNode> _stored = [.. table.Columns.Where(column => column.Stored).Select(column => graph[column])];

    public void Write(int columnsPerPart)
    {
        // What several cells need is made once; a column that others need is itself among those.
        var shared = CellGraph.Before(_stored);
        var owners = shared.Where(node => node.IsOwners).Concat(_stored.Where(node => node.IsOwners && !shared.Contains(node))).ToList();
        var locals = shared.Where(node => !node.IsOwners).ToList();
        var ordinals = _stored.Select((node, ordinal) => (node, ordinal)).ToList();

        WriteEntry(owners);
        WriteRange(owners);
        WriteRow(owners, locals, ordinals, columnsPerPart);
        WriteCount();
    }

    private void WriteEntry(List<CellNode> owners)
    {
        code.Line();
        code.Line("/// <summary>Writes one row, which must exist.</summary>");
        code.Line("public void Write<TSink>(long row, ref TSink sink)");
        code.Open($"    {Constraint}");
        CellMethods.DeclareBuffers(code, owners);
        cells.Declare(owners);
        code.Line($"WriteRow(row{Arguments(owners)}, ref sink);");
        CellMethods.DisposeBuffers(code, owners);
        code.Close();
    }

    private void WriteRange(List<CellNode> owners)
    {
        code.Line();
        code.Line("/// <summary>Writes rows until the sink is full, and says where to go on.</summary>");
        code.Line("public long WriteRange<TSink>(long from, long to, ref TSink sink)");
        code.Open($"    {Constraint}");
        if (table.Owner is not { } owner)
        {
            code.Open("for (var row = from; row < to; row++)");
            code.Line("WriteRow(row, ref sink);");
            code.Line("if (sink.IsFull)");
            code.Line("    return row + 1;");
            code.Close();
            code.Line("return to;");
            code.Close();
            return;
        }

        var max = owner.Max.ToString(CultureInfo.InvariantCulture);
        CellMethods.DeclareBuffers(code, owners);
        code.Open($"for (var ownerRow = from / {max}; ownerRow * {max} < to; ownerRow++)");
        code.Line("if (!OwnerExists(ownerRow))");
        code.Line("    continue;");
        code.Line($"var first = ownerRow * {max};");
        code.Line("var end = global::System.Math.Min(first + CountOf(ownerRow), to);");
        code.Line("var row = global::System.Math.Max(first, from);");
        code.Line("if (row >= end)");
        code.Line("    continue;");
        code.Line();
        foreach (var node in owners)
            code.Line(node.Declare("ownerRow"));
        code.Open("for (; row < end; row++)");
        code.Line($"WriteRow(row{Arguments(owners)}, ref sink);");
        code.Line("if (!sink.IsFull)");
        code.Line("    continue;");
        CellMethods.DisposeBuffers(code, owners);
        code.Line("return row + 1;");
        code.Close();
        code.Close();
        CellMethods.DisposeBuffers(code, owners);
        code.Line("return to;");
        code.Close();
    }

    private void WriteRow(List<CellNode> owners, List<CellNode> locals, List<(CellNode Node, int Ordinal)> ordinals, int columnsPerPart)
    {
        code.Line();
        code.Line($"private void WriteRow<TSink>(long row{Parameters(owners)}, ref TSink sink)");
        code.Open($"    {Constraint}");
        CellMethods.DeclareBuffers(code, locals);
        cells.Declare(locals);
        var known = new HashSet<CellNode>(owners.Concat(locals));
        var parts = ordinals.Count > columnsPerPart
            ? ordinals.GroupBy(item => item.Ordinal / columnsPerPart).Select(group => group.ToList()).ToList()
            : [ordinals];
        if (parts.Count == 1)
        {
            WriteColumns(ordinals, known, first: true, last: true);
            CellMethods.DisposeBuffers(code, locals);
            code.Close();
            return;
        }

        for (var i = 0; i < parts.Count; i++)
            code.Line($"WritePart{i}(row{Arguments(Needed(parts[i], known))}, ref sink);");
        CellMethods.DisposeBuffers(code, locals);
        code.Close();

        for (var i = 0; i < parts.Count; i++)
        {
            code.Line();
            code.Line("[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]");
            code.Line($"private void WritePart{i}<TSink>(long row{Parameters(Needed(parts[i], known))}, ref TSink sink)");
            code.Open($"    {Constraint}");
            WriteColumns(parts[i], known, i == 0, i == parts.Count - 1);
            code.Close();
        }
    }

    private void WriteColumns(List<(CellNode Node, int Ordinal)> columns, HashSet<CellNode> known, bool first, bool last)
    {
        var buildsText = columns.Any(item => item.Node.IsText && !known.Contains(item.Node));
        if (buildsText)
            code.Line("var scratch = new global::StellarForge.Text.Utf8Builder(stackalloc byte[128]);");
        if (first)
            code.Line("sink.BeginRow();");
        foreach (var (node, ordinal) in columns)
            WriteColumn(node, ordinal, known.Contains(node));
        if (last)
            code.Line("sink.EndRow();");
        if (buildsText)
            code.Line("scratch.Dispose();");
    }

    private void WriteColumn(CellNode node, int ordinal, bool isKnown)
    {
        var column = node.Column!;
        if (!column.Nullable)
        {
            code.Line(CellCode.SinkCall(ordinal, isKnown ? node.Local : node.Call("scratch") + ")", column));
            return;
        }

        code.Line(isKnown ? $"if ({CellNames.Has(column.Property)})" : $"if ({node.Call("scratch")}, out var {node.Local}))");
        code.Line("    " + CellCode.SinkCall(ordinal, node.Local, column));
        code.Line("else");
        code.Line($"    sink.Null({ordinal});");
    }

    private void WriteCount()
    {
        code.Line();
        code.Line("/// <summary>The number of rows with indices in a range.</summary>");
        if (table.Owner is not { } owner)
        {
            code.Line("public long Count(long from, long to) => global::System.Math.Max(0, to - from);");
            return;
        }

        var max = owner.Max.ToString(CultureInfo.InvariantCulture);
        code.Open("public long Count(long from, long to)");
        code.Line("var count = 0L;");
        code.Open($"for (var ownerRow = from / {max}; ownerRow * {max} < to; ownerRow++)");
        code.Line("if (!OwnerExists(ownerRow))");
        code.Line("    continue;");
        code.Line($"var first = ownerRow * {max};");
        code.Line("count += global::System.Math.Max(0, global::System.Math.Min(first + CountOf(ownerRow), to) - global::System.Math.Max(first, from));");
        code.Close();
        code.Line("return count;");
        code.Close();
    }

    private static List<CellNode> Needed(List<(CellNode Node, int Ordinal)> part, HashSet<CellNode> known) =>
        [.. part.SelectMany(item => known.Contains(item.Node) ? [item.Node] : item.Node.Needs).Distinct()];

    private static string Arguments(IEnumerable<CellNode> nodes) => string.Concat(nodes.Select(node => ", " + node.Arguments));

    private static string Parameters(IEnumerable<CellNode> nodes) =>
        string.Concat(nodes.Select(node => ", " + node.ScopedParameters));
}
