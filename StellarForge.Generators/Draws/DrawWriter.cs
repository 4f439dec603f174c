using StellarForge.Generators.Emission;
using StellarForge.Generators.Parsing;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Draws;

/// <summary>What the code of a draw is made of; collects the fields that it needs in the table's state.</summary>
internal sealed class DrawWriter(TableSpec table, ReferenceSpec reference, StateFields fields)
{
    public ReferenceSpec Reference { get; } = reference;

    /// <summary>The key of the draw's random stream.</summary>
    public string Key => fields.Key(Reference.Name, "parent");

    /// <summary>The state of the table that rows are drawn of.</summary>
    public string State => fields.State(Reference.Parent, table.FullName);

    /// <summary>What a row that has to refer to one does without.</summary>
    public string NoRow => Reference.Nullable
        ? "-1"
        : $"global::StellarForge.Generated.Missing.Row({Constants.Literal(table.ClassName + "." + Reference.Name)})";

    /// <summary>The number of rows of a table that nothing owns.</summary>
    public static string RowsOf(string parent) => $"world.RootRows({parent}.ForgeRows.Schema)";

    /// <summary>The distribution over the rows of the table that is drawn of, or of its owners' owner.</summary>
    public string Roots(double skew)
    {
        var parents = string.Join(", ", ReferredWith(Reference).Select(parent => parent + ".ForgeRows.Schema"));
        return Field("Draw", "global::StellarForge.Generated.ParentDraw", $"new(world, {CellWriter.SchemaOf}, {Constants.Real(skew)}, {parents})");
    }

    // The tables whose rows have to be there: also those of which rows are drawn within the row.
    private IEnumerable<string> ReferredWith(ReferenceSpec reference) =>
        table.References.Where(other => other.Draw.Within == reference.Name).SelectMany(ReferredWith).Prepend(reference.Parent);

    /// <summary>A field of the state, made once for a world.</summary>
    public string Field(string suffix, string type, string initializer) => fields.Add(CellNames.Field(Reference.Name, suffix), type, initializer);

    /// <summary>One that several references have in common.</summary>
    public string SharedField(string name, string type, string initializer) => fields.Add(name, type, initializer);
}
