using StellarForge.Schema;

namespace StellarForge.Generators.Tests.Support;

/// <summary>What holds in every model, checked on all rows of all tables.</summary>
internal static class Invariants
{
    public static void ShouldHold(this CompiledModel model, World? world = null)
    {
        world ??= World.Default;
        foreach (var table in model.Model.Tables)
        {
            var schema = table.Schema;
            var rows = model.Rows(schema.ClassName, world);
            table.Rows(world).Count(0, world.EndRow(schema)).ShouldBe(rows.Count, $"count of {schema}");
            foreach (var column in schema.Columns)
            {
                if (!column.IsNullable)
                    rows.ShouldAllBe(row => row[column.Property] != null, $"{schema}.{column.Name} is not null");
                if (column is { Type: ColumnType.Text, MaxLength: { } longest })
                {
                    rows.Select(row => row[column.Property])
                        .ShouldAllBe(value => value == null || value.Length <= longest, $"{schema}.{column.Name} is within its length");
                }
                if (column.IsUnique)
                    ShouldBeDistinct(rows.Select(row => row[column.Property]).OfType<string>(), $"{schema}.{column.Name} is unique");
            }

            if (!schema.Key.IsEmpty)
                ShouldBeDistinct(Tuples(rows, schema.Key.Select(ordinal => schema.Columns[ordinal])).OfType<string>(), $"key of {schema}");
            foreach (var reference in schema.References)
            {
                var parent = model.Model.Tables.Single(other => other.Schema.QualifiedName == reference.Parent);
                var keys = reference.ParentColumns.Select(name => parent.Schema.Columns.Single(column => column.Name == name));
                var parents = Tuples(model.Rows(parent.Schema.ClassName, world), keys).ToHashSet();
                Tuples(rows, reference.Columns.Select(ordinal => schema.Columns[ordinal])).OfType<string>()
                    .Where(tuple => !parents.Contains(tuple)).ShouldBeEmpty($"{reference.Name} finds its parents");
            }
        }
    }

    /// <summary>Rows written one by one, or in ranges cut anywhere, or counted, are the same rows.</summary>
    public static void ShouldNotDependOnRanges(this CompiledModel model, string className)
    {
        var table = model[className];
        var end = World.Default.EndRow(table.Schema);
        var whole = model.Rows(className).Select(row => row.ToString()).ToList();
        var pieces = new List<string>();
        for (long from = 0, step = 1; from < end; from += step, step = step % 13 + 1)
        {
            var sink = new Sinks.CaptureSink(table.Schema);
            var to = Math.Min(end, from + step);
            table.Rows(World.Default).Range(from, to).WriteTo(ref sink).ShouldBeFalse();
            table.Rows(World.Default).Count(from, to).ShouldBe(sink.Rows.Count);
            pieces.AddRange(sink.Rows.Select(row => string.Join(" | ", row.Values)));
        }

        pieces.ShouldBe(whole);
    }

    // A tuple with a null refers to nothing, as in SQL.
    private static IEnumerable<string?> Tuples(IEnumerable<Row> rows, IEnumerable<ColumnSchema> columns)
    {
        var properties = columns.Select(column => column.Property).ToList();
        return rows.Select(row => properties.Any(property => row[property] is null) ? null : string.Join('|', properties.Select(property => row[property])));
    }

    private static void ShouldBeDistinct(IEnumerable<string> values, string what) =>
        values.GroupBy(value => value).Where(group => group.Count() > 1).Select(group => group.Key).ShouldBeEmpty(what);
}
