using StellarForge.Generators.Draws;
using StellarForge.Generators.Parsing;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Emission;

/// <summary>Which rows an owned table has: row indices are the owner's times the most rows of an owner, so that some have no row.</summary>
internal sealed class OwnedMethods(TableSpec table, StateFields fields)
{
    private readonly OwnerSpec _owner = table.Owner!;
    private readonly string _parent = fields.State(table.Owner!.Parent, table.FullName);

    public SourceCode Code(List<CellNode> owners)
    {
        var max = _owner.Max;
        return $$"""
            /// <summary>Writes rows until the sink is full, and says where to go on.</summary>
            public long WriteRange<TSink>(long from, long to, ref TSink sink)
                {{RowMethods.SinkConstraint}}
            {
                {{owners.Select(node => node.DeclareBuffer)}}
                for (var ownerRow = from / {{max}}; ownerRow * {{max}} < to; ownerRow++)
                {
                    if (!OwnerExists(ownerRow))
                        continue;
                    var first = ownerRow * {{max}};
                    var end = global::System.Math.Min(first + CountOf(ownerRow), to);
                    var row = global::System.Math.Max(first, from);
                    if (row >= end)
                        continue;

                    {{owners.Select(node => node.Declare("ownerRow"))}}
                    for (; row < end; row++)
                    {
                        WriteRow(row{{RowMethods.Arguments(owners)}}, ref sink);
                        if (!sink.IsFull)
                            continue;
                        {{owners.Select(node => node.DisposeBuffer)}}
                        return row + 1;
                    }
                }

                {{owners.Select(node => node.DisposeBuffer)}}
                return to;
            }

            /// <summary>The number of rows with indices in a range.</summary>
            public long Count(long from, long to)
            {
                var count = 0L;
                for (var ownerRow = from / {{max}}; ownerRow * {{max}} < to; ownerRow++)
                {
                    if (!OwnerExists(ownerRow))
                        continue;
                    var first = ownerRow * {{max}};
                    var end = global::System.Math.Min(first + CountOf(ownerRow), to);
                    count += global::System.Math.Max(0, end - global::System.Math.Max(first, from));
                }

                return count;
            }

            {{CountOf()}}

            /// <summary>Whether the owner has a row of that index.</summary>
            public bool Exists(long row) => row >= 0 && row % {{max}} < CountOf(row / {{max}}) && OwnerExists(row / {{max}});

            private bool OwnerExists(long ownerRow) => {{_parent}}.Exists(ownerRow);

            /// <summary>A random row for another to refer to: an owner, then one of its rows; −1 when so many owners in a row have none.</summary>
            public long DrawRow(long child, ref global::StellarForge.RowRandom random, in global::StellarForge.Generated.ParentDraw roots, int tries)
            {
                for (; tries > 0; tries--)
                {
                    var ownerRow = {{_parent}}.DrawRow(child, ref random, roots, 1);
                    var count = ownerRow < 0 ? 0 : CountOf(ownerRow);
                    if (count > 0)
                        return ownerRow * {{max}} + random.NextIndex(count);
                }

                return -1;
            }
            """;
    }

    private SourceCode CountOf()
    {
        var key = fields.Add("_CountKey", "global::StellarForge.StreamKey", $"world.Key({Constants.Literal(table.ClassName)}, \"\", \"count\")");
        var cells = _owner.CountMethod?.Parameters.Select(parameter => parameter.Cell).OfType<CellShape>() ?? [];
        var drawsHere = _owner.CountMethod?.Parameters.Any(parameter => parameter.Source == ParameterSource.RandomByReference) ?? _owner.Min < _owner.Max;
        return $$"""
            /// <summary>The number of rows of an owner.</summary>
            public int CountOf(long ownerRow)
            {
                {{cells.Select(DeclareCell)}}
                {{(drawsHere ? $"var random = {key}.At(ownerRow);" : "")}}
                return {{ClippedTo(_owner.Targets, Drawn(key))}};
            }
            """;
    }

    private string Drawn(string key)
    {
        if (_owner.CountMethod is { } method)
            return $"global::System.Math.Clamp({method.FullName}({string.Join(", ", method.Parameters.Select(Argument))}), {_owner.Min}, {_owner.Max})";
        if (_owner.Min == _owner.Max)
            return $"{_owner.Max}";
        var pattern = $"new({_owner.Min}, {_owner.Max}, global::StellarForge.CountPattern.{_owner.Pattern})";
        return fields.Add("_Counts", "global::StellarForge.Generated.ChildCount", pattern) + ".Next(ref random)";

        string Argument(ParameterSpec parameter) => parameter.Source switch
        {
            ParameterSource.Random => $"{key}.At(ownerRow)",
            ParameterSource.RandomByReference => "ref random",
            ParameterSource.Row => "ownerRow",
            _ => CellCode.Argument(parameter, parameter.Cell!),
        };
    }

    // No owner has more rows than there are different rows for them to refer to.
    private string ClippedTo(EquatableArray<DistinctTarget> targets, string count)
    {
        for (var i = 0; i < targets.Count; i++)
        {
            var rows = $"{DrawWriter.RowsOf(targets[i].Parent)}{(targets[i].IsOwner ? " - 1" : "")}";
            var field = fields.Add("_Targets" + CellNames.Suffix(i), "int", $"(int)global::System.Math.Min(int.MaxValue, {rows})");
            count = $"global::System.Math.Min({count}, {field})";
        }

        return count;
    }

    private SourceCode DeclareCell(CellShape cell)
    {
        var (local, buffer) = (CellNames.Local(cell.Property), CellNames.Buffer(cell.Property));
        var call = $"{_parent}.{CellNames.At(cell.Property)}(ownerRow{(cell.Type.IsBytes ? ", ref " + buffer : "")}";
        return $"""
            {(cell.Type.IsBytes ? CellNode.DeclareBufferOf(buffer) : "")}
            {(cell.Nullable ? $"var {CellNames.Has(cell.Property)} = {call}, out var {local});" : $"var {local} = {call});")}
            """;
    }
}
