using StellarForge.Engine;
using StellarForge.Schema;
using StellarForge.ServiceDefaults;

namespace StellarForge.Api.Live;

/// <summary>A model's tables.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Tables">The tables, parents before children.</param>
internal sealed record ModelReport(string Name, IReadOnlyList<TableShape> Tables)
{
    // Rows that others own are counted one by one: of more than this a request would take seconds.
    private const long MostCounted = 2_000_000;

    /// <summary>Describes a topology's model.</summary>
    public static ModelReport Of(Topology topology) => new(topology.Model.Name, [.. topology.Model.Tables.Select(table => Of(table, topology.World))]);

    private static TableShape Of(Table table, World world)
    {
        var schema = table.Schema;
        var isEstimated = schema.Owner is not null && world.EndRow(schema) > MostCounted;
        return new TableShape(
            schema.QualifiedName, isEstimated ? Estimate(table, world) : FillPlanner.CountRows(table, world), isEstimated,
            schema.Owner?.Table.QualifiedName, [.. schema.Key.Select(ordinal => schema.Columns[ordinal].Name)],
            [.. schema.Columns.Select(column => new ColumnShape(column.Name, TypeOf(column), column.IsNullable, column.IsUnique, column.Rule))]);
    }

    // By what the first row indices have.
    private static long Estimate(Table table, World world)
    {
        var end = world.EndRow(table.Schema);
        return (long)((double)table.Rows(world).Count(0, MostCounted) / MostCounted * end);
    }

    private static string TypeOf(ColumnSchema column) => column switch
    {
        { Type: ColumnType.Decimal } => FormattableString.Invariant($"decimal({column.Precision},{column.Scale})"),
        { MaxLength: { } length } => FormattableString.Invariant($"{NameOf(column.Type)}({length})"),
        _ => NameOf(column.Type),
    };

    private static string NameOf(ColumnType type) => type.ToString().ToLowerInvariant();
}

/// <summary>A table.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Rows">How many rows a fill stores.</param>
/// <param name="RowsAreEstimated">Whether that is an estimate: they are owned by others' rows, and too many to be counted for this.</param>
/// <param name="Owner">The table that owns its rows, or <see langword="null"/>.</param>
/// <param name="Key">The primary key's columns.</param>
/// <param name="Columns">The columns.</param>
internal sealed record TableShape(string Table, long Rows, bool RowsAreEstimated, string? Owner, IReadOnlyList<string> Key, IReadOnlyList<ColumnShape> Columns);

/// <summary>A column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Nullable">Whether it takes null.</param>
/// <param name="Unique">Whether its values are distinct.</param>
/// <param name="Rule">How its values are made.</param>
internal sealed record ColumnShape(string Name, string Type, bool Nullable, bool Unique, string Rule);
