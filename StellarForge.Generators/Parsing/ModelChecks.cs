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
    private readonly HashSet<string> _faulty = [];
    private readonly HashSet<Cell> _done = [];

    private ModelChecks(IEnumerable<ParseResult> results)
    {
        // A class declared in several parts is found once for each that is annotated.
        foreach (var result in results)
        {
            _locations[result.FullName] = result.Locations;
            if (result.Draft is { } table)
                _tables[result.FullName] = table;
        }
    }

    public static ModelCheckResult Run(ImmutableArray<ParseResult> results)
    {
        var checks = new ModelChecks(results);
        checks.FindSharedNames();
        checks.FindCycles();
        checks.FindNarrowTotals();
        return new ModelCheckResult(new(checks._diagnostics), new(checks._faulty.OrderBy(name => name, StringComparer.Ordinal)));
    }

    private IEnumerable<TableSpec> Tables => _tables.Values.OrderBy(table => table.FullName, StringComparer.Ordinal);

    private void FindSharedNames()
    {
        foreach (var group in Tables.GroupBy(table => (table.DatabaseSchema + "." + table.DatabaseName).ToLowerInvariant()).Where(group => group.Count() > 1))
            Report(group.Last(), "", Descriptors.DuplicateTable, group.First().ClassName, group.Last().ClassName, group.Last().DatabaseName);
    }

    private void FindCycles()
    {
        foreach (var table in Tables)
        {
            foreach (var column in table.Columns)
                Visit(new Cell(table.FullName, column.Property), []);
        }
    }

    // Of what lies alike between bounds, the largest sum comes sooner or later.
    private void FindNarrowTotals()
    {
        foreach (var table in Tables)
        {
            foreach (var column in table.Columns)
            {
                if (column.Value is not TotalValue { ChildColumn: { } name } total || !_tables.TryGetValue(total.Totalled.FullName, out var child)
                    || child.Columns.FirstOrDefault(item => item.Property == name) is not { Value: UniformValue summed } item || child.Owner is not { } owner)
                    continue;
                var unit = (double)Constants.Unit(item.Type);
                var (least, most) = ((double)summed.Min / unit * owner.Max, (double)summed.Max / unit * owner.Max);
                if (most > Constants.Largest(column.Type) || least < Constants.Smallest(column.Type))
                    Report(
                        table, column.Property, Descriptors.NarrowTotal,
                        column.Property, column.Type.Description, child.ClassName + "." + name, most > Constants.Largest(column.Type) ? most : least);
            }
        }
    }

    // What leads back to the path that it was reached by closes a circle.
    private void Visit(Cell cell, List<Cell> path)
    {
        if (path.IndexOf(cell) is var start and >= 0)
            ReportCycle(path.GetRange(start, path.Count - start));
        if (!_tables.TryGetValue(cell.Table, out var table) || !_done.Add(cell))
            return;

        path.Add(cell);
        foreach (var need in NeedsOf(cell, table))
            Visit(need, path);
        path.RemoveAt(path.Count - 1);
    }

    private void ReportCycle(List<Cell> circle)
    {
        var start = circle.FirstOrDefault(cell => cell.IsColumn) ?? circle[0];
        var isWithin = circle.All(cell => cell.Table == start.Table);
        var names = circle.Where(cell => cell.IsColumn).Append(start)
            .Select(cell => isWithin ? cell.Property : _tables[cell.Table].ClassName + "." + cell.Property);
        Report(_tables[start.Table], start.Property, Descriptors.Cycle, start.Property, string.Join(" → ", names));
        _faulty.UnionWith(circle.Select(cell => cell.Table));
    }

    private void Report(TableSpec table, string property, DiagnosticDescriptor descriptor, params object[] arguments)
    {
        _diagnostics.Add(DiagnosticInfo.Of(descriptor, LocationOf(table, property), arguments));
        _faulty.Add(table.FullName);
    }

    private static IEnumerable<Cell> NeedsOf(Cell cell, TableSpec table) =>
        cell.Property == Cell.CountOfChildren ? CountNeeds(table)
        : cell.Property.StartsWith(Cell.RowOf, StringComparison.Ordinal)
            ? RowNeeds(table, table.References.FirstOrDefault(reference => Cell.RowOf + reference.Name == cell.Property))
        : table.Columns.FirstOrDefault(column => column.Property == cell.Property) is { } found ? ColumnNeeds(table, found.Value)
        : [];

    private static IEnumerable<Cell> ColumnNeeds(TableSpec table, ValueSpec value)
    {
        foreach (var column in value.Columns)
            yield return new(table.FullName, column);
        if (value.Reference is { } reference)
            yield return new(table.FullName, Cell.RowOf + reference);
        foreach (var cell in value.ForeignCells)
            yield return new(cell.Table, cell.Property ?? Cell.CountOfChildren);
    }

    private static IEnumerable<Cell> RowNeeds(TableSpec table, ReferenceSpec? reference)
    {
        if (reference is null)
            yield break;
        if (reference.Draw.Within is { } within)
            yield return new(table.FullName, Cell.RowOf + within);
        if (reference.Draw.CountsChildren)
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

/// <summary>What came of the model as a whole.</summary>
/// <param name="Diagnostics">The mistakes, with their locations.</param>
/// <param name="FaultyTables">The classes that have them, as code names them: nothing is emitted for these.</param>
internal sealed record ModelCheckResult(EquatableArray<DiagnosticInfo> Diagnostics, EquatableArray<string> FaultyTables);
