using StellarForge.Live;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Testing.Rows;

/// <summary>The filled rows of a model, and the live ones up to a time.</summary>
public sealed class LiveSample
{
    /// <summary>What a row's root owner is among filled rows.</summary>
    public const int Filled = -1;

    private readonly LiveRows _live;
    private readonly Dictionary<string, List<SampledRow>> _rows = [];

    /// <summary>Makes them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="live">The live rows, with segments in all shards.</param>
    /// <param name="roots">The tables that go on.</param>
    /// <param name="until">The time, in microseconds since 1970 UTC.</param>
    public LiveSample(Model model, LiveRows live, IReadOnlyList<TableSchema> roots, long until)
    {
        _live = live;
        foreach (var table in model.Tables)
        {
            var (schema, rows) = (table.Schema, new List<SampledRow>());
            var source = table.Rows(live.World);
            Add(0, live.World.EndRow(schema), Filled, long.MinValue);
            for (var shard = 0; roots.Contains(schema.Root) && shard < live.Shards; shard++)
            {
                var end = live.FirstLocal(schema.Root, shard, until);
                for (var local = 0L; local < end; local++)
                {
                    var root = live.RowOf(schema.Root, shard, local);
                    Add(root * schema.Fanout, (root + 1) * schema.Fanout, shard, live.TimeOf(schema.Root, root));
                }
            }

            _rows.Add(schema.QualifiedName, rows);

            void Add(long from, long to, int shard, long time)
            {
                var sink = new CaptureSink(schema);
                source.Write(from, to, ref sink).ShouldBe(to);
                source.Count(from, to).ShouldBe(sink.Rows.Count);
                rows.AddRange(sink.Rows.Select(row => new SampledRow(schema, shard, time, row.Values)));
            }
        }
    }

    /// <summary>The rows of a table.</summary>
    public IReadOnlyList<SampledRow> this[TableSchema table] => _rows[table.QualifiedName];

    /// <summary>The live rows of a table.</summary>
    public IReadOnlyList<SampledRow> Live(TableSchema table) => [.. this[table].Where(row => row.Shard != Filled)];

    /// <summary>
    /// Keys and unique columns are so over filled and live rows together, and all references of live rows are to rows that are there: filled ones, or
    /// some of the same shard which are older than the grace, and due.
    /// </summary>
    public void ShouldBeSound(Model model)
    {
        foreach (var schema in model.Tables.Select(table => table.Schema))
        {
            var rows = this[schema];
            if (!schema.Key.IsEmpty)
                Keys(rows, schema.Key).ShouldBeUnique($"key of {schema}");
            foreach (var column in schema.Columns.Where(column => column.IsUnique))
                rows.Select(row => row[column.Property]).OfType<string>().ShouldBeUnique($"{schema}.{column.Name}");
            foreach (var reference in schema.References)
                CheckReference(schema, reference, model.Find(reference.Parent)!.Schema);
        }
    }

    private void CheckReference(TableSchema schema, ReferenceSchema reference, TableSchema parent)
    {
        var parentColumns = reference.ParentColumns.Select(name => parent.Columns.Select(column => column.Name).ToList().IndexOf(name)).ToList();
        var parents = this[parent].Zip(Keys(this[parent], parentColumns)).ToDictionary(pair => pair.Second!, pair => pair.First);
        var isOwner = schema.Owner?.Table == parent && !reference.IsDistinct;
        foreach (var (row, key) in this[schema].Zip(Keys(this[schema], reference.Columns)))
        {
            if (key is null)
                continue;
            parents.TryGetValue(key, out var found).ShouldBeTrue($"{reference.Name}: {row} finds {key}");
            if (found!.Shard == Filled || (isOwner && found.Time == row.Time))
                continue;
            found.Shard.ShouldBe(row.Shard, $"{reference.Name}: {row}");
            (found.Time + _live.Grace + parent.LongestDelay).ShouldBeLessThan(row.Time, $"{reference.Name}: {row}");
        }
    }

    private static IEnumerable<string?> Keys(IEnumerable<SampledRow> rows, IEnumerable<int> ordinals) =>
        rows.Select(row => ordinals.Any(ordinal => row.Values[ordinal] is null) ? null : string.Join('|', ordinals.Select(ordinal => row.Values[ordinal])));
}

/// <summary>A row of a sample.</summary>
/// <param name="Schema">The table.</param>
/// <param name="Shard">The shard, or <see cref="LiveSample.Filled"/>.</param>
/// <param name="Time">When its root owner's row comes.</param>
/// <param name="Values">The values as text.</param>
public sealed record SampledRow(TableSchema Schema, int Shard, long Time, IReadOnlyList<string?> Values)
{
    /// <summary>The value of a property.</summary>
    public string? this[string property]
    {
        get
        {
            for (var ordinal = 0; ordinal < Schema.Columns.Length; ordinal++)
            {
                if (Schema.Columns[ordinal].Property == property)
                    return Values[ordinal];
            }

            throw new ArgumentException($"{Schema} has no {property}.", nameof(property));
        }
    }

    /// <summary>A time.</summary>
    public long TimeOf(string property) => Canonical.FromDateTime(DateTime.Parse(
        this[property]!, System.Globalization.CultureInfo.InvariantCulture,
        System.Globalization.DateTimeStyles.AdjustToUniversal | System.Globalization.DateTimeStyles.AssumeUniversal));

    /// <inheritdoc/>
    public override string ToString() => $"{Schema}: {string.Join(" | ", Values)}";
}
