using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Emission;

/// <summary>Writes the method that makes a row as an object of the user's class.</summary>
internal static class CreateMethod
{
    public static void Write(TableSpec table, CellGraph graph, CellMethods cells, SourceWriter code)
    {
        var settable = table.Columns.Where(column => column.Settable).Select(column => graph[column]).ToList();
        var needs = CellGraph.Before(settable);
        var order = needs.Concat(settable.Where(node => !needs.Contains(node))).ToList();

        code.Line();
        code.Line("/// <summary>A row as an object.</summary>");
        code.Open($"public {table.FullName} Create(long row)");
        code.Line("if (!Exists(row))");
        code.Line("    throw new global::System.ArgumentOutOfRangeException(nameof(row), row, \"The table has no such row.\");");
        CellMethods.DeclareBuffers(code, order);
        cells.Declare(order);

        var parameters = table.ConstructorParameters.Select(name => settable.FirstOrDefault(node => node.Column!.Property == name) is { } node ? Value(node) : "default!");
        var assignments = settable.Where(node => !table.ConstructorParameters.Contains(node.Column!.Property)).Select(node => $"{CellNames.Member(node.Column!.Property)} = {Value(node)},").ToList();
        code.Line($"var created = new {table.FullName}({string.Join(", ", parameters)})");
        code.Line("{");
        assignments.AddRange(table.RequiredOthers.Where(name => !table.ConstructorParameters.Contains(name)).Select(name => $"{CellNames.Member(name)} = default!,"));
        foreach (var assignment in assignments)
            code.Line("    " + assignment);
        code.Line("};");
        CellMethods.DisposeBuffers(code, order);
        code.Line("return created;");
        code.Close();
    }

    private static string Value(CellNode node)
    {
        var column = node.Column!;
        var value = CellCode.ToClr(node.Local, column.Type);
        if (!column.Nullable)
            return value;
        return column.Type is { IsBytes: true, IsCharacter: false }
            ? $"{CellNames.Has(column.Property)} ? {value} : null"
            : $"{CellNames.Has(column.Property)} ? ({column.Type.ClrType}?)({value}) : null";
    }
}
