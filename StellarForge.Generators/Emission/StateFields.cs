using StellarForge.Generators.Parsing;

namespace StellarForge.Generators.Emission;

/// <summary>The fields of a table's state, in the order in which they were first needed.</summary>
internal sealed class StateFields(string className)
{
    private readonly Dictionary<string, string> _byName = [];

    public List<string> Declarations { get; } = [];

    /// <summary>What sets each field when the state is bound to a world.</summary>
    public List<string> Assignments { get; } = [];

    public string Add(string name, string type, string initializer)
    {
        var value = initializer.StartsWith("new(", System.StringComparison.Ordinal) ? "new " + type + initializer.Substring(3) : initializer;
        if (!_byName.TryGetValue(name, out var known))
        {
            _byName.Add(name, value);
            Declarations.Add($"private {type} {name} = default!;");
            Assignments.Add($"{name} = {value};");
        }
        else if (known != value)
        {
            throw new InvalidOperationException($"The field {name} is {known} and {value}.");
        }

        return name;
    }

    /// <summary>The key of a column's random stream.</summary>
    public string Key(string property, string salt)
    {
        var suffix = salt.Length == 0 ? "Key" : char.ToUpperInvariant(salt[0]) + salt.Substring(1);
        return Add(CellNames.Field(property, suffix), "global::StellarForge.StreamKey", salt.Length == 0
            ? $"world.Key({Constants.Literal(className)}, {Constants.Literal(property)})"
            : $"world.Key({Constants.Literal(className)}, {Constants.Literal(property)}, {Constants.Literal(salt)})");
    }

    /// <summary>The state of a table; of this table itself, <c>this</c>.</summary>
    public string State(string table, string self)
    {
        if (table == self)
            return "this";
        var name = "_" + table.Replace("global::", "").Replace("@", "").Replace(".", "_") + "State";
        return Add(name, table + ".ForgeState", $"world.State<{table}.ForgeState>()");
    }
}
