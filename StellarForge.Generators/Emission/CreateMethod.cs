using StellarForge.Generators.Parsing;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Emission;

/// <summary>Writes the method that makes a row as an object of the user's class.</summary>
internal static class CreateMethod
{
    public static void Write(TableSpec table, CellGraph graph, CellMethods cells, StateFields fields, SourceWriter code)
    {
        var columns = table.Objects.SelectMany(ColumnsOf).Distinct().Select(name => graph[name]).ToList();
        if (table.Objects.Count > 1)
            columns.Add(graph[Hierarchy.Discriminator]);
        var needs = CellGraph.Before(columns);
        var order = needs.Concat(columns.Distinct().Where(node => !needs.Contains(node))).ToList();

        code.Line();
        code.Line("/// <summary>A row as an object.</summary>");

        // What is obsolete itself may set properties that are, also where that is an error elsewhere.
        code.Line("[global::System.Obsolete]");
        code.Open($"public {table.FullName} Create(long row)");
        code.Line("if (!Exists(row))");
        code.Line("    throw new global::System.ArgumentOutOfRangeException(nameof(row), row, \"The table has no such row.\");");
        CellMethods.DeclareBuffers(code, order);
        cells.Declare(order);
        if (table.Objects.Count == 1)
        {
            code.Lines($"var created = {Object(table.Objects[0], graph, fields, isOutermost: true)};");
        }
        else
        {
            code.Open($"{table.FullName} created = {CellNames.Local(Hierarchy.Discriminator)} switch");
            foreach (var made in table.Objects)
                code.Line($"{(made.Class < table.Objects.Count - 1 ? made.Class.ToString(System.Globalization.CultureInfo.InvariantCulture) : "_")} => {Object(made, graph, fields)},");
            code.Close("};");
        }

        CellMethods.DisposeBuffers(code, order);
        code.Line("return created;");
        code.Close();
    }

    private static IEnumerable<string> ColumnsOf(ObjectSpec made) => made.Arguments.Concat(made.Members)
        .SelectMany(member => member.Object is { } inner ? ColumnsOf(inner) : member.Column is { } column ? [column] : []);

    private static string Object(ObjectSpec made, CellGraph graph, StateFields fields, bool isOutermost = false)
    {
        var arguments = string.Join(", ", made.Arguments.Select(member => Value(member, graph, fields)));
        var members = made.Members.Select(member => $"{CellNames.Member(member.Name)} = {Value(member, graph, fields)}").ToList();
        var initializer = isOutermost ? "\n{\n" + string.Concat(members.Select(member => $"    {member},\n")) + "}"
            : members.Count > 0 ? $" {{ {string.Join(", ", members)} }}" : "";
        var value = $"new {made.Type}({arguments}){initializer}";
        return made.Optional is { } part ? $"({fields.Key(part.Name, "null")}.At(row).NextBool({Constants.Real(part.NullRate)}) ? null : {value})" : value;
    }

    private static string Value(MemberSpec member, CellGraph graph, StateFields fields)
    {
        if (member.Object is { } inner)
            return Object(inner, graph, fields);
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
