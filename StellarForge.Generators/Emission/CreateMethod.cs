using StellarForge.Generators.Parsing;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Emission;

/// <summary>The method that makes a row as an object of the user's class.</summary>
internal sealed class CreateMethod(TableSpec table, CellGraph graph, StateFields fields)
{
    public SourceCode Code()
    {
        var columns = table.Objects.SelectMany(ColumnsOf).Distinct().Select(name => graph[name]).ToList();
        if (table.Objects.Count > 1)
            columns.Add(graph[Hierarchy.Discriminator]);
        var cells = CellGraph.Before(columns).Concat(columns).Distinct().ToList();

        // What is obsolete itself may set properties that are, also where that is an error elsewhere.
        return $$"""
            /// <summary>A row as an object.</summary>
            [global::System.Obsolete]
            public {{table.FullName}} Create(long row)
            {
                if (!Exists(row))
                    throw new global::System.ArgumentOutOfRangeException(nameof(row), row, "The table has no such row.");
                {{cells.Select(cell => cell.DeclareBuffer)}}
                {{cells.Select(cell => cell.Declare())}}
                {{(table.Objects.Count == 1 ? Only(table.Objects[0]) : OneOf(table.Objects))}}
                {{cells.Select(cell => cell.DisposeBuffer)}}
                return created;
            }
            """;
    }

    private static IEnumerable<string> ColumnsOf(ObjectSpec made) => made.Arguments.Concat(made.Members)
        .SelectMany(member => member.Object is { } inner ? ColumnsOf(inner) : member.Column is { } column ? [column] : []);

    private SourceCode Only(ObjectSpec made) => $$"""
        var created = new {{made.Type}}({{Arguments(made)}})
        {
            {{Members(made).Select(member => member + ",")}}
        };
        """;

    private SourceCode OneOf(EquatableArray<ObjectSpec> classes) => $$"""
        {{table.FullName}} created = {{CellNames.Local(Hierarchy.Discriminator)}} switch
        {
            {{classes.Select(made => $"{(made.Class < classes.Count - 1 ? $"{made.Class}" : "_")} => {Object(made)},")}}
        };
        """;

    private string Object(ObjectSpec made)
    {
        var members = string.Join(", ", Members(made));
        var value = $"new {made.Type}({Arguments(made)}){(members.Length > 0 ? $" {{ {members} }}" : "")}";
        return made.Optional is { } part ? $"({fields.Key(part.Name, "null")}.At(row).NextBool({Constants.Real(part.NullRate)}) ? null : {value})" : value;
    }

    private string Arguments(ObjectSpec made) => string.Join(", ", made.Arguments.Select(Value));

    private IEnumerable<string> Members(ObjectSpec made) => made.Members.Select(member => $"{CellNames.Member(member.Name)} = {Value(member)}");

    private string Value(MemberSpec member)
    {
        if (member.Object is { } inner)
            return Object(inner);
        if (member.Column is null)
            return "default!";

        var node = graph[member.Column];
        var column = node.Column!;
        var value = column.Type is { StoresName: true, ClrType: "string" }
            ? $"global::System.Text.Encoding.UTF8.GetString({CellNames.Value(column.Property)}Name({node.Local}))"
            : CellCode.ToClr(node.Local, column.Type);
        if (!column.Nullable || !member.IsNullable)
            return value;
        return column.Type is { IsBytes: true, IsCharacter: false }
            ? $"{CellNames.Has(column.Property)} ? {value} : null"
            : $"{CellNames.Has(column.Property)} ? ({column.Type.ClrType}?)({value}) : null";
    }
}
