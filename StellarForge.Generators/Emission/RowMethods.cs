using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Emission;

/// <summary>The methods that write one row.</summary>
internal sealed class RowMethods
{
    public const string SinkConstraint = "where TSink : struct, global::StellarForge.Sinks.IRowSink, allows ref struct";

    // Above this many columns, rows are written in parts, so that each stays within what the JIT inlines.
    private const int ColumnsPerPart = 24;

    private readonly List<CellNode> _stored;
    private readonly List<CellNode> _locals;
    private readonly HashSet<CellNode> _known;

    public RowMethods(TableSpec table, CellGraph graph)
    {
        // What several cells need is made once; a column that others need is itself among those.
        _stored = [.. table.Columns.Where(column => column.Stored).Select(column => graph[column])];
        var shared = CellGraph.Before(_stored);
        Owners = [.. shared.Concat(_stored).Where(node => node.IsOwners).Distinct()];
        _locals = [.. shared.Where(node => !node.IsOwners)];
        _known = [.. Owners, .. _locals];
    }

    /// <summary>What all rows of one owner share.</summary>
    public List<CellNode> Owners { get; }

    public static string Arguments(IEnumerable<CellNode> nodes) => string.Concat(nodes.Select(node => ", " + node.Arguments));

    public SourceCode Code()
    {
        var parts = _stored.Select((node, ordinal) => (Node: node, Ordinal: ordinal)).GroupBy(column => column.Ordinal / ColumnsPerPart)
            .Select(part => part.ToList()).ToList();
        return $$"""
            /// <summary>Writes one row, which must exist.</summary>
            public void Write<TSink>(long row, ref TSink sink)
                {{SinkConstraint}}
            {
                {{Owners.Select(node => node.DeclareBuffer)}}
                {{Owners.Select(node => node.Declare())}}
                WriteRow(row{{Arguments(Owners)}}, ref sink);
                {{Owners.Select(node => node.DisposeBuffer)}}
            }

            private void WriteRow<TSink>(long row{{Parameters(Owners)}}, ref TSink sink)
                {{SinkConstraint}}
            {
                {{_locals.Select(node => node.DeclareBuffer)}}
                {{_locals.Select(node => node.Declare())}}
                {{(parts.Count == 1 ? [Columns(parts[0])] : parts.Select((part, number) => $"WritePart{number}(row{Arguments(Needed(part))}, ref sink);"))}}
                {{_locals.Select(node => node.DisposeBuffer)}}
            }

            {{(parts.Count == 1 ? null : SourceCode.Blocks(parts.Select(Part)))}}
            """;
    }

    private SourceCode Part(List<(CellNode Node, int Ordinal)> part, int number) => $$"""
        [global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        private void WritePart{{number}}<TSink>(long row{{Parameters(Needed(part))}}, ref TSink sink)
            {{SinkConstraint}}
        {
            {{Columns(part)}}
        }
        """;

    private SourceCode Columns(List<(CellNode Node, int Ordinal)> columns)
    {
        var buildsText = columns.Exists(column => column.Node.IsText && !_known.Contains(column.Node));

        // The code of a sink branches on values. A value made just before its branch stalls the processor; made ahead, the values overlap.
        var made = columns.Select(column => column.Node).Where(node => node.IsMadeFirst && !_known.Contains(node));
        return $"""
            {(buildsText ? "var scratch = new global::StellarForge.Text.Utf8Builder(stackalloc byte[128]);" : "")}
            {made.Select(node => node.DeclareIn("scratch"))}
            {(columns[0].Ordinal == 0 ? "sink.BeginRow();" : "")}
            {columns.Select(column => Column(column.Node, column.Ordinal))}
            {(columns[columns.Count - 1].Ordinal == _stored.Count - 1 ? "sink.EndRow();" : "")}
            {(buildsText ? "scratch.Dispose();" : "")}
            """;
    }

    private SourceCode Column(CellNode node, int ordinal)
    {
        var column = node.Column!;
        var isKnown = node.IsMadeFirst || _known.Contains(node);
        if (!column.Nullable)
            return $"{CellCode.SinkCall(ordinal, isKnown ? node.Local : node.Call("scratch"), column)}";
        return $"""
            if ({(isKnown ? CellNames.Has(column.Property) : node.CallOut("scratch", $"var {node.Local}"))})
                {CellCode.SinkCall(ordinal, node.Local, column)}
            else
                sink.Null({ordinal});
            """;
    }

    private List<CellNode> Needed(List<(CellNode Node, int Ordinal)> part) =>
        [.. part.SelectMany(column => _known.Contains(column.Node) ? [column.Node] : column.Node.Needs).Distinct()];

    private static string Parameters(IEnumerable<CellNode> nodes) => string.Concat(nodes.Select(node => ", " + node.ScopedParameters));
}
