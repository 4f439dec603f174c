using StellarForge.Generators.Draws;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Emission;

/// <summary>The cells of a table and the rows that its references draw, with what each is made from.</summary>
internal sealed class CellGraph
{
    private readonly Dictionary<string, CellNode> _columns = [];
    private readonly Dictionary<string, CellNode> _references = [];

    public CellGraph(TableSpec table)
    {
        foreach (var reference in table.References.Where(reference => !reference.DeclaredOnly))
            _references.Add(reference.Name, new CellNode(null, reference));
        foreach (var column in table.Columns)
            _columns.Add(column.Property, new CellNode(column, null));

        foreach (var node in _references.Values.Where(node => node.Reference!.Draw.Within is not null))
            node.Needs.Add(_references[node.Reference!.Draw.Within!]);
        foreach (var node in _columns.Values)
        {
            if (node.Column!.Value.Reference is { } reference)
                node.Needs.Add(_references[reference]);
            node.Needs.AddRange(node.Column.Value.Columns.Distinct().Select(name => _columns[name]));
            if (node.Column.Classes.Count > 0)
                node.Needs.Add(_columns[Parsing.Hierarchy.Discriminator]);
        }
    }

    public CellNode this[ColumnSpec column] => _columns[column.Property];

    public CellNode this[string property] => _columns[property];

    public IEnumerable<CellNode> Columns => _columns.Values;

    public IEnumerable<CellNode> References => _references.Values;

    /// <summary>What the given cells are made from, each after what it is made from itself; the cells themselves not.</summary>
    public static List<CellNode> Before(IEnumerable<CellNode> cells)
    {
        var order = new List<CellNode>();
        var seen = new HashSet<CellNode>();
        foreach (var need in cells.SelectMany(cell => cell.Needs))
            Visit(need, seen, order);
        return order;
    }

    private static void Visit(CellNode node, HashSet<CellNode> seen, List<CellNode> order)
    {
        if (!seen.Add(node))
            return;
        foreach (var need in node.Needs)
            Visit(need, seen, order);
        order.Add(node);
    }
}

/// <summary>A column's cell, or the row of a reference.</summary>
internal sealed class CellNode(ColumnSpec? column, ReferenceSpec? reference)
{
    public ColumnSpec? Column { get; } = column;

    public ReferenceSpec? Reference { get; } = reference;

    public List<CellNode> Needs { get; } = [];

    /// <summary>Whether all rows of one owner have the same value.</summary>
    public bool IsOwners => Reference is { Draw.IsOwner: true }
        || (Column is { NullRate: null, Optional: null, Value.IsOfReferencedRow: true } && Needs.All(need => need.IsOwners));

    public bool IsText => Column is { Type.IsBytes: true };

    private string Name => Column?.Property ?? Reference!.Name;

    public string Local => Column is null ? CellNames.Row(Name) : CellNames.Local(Name);

    /// <summary>The statement that declares the buffer of a text that others are made from: outside of loops, as it is on the stack.</summary>
    public string DeclareBuffer => IsText ? DeclareBufferOf(Buffer) : "";

    public string DisposeBuffer => IsText ? $"{Buffer}.Dispose();" : "";

    /// <summary>
    /// Whether the value is made before the row is written, which is sooner: nothing else is made from it, and no other text takes its memory.
    /// </summary>
    public bool IsMadeFirst => Column is { Value.IsDrawn: true }
        && (!IsText || Column is { Unique: false, Type: { MinLength: 0, StoresName: false }, Value.IsSlice: true });

    /// <summary>The parameters by which methods take the value.</summary>
    public string Parameters => Column is null ? $"long {Local}"
        : Column.Nullable ? $"bool {CellNames.Has(Name)}, {CellCode.TypeOf(Column.Type)} {Local}"
        : $"{CellCode.TypeOf(Column.Type)} {Local}";

    /// <summary>The same for methods that a sink is passed to as well: text on the stack must not get into it.</summary>
    public string ScopedParameters => IsText ? Parameters.Replace("global::System.ReadOnlySpan", "scoped global::System.ReadOnlySpan") : Parameters;

    public string Arguments => Column is { Nullable: true } ? $"{CellNames.Has(Name)}, {Local}" : Local;

    private string Buffer => CellNames.Buffer(Name);

    public static string DeclareBufferOf(string buffer) => $"var {buffer} = new global::StellarForge.Text.Utf8Builder(stackalloc byte[64]);";

    /// <summary>The call that makes the value.</summary>
    /// <param name="scratch">Where text is built.</param>
    public string Call(string scratch) => CallStart(scratch) + ")";

    /// <summary>The call that makes a value which may be null, and says whether there is one.</summary>
    /// <param name="scratch">Where text is built.</param>
    /// <param name="value">The variable of the value.</param>
    public string CallOut(string scratch, string value) => $"{CallStart(scratch)}, out {value})";

    /// <summary>The statement that puts the value in its local variable.</summary>
    /// <param name="ownerRow">The variable of the owner's row where there is one.</param>
    public string Declare(string? ownerRow = null) =>
        Reference?.Draw is OwnerDraw owner ? $"var {Local} = {ownerRow ?? $"row / {owner.Max}"};" : DeclareIn(Buffer);

    /// <summary>The same for what is no owner's row.</summary>
    /// <param name="scratch">Where text is built.</param>
    public string DeclareIn(string scratch) => Column is { Nullable: true }
        ? $"var {CellNames.Has(Name)} = {CallOut(scratch, $"var {Local}")};"
        : $"var {Local} = {Call(scratch)};";

    private string CallStart(string scratch)
    {
        var arguments = "row" + string.Concat(Needs.Select(need => ", " + need.Arguments));
        return $"{(Column is null ? Name + "Row" : CellNames.Value(Name))}({arguments}{(IsText ? $", ref {scratch}" : "")}";
    }
}
