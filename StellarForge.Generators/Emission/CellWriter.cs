using StellarForge.Generators.Parsing;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Emission;

/// <summary>Writes the body of one cell's method, and collects the fields that it needs in the table's state.</summary>
internal sealed class CellWriter(TableSpec table, ColumnSpec column, StateFields fields, SourceWriter code)
{
    private bool _hasRandom;

    public ColumnSpec Column { get; } = column;

    public CellType Type => Column.Type;

    /// <summary>The table's schema, as code in the state names it.</summary>
    public const string SchemaOf = "ForgeSchema.Table";

    public string PropertyLiteral => Constants.Literal(Column.Property);

    public void Line(string line) => code.Line(line);

    public void Open(string line) => code.Open(line);

    public void Close() => code.Close();

    /// <summary>Writes the items of a list, whose random numbers are in a variable already.</summary>
    public CellWriter OfItem(CellType item) => new(table, Column with { Type = item, Nullable = false, Unique = false }, fields, code) { _hasRandom = true };

    /// <summary>A field of the state, made once for a world.</summary>
    public string Field(string suffix, string type, string initializer) =>
        fields.Add(CellNames.Field(Column.Property, suffix), type, initializer);

    /// <summary>The column's random stream at the row, as an expression for one draw.</summary>
    public string Random()
    {
        RandomVariable();
        return "random";
    }

    /// <summary>Declares the variable <c>random</c>.</summary>
    public void RandomVariable()
    {
        if (!_hasRandom)
            Line($"var random = {fields.Key(Column.Property, "")}.At(row);");
        _hasRandom = true;
    }

    public static string Local(string property) => CellNames.Local(property);

    public static string RowOf(string reference) => CellNames.Row(reference);

    public string StateOf(string parent) => fields.State(parent, table.FullName);

    /// <summary>Whether another column has a value, as a condition.</summary>
    public string IsEqual(string property, object value)
    {
        var other = table.Columns.First(item => item.Property == property);
        var literal = Constants.Literal(value, other.Type);
        var equal = other.Type.IsBytes
            ? $"global::System.MemoryExtensions.SequenceEqual({Local(property)}, {literal})"
            : $"{Local(property)} == {literal}";
        return other.Nullable ? $"{CellNames.Has(property)} && {equal}" : equal;
    }

    /// <summary>The value at an index: looked up, as a random index would mispredict the branches of a switch.</summary>
    /// <param name="index">The index, as code.</param>
    /// <param name="values">The values.</param>
    /// <param name="number">Tells apart several lists of one column.</param>
    public string Pick(string index, EquatableArray<object?> values, int number = 0)
    {
        if (values.Count == 1)
            return Constants.Literal(values[0], Type);
        var list = Type.IsBytes
            ? Field("Texts" + CellNames.Suffix(number), "global::StellarForge.Generated.TextList", $"new({string.Join(", ", values.Select(value => Constants.Literal(value as string ?? "")))})")
            : Field("Values" + CellNames.Suffix(number), Type.Local + "[]", $"new {Type.Local}[] {{ {string.Join(", ", values.Select(value => Constants.Literal(value, Type)))} }}");
        return $"{list}[{index}]";
    }

    public void ReturnNullIf(string property)
    {
        if (table.Columns.First(item => item.Property == property).Nullable)
            ReturnNullWhen("!" + CellNames.Has(property));
    }

    public void ReturnNullWhen(string condition)
    {
        code.Open($"if ({condition})");
        ReturnNull();
        code.Close();
    }

    public void ReturnNull()
    {
        if (Column.Nullable)
        {
            Line("value = default;");
            Line("return false;");
        }
        else
        {
            Line($"return global::StellarForge.Generated.Missing.Value<{Type.Local}>({Constants.Literal(table.ClassName + "." + Column.Property)});");
        }
    }

    public void Return(string expression)
    {
        // A store would round what its type name does not keep.
        if (Type.Grain > 1)
            expression = $"global::StellarForge.Canonical.Floor({expression}, {Constants.Literal(Type.Grain)})";
        if (!Column.Nullable)
        {
            Line($"return {expression};");
            return;
        }

        Line($"value = {expression};");
        Line("return true;");
    }

