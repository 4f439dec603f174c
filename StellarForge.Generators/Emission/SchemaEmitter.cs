using System.Globalization;
using StellarForge.Generators.Parsing;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Emission;

/// <summary>Writes a table's schema.</summary>
internal static class SchemaEmitter
{
    public static void Write(TableSpec table, SourceWriter code)
    {
        var stored = table.Columns.Where(column => column.Stored).ToList();
        ModelEmitter.WriteAttributes(code);
        code.Open("private static class ForgeSchema");
        code.Open("internal static readonly global::StellarForge.Schema.TableSchema Table = new global::StellarForge.Schema.TableSchema");
        code.Line($"Name = {Constants.Literal(table.DatabaseName)},");
        if (table.DatabaseSchema is { } schema)
            code.Line($"Schema = {Constants.Literal(schema)},");
        code.Line($"ClassName = {Constants.Literal(table.ClassName)},");
        if (table.Owner is { } owner)
            code.Line($"Owner = new global::StellarForge.Schema.OwnerSchema({owner.Parent}.ForgeRows.Schema, {owner.Min}, {owner.Max}),");
        code.Line($"Rows = {Constants.Literal(table.Rows)},");
        if (!table.Scales)
            code.Line("IsScalable = false,");
        code.Line($"Key = {Ordinals(table.Key, stored)},");

        code.Open($"Columns = global::System.Collections.Immutable.ImmutableArray.Create(new global::StellarForge.Schema.ColumnSchema[]");
        foreach (var column in stored)
            code.Line(Column(column) + ",");
        code.Close("}),");

        WriteList(code, "References", "ReferenceSchema", table.References
            .Where(reference => reference.ForeignKey is not null)
            .Select(reference => $"new global::StellarForge.Schema.ReferenceSchema({Constants.Literal(reference.ForeignKey!.Name)}, {Ordinals(reference.Properties, stored)}, {Constants.Literal(reference.ForeignKey.Parent)}, {Texts(reference.ForeignKey.ParentColumns)}){(reference.Draw.IsDistinct ? " { IsDistinct = true }" : "")}"));
        WriteList(code, "Indexes", "IndexSchema", table.Indexes
            .Select(index => $"new global::StellarForge.Schema.IndexSchema({Constants.Literal(index.Name)}, {Ordinals(index.Properties, stored)}, {Constants.Literal(index.Unique)})"));

        var corpora = table.Columns.Select(column => column.Value.Corpus).Where(corpus => corpus is not null).Distinct().ToList();
        if (corpora.Count > 0)
            code.Line($"Corpora = {Texts(corpora!)},");
        if (table.DependsOn.Count > 0)
            code.Line($"DependsOn = {Texts(table.DependsOn)},");
        var rules = table.Columns.Where(column => !column.Stored).Select(column => $"{column.Property}: {column.Type.ClrType} {column.Rule}").ToList();
        if (table.Owner is { } owned)
            rules.Add($"count: {owned.Min} to {owned.Max}, {owned.Pattern}{(owned.CountMethod is { } method ? $", {method.FullName} {{{method.Fingerprint}}}" : "")}");
        if (rules.Count > 0)
            code.Line($"Rules = {Constants.Literal(string.Join("; ", rules))},");
        code.Close("};");
        code.Close();
        code.Line();
    }

    private static string Column(ColumnSpec column)
    {
        var type = column.Type;
        var parts = new List<string>
        {
            $"Name = {Constants.Literal(column.DatabaseName)}",
            $"Property = {Constants.Literal(column.Property)}",
            $"Type = global::StellarForge.Schema.ColumnType.{(type.StoresName ? CellKind.Text : type.Kind)}",
        };
        if (column.Nullable)
            parts.Add("IsNullable = true");
        if (type.MaxLength is { } length)
            parts.Add("MaxLength = " + length.ToString(CultureInfo.InvariantCulture));
        if (type.Kind == CellKind.Decimal)
            parts.Add($"Precision = {type.Precision}, Scale = {type.Scale}");
        if (column.TypeName is { } name)
            parts.Add($"TypeName = {Constants.Literal(name)}");
        if (column.Unique)
            parts.Add("IsUnique = true");
        if (column.Value.IsSequence)
            parts.Add("IsSequence = true");
        if (column.Capacity < long.MaxValue)
            parts.Add("Capacity = " + Constants.Literal(column.Capacity));
        if (column.Rule.Length > 0)
            parts.Add($"Rule = {Constants.Literal(column.Rule)}");
        return "new global::StellarForge.Schema.ColumnSchema { " + string.Join(", ", parts) + " }";
    }

    private static void WriteList(SourceWriter code, string property, string type, IEnumerable<string> items)
    {
        var all = items.ToList();
        if (all.Count == 0)
            return;
        code.Open($"{property} = global::System.Collections.Immutable.ImmutableArray.Create(new global::StellarForge.Schema.{type}[]");
        foreach (var item in all)
            code.Line(item + ",");
        code.Close("}),");
    }

    private static string Ordinals(IEnumerable<string> properties, List<ColumnSpec> stored) =>
        "global::System.Collections.Immutable.ImmutableArray.Create(new int[] { " + string.Join(", ", properties.Select(property => stored.FindIndex(column => column.Property == property))) + " })";

    private static string Texts(IEnumerable<string> texts) =>
        "global::System.Collections.Immutable.ImmutableArray.Create(new string[] { " + string.Join(", ", texts.Select(Constants.Literal)) + " })";
}
