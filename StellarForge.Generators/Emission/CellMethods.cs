using StellarForge.Generators.Draws;
using StellarForge.Generators.Parsing;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Emission;

/// <summary>The methods that make single cells and draw single rows.</summary>
internal sealed class CellMethods(TableSpec table, CellGraph graph, StateFields fields)
{
    public IEnumerable<SourceCode> Code() =>
    [
        .. graph.References.Where(node => !node.Reference!.Draw.IsOwner).Select(Draw),
        .. graph.Columns.SelectMany(node => new[] { Value(node), At(node), Name(node.Column!) }),
        .. table.Summed.Select(property => Total(graph[property])),
    ];

    private SourceCode Draw(CellNode node)
    {
        var reference = node.Reference!;
        return $$"""
            private long {{reference.Name}}Row(long row{{Parameters(node.Needs)}})
            {
                {{(reference.NullRate is { } rate ? $"if ({IsNull(reference.Name, rate)})\n    return -1;" : "")}}
                {{reference.Draw.Code(new DrawWriter(table, reference, fields))}}
            }
            """;
    }

    private SourceCode Value(CellNode node)
    {
        var column = node.Column!;
        var cell = new CellWriter(table, column, fields);
        return $$"""
            [global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
            private {{ReturnType(column)}} {{CellNames.Value(column.Property)}}(long row{{Parameters(node.Needs)}}{{ScratchAndOut(column)}})
            {
                {{NullConditions(column).Select(cell.ReturnNullWhen)}}
                {{column.Value.Code(cell)}}
            }
            """;
    }

    private IEnumerable<string> NullConditions(ColumnSpec column)
    {
        if (column.Classes.Count > 0)
            yield return $"{CellNames.Local(Hierarchy.Discriminator)} is not ({string.Join(" or ", column.Classes)})";
        if (column.Optional is { } part)
            yield return IsNull(part.Name, part.NullRate);
        if (column.NullRate is { } rate)
            yield return IsNull(column.Property, rate);
    }

    private static SourceCode At(CellNode node)
    {
        var column = node.Column!;
        var needs = CellGraph.Before([node]);
        return $$"""
            /// <summary>{{column.Property}} of a row, from nothing but its index.</summary>
            public {{ReturnType(column)}} {{CellNames.At(column.Property)}}(long row{{ScratchAndOut(column)}})
            {
                {{needs.Select(need => need.DeclareBuffer)}}
                {{needs.Select(need => need.Declare())}}
                {{(node.IsText && needs.Exists(need => need.IsText) ? CopiedValue(node, needs) : $"return {Call(node, "scratch", "value")};")}}
            }
            """;
    }

    // A text made from texts may point into buffers that end here, so it is copied.
    private static SourceCode CopiedValue(CellNode node, List<CellNode> needs) => $"""
        var own = new global::StellarForge.Text.Utf8Builder(stackalloc byte[64]);
        var {(node.Column!.Nullable ? "has" : "made")} = {Call(node, "own", "var made")};
        scratch.Clear();
        scratch.Append(made);
        own.Dispose();
        {needs.Select(need => need.DisposeBuffer)}
        {(node.Column.Nullable ? "value = scratch.Written;" : "")}
        return {(node.Column.Nullable ? "has" : "scratch.Written")};
        """;

    private SourceCode Name(ColumnSpec column)
    {
        if (!column.Type.StoresName)
            return SourceCode.Empty;

        var method = $"global::System.ReadOnlySpan<byte> {CellNames.Value(column.Property)}Name({CellCode.TypeOf(column.Type)} number) =>";
        var members = column.Type.Members.OrderBy(member => member.Number).ToList();
        if (members.Count > 0 && members[members.Count - 1].Number - members[0].Number == members.Count - 1)
        {
            // Looked up, as random numbers would mispredict the branches of a switch.
            var literals = string.Join(", ", members.Select(member => Constants.Literal(member.Name)));
            var names = fields.Add(CellNames.Field(column.Property, "Names"), "global::StellarForge.Generated.TextList", $"new({literals})");
            var index = members[0].Number == 0 ? "number" : $"unchecked(number - {Constants.Integer(members[0].Number, column.Type.Kind)})";
            return $"private {method} {names}.At((long){index});";
        }

        return $$"""
            private static {{method}} number switch
            {
                {{members.Select(member => $"{Constants.Integer(member.Number, column.Type.Kind)} => {Constants.Literal(member.Name)}u8,")}}
                _ => default,
            };
            """;
    }

    private SourceCode Total(CellNode node)
    {
        var column = node.Column!;
        var needs = CellGraph.Before([node]);
        var type = column.Type.IsInteger ? "long" : column.Type.Kind == CellKind.Single ? "double" : CellCode.TypeOf(column.Type);
        var cast = column.Type.Kind == CellKind.UInt64 ? "(long)" : "";
        return $$"""
            /// <summary>{{column.Property}} added up over the rows of an owner.</summary>
            public {{type}} {{CellNames.Total(column.Property)}}(long ownerRow)
            {
                {{needs.Select(need => need.DeclareBuffer)}}
                {{type}} total = 0;
                var row = ownerRow * {{table.Owner!.Max}};
                var end = row + CountOf(ownerRow);
                {{needs.Where(need => need.IsOwners).Select(need => need.Declare())}}
                for (; row < end; row++)
                {
                    {{needs.Where(need => !need.IsOwners).Select(need => need.Declare())}}
                    total = checked(total + {{(column.Nullable ? $"({node.CallOut("", "var addend")} ? {cast}addend : 0)" : cast + node.Call(""))}});
                }

                {{needs.Select(need => need.DisposeBuffer)}}
                return total;
            }
            """;
    }

    private string IsNull(string name, double rate) => $"{fields.Key(name, "null")}.At(row).NextBool({Constants.Real(rate)})";

    private static string Call(CellNode node, string scratch, string value) => node.Column!.Nullable ? node.CallOut(scratch, value) : node.Call(scratch);

    private static string Parameters(IEnumerable<CellNode> nodes) => string.Concat(nodes.Select(node => ", " + node.Parameters));

    private static string ReturnType(ColumnSpec column) => column.Nullable ? "bool" : CellCode.TypeOf(column.Type);

    private static string ScratchAndOut(ColumnSpec column) =>
        CellCode.ScratchParameter(column.Type) + (column.Nullable ? $", out {CellCode.TypeOf(column.Type)} value" : "");
}