    /// <summary>A whole number of the type's units, of type long, as a cell.</summary>
    public string FromUnits(string expression) => Type.Local switch
    {
        "long" => expression,
        "float" or "double" => $"({Type.Local})({expression})",
        "global::System.Int128" => expression,
        _ => $"({Type.Local})({expression})",
    };

    /// <summary>A double as a cell; −0 becomes 0.</summary>
    public string FromReal(string expression) => Type.Kind == CellKind.Single ? $"(float)({expression}) + 0f" : $"({expression}) + 0.0";

    /// <summary>Cuts text to the column's length.</summary>
    public string Cut(string expression) => Type is { Kind: CellKind.Text, MaxLength: { } length }
        ? $"global::StellarForge.Canonical.Cut({expression}, {length})"
        : expression;

    /// <summary>Makes text as long as the column wants it at least.</summary>
    public string Pad(string expression)
    {
        if (Type is not { Kind: CellKind.Text, MinLength: > 0 and var length })
            return expression;
        Line($"var text = {expression};");
        Open($"if (global::StellarForge.Canonical.Missing(text, {length}) is > 0 and var missing)");
        Line("scratch.Lengthen(text, missing);");
        Line("text = scratch.Written;");
        Close();
        return "text";
    }

    /// <summary>Another column's cell as one of this column's type.</summary>
    public string Convert(string expression, CellType from)
    {
        if (Type.Kind == CellKind.Text)
            return Cut(expression);
        if (Type.Kind == CellKind.Decimal && from.Kind == CellKind.Decimal)
            return from.Scale == Type.Scale && from.IsWide == Type.IsWide ? expression : $"{Narrow()}global::StellarForge.Canonical.Rescale({expression}, {from.Scale}, {Type.Scale})";
        if (Type.Kind == CellKind.Decimal && from.IsInteger)
            return $"{Narrow()}global::StellarForge.Canonical.Rescale({expression}, 0, {Type.Scale})";
        if (Type.Kind == CellKind.Decimal && from.Kind is CellKind.Single or CellKind.Double)
            return $"{Narrow()}global::StellarForge.Canonical.Unscaled({expression}, {Type.Scale})";
        if (Type.Kind is CellKind.Single or CellKind.Double && from.Kind == CellKind.Decimal)
            return $"({Type.Local})global::StellarForge.Canonical.ToReal({expression}, {from.Scale})";
        return Type.Local == from.Local ? expression : $"checked(({Type.Local}){expression})";
    }

    public void ReturnCall(MethodSpec method)
    {
        var arguments = new List<string>();
        foreach (var parameter in method.Parameters)
        {
            switch (parameter.Source)
            {
                case ParameterSource.Random:
                    arguments.Add($"{fields.Key(Column.Property, "")}.At(row)");
                    break;
                case ParameterSource.RandomByReference:
                    RandomVariable();
                    arguments.Add("ref random");
                    break;
                case ParameterSource.Row:
                    arguments.Add("row");
                    break;
                case ParameterSource.Text:
                    arguments.Add("ref scratch");
                    break;
                default:
                    arguments.Add(CellCode.Argument(parameter, parameter.Cell!));
                    break;
            }
        }

        var call = $"{method.FullName}({string.Join(", ", arguments)})";
        if (method.Returns == MethodResult.Written)
        {
            Line("scratch.Clear();");
            Line(call + ";");
            Return(Cut("scratch.Written"));
            return;
        }

        ReturnResult(call, method.Returns);
    }

    /// <summary>Makes a result of user code canonical.</summary>
    public void ReturnResult(string call, MethodResult returns)
    {
        if (returns == MethodResult.NullableValue)
        {
            ReturnNullWhen($"{call} is not {{ }} result");
            call = "result";
        }

        if (!Type.IsBytes)
        {
            Return(CellCode.FromClr(call, Type));
            return;
        }

        if (Type.List is { } list && returns != MethodResult.Bytes)
        {
            code.Lines(ListCode.FromClr(call, list));
            Return("scratch.Written");
            return;
        }

        Line("scratch.Clear();");
        Line($"scratch.Append({(returns == MethodResult.Bytes || Type.Kind != CellKind.Text ? call : Type.IsCharacter ? $"[{call}]" : $"global::System.MemoryExtensions.AsSpan({CellCode.TextOf(call, Type)})")});");
        Return(Cut("scratch.Written"));
    }

    private string Narrow() => Type.IsWide ? "" : "(long)";
}
