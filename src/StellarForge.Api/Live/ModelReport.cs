using StellarForge.Engine;
using StellarForge.Schema;
using StellarForge.ServiceDefaults;

namespace StellarForge.Api.Live;

/// <summary>A model's tables.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Tables">The tables, parents before children.</param>
internal sealed record ModelReport(string Name, IReadOnlyList<TableShape> Tables)
{
    /// <summary>Describes a topology's model.</summary>
    public static ModelReport Of(Topology topology) => new(
        topology.Model.Name,
        [
            .. topology.Model.Tables.Select(table => new TableShape(
                table.Schema.QualifiedName, FillPlanner.CountRows(table, topology.World), table.Schema.Owner?.Table.QualifiedName,
                [.. table.Schema.Key.Select(ordinal => table.Schema.Columns[ordinal].Name)],
                [.. table.Schema.Columns.Select(column => new ColumnShape(column.Name, TypeOf(column), column.IsNullable, column.IsUnique, column.Rule))])),
        ]);

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
/// <param name="Owner">The table that owns its rows, or <see langword="null"/>.</param>
/// <param name="Key">The primary key's columns.</param>
/// <param name="Columns">The columns.</param>
internal sealed record TableShape(string Table, long Rows, string? Owner, IReadOnlyList<string> Key, IReadOnlyList<ColumnShape> Columns);

/// <summary>A column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Nullable">Whether it takes null.</param>
/// <param name="Unique">Whether its values are distinct.</param>
/// <param name="Rule">How its values are made.</param>
internal sealed record ColumnShape(string Name, string Type, bool Nullable, bool Unique, string Rule);
