using StellarForge.Generators.Parsing;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Emission;

/// <summary>A table's schema.</summary>
internal sealed class SchemaEmitter(TableSpec table)
{
    private readonly List<ColumnSpec> _stored = [.. table.Columns.Where(column => column.Stored)];

    public SourceCode Code() => $$"""
        {{ModelEmitter.Attributes}}
        private static class ForgeSchema
        {
            internal static readonly global::StellarForge.Schema.TableSchema Table = new global::StellarForge.Schema.TableSchema
            {
                Name = {{Constants.Literal(table.DatabaseName)}},
                {{(table.DatabaseSchema is { } schema ? $"Schema = {Constants.Literal(schema)}," : "")}}
                ClassName = {{Constants.Literal(table.ClassName)}},
                {{(table.Owner is { } owner ? Owner(owner) : "")}}
                Rows = {{Constants.Literal(table.Rows)}},
                {{(table.Scales ? "" : "IsScalable = false,")}}
                Key = {{Ordinals(table.Key)}},
                {{List("Columns", "ColumnSchema", _stored.Select(Column))}}
                {{List("References", "ReferenceSchema", table.References.Where(reference => reference.ForeignKey is not null).Select(Reference))}}
                {{List("Indexes", "IndexSchema", table.Indexes.Select(Index))}}
                {{Texts("Corpora", table.Columns.Select(column => column.Value.Corpus).OfType<string>().Distinct())}}
                {{Texts("DependsOn", table.DependsOn)}}
                {{(string.Join("; ", Rules()) is { Length: > 0 } rules ? $"Rules = {Constants.Literal(rules)}, {Fingerprint()}," : "")}}
            };
        }
        """;

    private static string Owner(OwnerSpec owner) =>
        $"Owner = new global::StellarForge.Schema.OwnerSchema({owner.Parent}.ForgeRows.Schema, {owner.Min}, {owner.Max}),";

    private string Column(ColumnSpec column)
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
            parts.Add($"MaxLength = {length}");
        if (type.Kind == CellKind.Decimal)
            parts.Add($"Precision = {type.Precision}, Scale = {type.Scale}");
        if (column.TypeName is { } name)
            parts.Add($"TypeName = {Constants.Literal(name)}");
        if (type is { IsEnum: true, IsFlags: false })
            parts.Add($"Members = {Members(type)}");
        if (column.Unique)
            parts.Add("IsUnique = true");
        if (column.Value.IsSequence)
            parts.Add("IsSequence = true");
        if (column.Value.IsTimeline)
            parts.Add("IsTimeline = true");
        if (column.LongestDelay is { } delay)
            parts.Add($"LongestDelay = {Constants.Literal(delay)}");
        if (column.Capacity < long.MaxValue)
            parts.Add($"Capacity = {Constants.Literal(column.Capacity)}");
        if (column.Rule.Length > 0)
            parts.Add($"Rule = {Constants.Literal(column.Rule)}");
        parts.Add($"Fingerprint = {Constants.Literal(FingerprintOf(column))}");
        return $"new global::StellarForge.Schema.ColumnSchema {{ {string.Join(", ", parts)} }}";
    }

    private static string Members(CellType type)
    {
        var members = type.Members.Select(member =>
            $"new global::StellarForge.Schema.EnumMember({Constants.Literal(member.Name)}, {Constants.Literal(member.Number)})");
        return $"global::System.Collections.Immutable.ImmutableArray.Create(new global::StellarForge.Schema.EnumMember[] {{ {string.Join(", ", members)} }})";
    }

    private string Reference(ReferenceSpec reference)
    {
        var key = reference.ForeignKey!;
        var name = Constants.Literal(key.Name);
        var parent = $"{(key.ParentSchema is { } schema ? Constants.Literal(schema) : "null")}, {Constants.Literal(key.ParentName)}";
        return $"new global::StellarForge.Schema.ReferenceSchema({name}, {Ordinals(key.Properties)}, {parent}, {Texts(key.ParentColumns)})"
            + (reference.Draw.IsDistinct ? " { IsDistinct = true }" : "");
    }

    private string Index(IndexSpec index) =>
        $"new global::StellarForge.Schema.IndexSchema({Constants.Literal(index.Name)}, {Ordinals(index.Properties)}, {Constants.Literal(index.Unique)})";

    // What rows depend on beside the columns that are stored.
    private IEnumerable<string> Rules()
    {
        foreach (var column in table.Columns.Where(column => !column.Stored))
            yield return $"{column.Property}: {column.Type.ClrType} {column.Rule}";
        if (table.Owner is { } owner)
            yield return $"count: {owner.Min} to {owner.Max}, {owner.Pattern}{(owner.CountMethod is { } method ? ", " + method.FullName : "")}";
    }

    private string Fingerprint()
    {
        var helpers = table.Columns.Where(column => !column.Stored).OrderBy(column => column.Property, StringComparer.Ordinal)
            .Select(column => $"{column.Property} {FingerprintOf(column)}");
        return $"Fingerprint = {Constants.Literal(Fingerprints.Of(SpecText.Of(table.Namespace, helpers, table.Owner)))}";
    }

    // All that decides the column's values, beside the seed, names, and numbers of rows. What its foreign key is in the database does not.
    private string FingerprintOf(ColumnSpec column)
    {
        var reference = column.Value.Reference is { } name ? table.References.FirstOrDefault(reference => reference.Name == name) : null;
        return Fingerprints.Of(SpecText.Of(
            table.Namespace, column.Value, column.Type, column.Nullable, column.NullRate, column.Unique, column.Classes, column.Optional,
            reference is null ? null : reference with { ForeignKey = null }));
    }

    private static SourceCode List(string property, string type, IEnumerable<string> items) => !items.Any() ? SourceCode.Empty : $$"""
        {{property}} = global::System.Collections.Immutable.ImmutableArray.Create(new global::StellarForge.Schema.{{type}}[]
        {
            {{items.Select(item => item + ",")}}
        }),
        """;

    private static string Texts(string property, IEnumerable<string> texts) => texts.Any() ? $"{property} = {Texts(texts)}," : "";

    private static string Texts(IEnumerable<string> texts) =>
        $"global::System.Collections.Immutable.ImmutableArray.Create(new string[] {{ {string.Join(", ", texts.Select(Constants.Literal))} }})";

    private string Ordinals(IEnumerable<string> properties)
    {
        var ordinals = properties.Select(property => _stored.FindIndex(column => column.Property == property));
        return $"global::System.Collections.Immutable.ImmutableArray.Create(new int[] {{ {string.Join(", ", ordinals)} }})";
    }
}
