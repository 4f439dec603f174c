using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StellarForge.Generators.Specs;
using StellarForge.Generators.Values;

namespace StellarForge.Generators.Parsing;

/// <summary>Finds the mistakes that only the whole model shows: values made from themselves by way of other tables, and names used twice.</summary>
internal sealed class ModelChecks
{
    private readonly Dictionary<string, TableSpec> _tables = [];
    private readonly Dictionary<string, EquatableArray<LocationInfo>> _locations = [];
    private readonly List<DiagnosticInfo> _diagnostics = [];
    private readonly HashSet<Cell> _done = [];

    private ModelChecks(IEnumerable<ParseResult> results)
    {
        // A class declared in several parts is found once for each that is annotated.
        foreach (var result in results)
        {
            _locations[result.FullName] = result.Locations;
            if (result.Table is { } table)
                _tables[result.FullName] = table;
        }
    }

    public static EquatableArray<DiagnosticInfo> Run(ImmutableArray<ParseResult> results)
    {
        var checks = new ModelChecks(results);
        checks.FindSharedNames();
        checks.FindCycles();
        return new(checks._diagnostics);
    }

    private IEnumerable<TableSpec> Tables => _tables.Values.OrderBy(table => table.FullName, StringComparer.Ordinal);

    private void FindSharedNames()
    {
        foreach (var group in Tables.GroupBy(table => (table.DatabaseSchema + "." + table.DatabaseName).ToLowerInvariant()).Where(group => group.Count() > 1))
            _diagnostics.Add(DiagnosticInfo.Of(Descriptors.DuplicateTable, LocationOf(group.Last(), ""), group.First().ClassName, group.Last().ClassName, group.Last().DatabaseName));
    }

    private void FindCycles()
    {
        foreach (var table in Tables)
        {
            foreach (var column in table.Columns)
            {
                var path = new List<Cell>();
                if (!Visit(new Cell(table.FullName, column.Property), path))
                    continue;

                var start = path.First(cell => cell.IsColumn);
                var isWithin = path.All(cell => cell.Table == start.Table);
                var names = path.Where(cell => cell.IsColumn).Append(start).Select(cell => isWithin ? cell.Property : _tables[cell.Table].ClassName + "." + cell.Property);
                _diagnostics.Add(DiagnosticInfo.Of(Descriptors.Cycle, LocationOf(_tables[start.Table], start.Property), start.Property, string.Join(" → ", names)));
                return;
            }
        }
    }

    // Leaves the circle in the path where there is one.
    private bool Visit(Cell cell, List<Cell> path)
    {
        var start = path.IndexOf(cell);
        if (start >= 0)
        {
            path.RemoveRange(0, start);
            return true;
        }

        if (!_tables.TryGetValue(cell.Table, out var table) || !_done.Add(cell))
            return false;

        path.Add(cell);
        foreach (var need in NeedsOf(cell, table))
        {
            if (Visit(need, path))
                return true;
        }

        path.RemoveAt(path.Count - 1);
        return false;
    }

    private static IEnumerable<Cell> NeedsOf(Cell cell, TableSpec table) =>
        cell.Property == Cell.CountOfChildren ? CountNeeds(table)
        : cell.Property.StartsWith(Cell.RowOf, StringComparison.Ordinal) ? RowNeeds(table, table.References.First(reference => Cell.RowOf + reference.Name == cell.Property))
        : table.Columns.FirstOrDefault(column => column.Property == cell.Property) is { } found ? ColumnNeeds(table, found.Value)
        : [];

    private static IEnumerable<Cell> ColumnNeeds(TableSpec table, ValueSpec value)
    {
        foreach (var column in value.Columns)
            yield return new(table.FullName, column);
        if (value is RelationValue relation)
        {
            yield return new(table.FullName, Cell.RowOf + relation.ReferenceName);
            yield return new(relation.Parent, relation.ParentColumn);
        }
        else if (value is TotalValue total)
        {
            yield return new(total.Child, Cell.CountOfChildren);
            if (total.ChildColumn is { } column)
                yield return new(total.Child, column);
        }
    }

    private static IEnumerable<Cell> RowNeeds(TableSpec table, ReferenceSpec reference)
    {
        if (reference.Within is { } within)
            yield return new(table.FullName, Cell.RowOf + within);
        if (!reference.IsOwner && !reference.ParentIsRoot)
            yield return new(reference.Parent, Cell.CountOfChildren);
    }

    private static IEnumerable<Cell> CountNeeds(TableSpec table)
    {
        if (table.Owner is not { } owner)
            yield break;
        foreach (var parameter in owner.CountMethod?.Parameters ?? EquatableArray<ParameterSpec>.Empty)
        {
            if (parameter.Source == ParameterSource.Column)
                yield return new(owner.Parent, parameter.Column);
        }

        yield return new(owner.Parent, Cell.CountOfChildren);
    }

    private Location? LocationOf(TableSpec table, string property)
    {
        var places = _locations[table.FullName];
        return (places.FirstOrDefault(place => place.Property == property) ?? places.FirstOrDefault(place => place.Property.Length == 0))?.Location;
    }

    /// <summary>What is computed: a column, the row of a reference, or the count of an owner's children.</summary>
    private sealed record Cell(string Table, string Property)
    {
        public const string CountOfChildren = "#count";
        public const string RowOf = "#row ";

        public bool IsColumn => Property[0] != '#';
    }
}
