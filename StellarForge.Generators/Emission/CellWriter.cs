using StellarForge.Generators.Parsing;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Emission;

/// <summary>What the code of one cell's value is made of; collects the fields that it needs in the table's state.</summary>
internal sealed class CellWriter(TableSpec table, ColumnSpec column, StateFields fields)
{
    public ColumnSpec Column { get; } = column;

    public CellType Type => Column.Type;

    private string TypeName => CellCode.TypeOf(Type);

    /// <summary>The table's schema, as code in the state names it.</summary>
    public const string SchemaOf = "ForgeSchema.Table";

    public string PropertyLiteral => Constants.Literal(Column.Property);

    /// <summary>The same for an item of a list, whose random numbers are in a variable already.</summary>
    public CellWriter OfItem(CellType item) => new(table, Column with { Type = item, Nullable = false, Unique = false }, fields) { HasRandom = true };

    /// <summary>A field of the state, made once for a world.</summary>
    public string Field(string suffix, string type, string initializer) =>
        fields.Add(CellNames.Field(Column.Property, suffix), type, initializer);

    /// <summary>The statement that declares the variable <c>random</c>: the column's random stream at the row.</summary>
    public string DeclareRandom => HasRandom ? "" : $"var random = {RandomStream};";

    private bool HasRandom { get; init; }

    private string RandomStream => $"{fields.Key(Column.Property, "")}.At(row)";

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
        var literals = string.Join(", ", values.Select(value => Type.IsBytes ? Constants.Literal(value as string ?? "") : Constants.Literal(value, Type)));
        var list = Type.IsBytes
            ? Field("Texts" + CellNames.Suffix(number), "global::StellarForge.Generated.TextList", $"new({literals})")
            : Field("Values" + CellNames.Suffix(number), TypeName + "[]", $"new {TypeName}[] {{ {literals} }}");
        return $"{list}[{index}]";
    }

    /// <summary>Returns null where another column is null.</summary>
    public SourceCode ReturnNullIf(string property) =>
        table.Columns.First(item => item.Property == property).Nullable ? ReturnNullWhen("!" + CellNames.Has(property)) : SourceCode.Empty;

    public SourceCode ReturnNullWhen(string condition) => $$"""
        if ({{condition}})
        {
            {{ReturnNull()}}
        }

        """;

    public SourceCode ReturnNull()
    {
        if (Column.Nullable)
        {
            return $"""
                value = default;
                return false;
                """;
        }

        return $"return global::StellarForge.Generated.Missing.Value<{TypeName}>({Constants.Literal(table.ClassName + "." + Column.Property)});";
    }

    public SourceCode Return(string expression)
    {
        // A store would round what its type name does not keep.
        if (Type.Grain > 1)
            expression = $"{CellCode.CanonicalValues}.Floor({expression}, {Constants.Literal(Type.Grain)})";
        if (!Column.Nullable)
            return $"return {expression};";
        return $"""
            value = {expression};
            return true;
            """;
    }

    /// <summary>Returns what is made from the variable <c>random</c>.</summary>
    public SourceCode ReturnRandom(string expression) => $"""
        {DeclareRandom}
        {Return(expression)}
        """;

    /// <summary>Returns text, cut to the column's length or made as long as the column wants it at least.</summary>
    public SourceCode ReturnText(string expression) => Type is not { Kind: CellKind.Text, MinLength: > 0 and var length } ? Return(expression) : $$"""
        var text = {{expression}};
        if ({{CellCode.CanonicalValues}}.PaddingLength(text, {{length}}) is > 0 and var missing)
        {
            scratch.Lengthen(text, missing);
            text = scratch.Written;
        }

        {{Return("text")}}
        """;

    /// <summary>A whole number of the type's units, of type long, as a cell.</summary>
    public string FromUnits(string expression) => TypeName is "long" || Type.IsWide ? expression : $"({TypeName})({expression})";

    /// <summary>A double as a cell; −0 becomes 0.</summary>
    public string FromReal(string expression) => Type.Kind == CellKind.Single ? $"(float)({expression}) + 0f" : $"({expression}) + 0.0";

    /// <summary>Cuts text to the column's length.</summary>
    public string Cut(string expression) => Type is { Kind: CellKind.Text, MaxLength: { } length }
        ? $"{CellCode.CanonicalValues}.Cut({expression}, {length})"
        : expression;

    /// <summary>Another column's cell as one of this column's type.</summary>
    public string Convert(string expression, CellType from)
    {
        if (Type.Kind == CellKind.Text)
            return Cut(expression);
        if (Type.Kind == CellKind.Decimal && from.Kind == CellKind.Decimal)
            return from.Scale == Type.Scale && from.IsWide == Type.IsWide ? expression : Rescale(expression, from.Scale);
        if (Type.Kind == CellKind.Decimal && from.IsInteger)
            return Rescale(expression, 0);
        if (Type.Kind == CellKind.Decimal && from.Kind is CellKind.Single or CellKind.Double)
            return $"{Narrow()}{CellCode.CanonicalValues}.Unscaled({expression}, {Type.Scale})";
        if (Type.Kind is CellKind.Single or CellKind.Double && from.Kind == CellKind.Decimal)
            return $"({TypeName}){CellCode.CanonicalValues}.ToReal({expression}, {from.Scale})";
        return TypeName == CellCode.TypeOf(from) ? expression : $"checked(({TypeName}){expression})";
    }

    /// <summary>Returns what a method of the user's makes.</summary>
    public SourceCode ReturnCall(MethodSpec method)
    {
        var declareRandom = method.Parameters.Any(parameter => parameter.Source == ParameterSource.RandomByReference) ? DeclareRandom : "";
        var call = $"{method.FullName}({string.Join(", ", method.Parameters.Select(Argument))})";
        return $"""
            {declareRandom}
            {(method.Returns == MethodResult.Written ? ReturnWritten(call) : ReturnResult(call, method.Returns))}
            """;
    }

    /// <summary>Makes a result of user code canonical.</summary>
    public SourceCode ReturnResult(string call, MethodResult returns)
    {
        if (returns == MethodResult.NullableValue)
        {
            return $"""
                {ReturnNullWhen($"{call} is not {{ }} result")}
                {ReturnResult("result", MethodResult.Value)}
                """;
        }

        if (!Type.IsBytes)
            return Return(CellCode.FromClr(call, Type));
        if (returns == MethodResult.Bytes || Type.Kind != CellKind.Text)
            return ReturnWritten($"scratch.Append({call})");
        if (Type.List is not { } list)
        {
            var text = Type.IsCharacter ? $"[{call}]" : $"global::System.MemoryExtensions.AsSpan({CellCode.TextOf(call, Type)})";
            return ReturnWritten($"scratch.Append({text})");
        }

        return $"""
            {ListCode.FromClr(call, list)}
            {Return("scratch.Written")}
            """;
    }

    /// <summary>Returns what a call writes to the scratch buffer.</summary>
    public SourceCode ReturnWritten(string call) => $"""
        scratch.Clear();
        {call};
        {Return(Cut("scratch.Written"))}
        """;

    private string Argument(ParameterSpec parameter) => parameter.Source switch
    {
        ParameterSource.Random => RandomStream,
        ParameterSource.RandomByReference => "ref random",
        ParameterSource.Row => "row",
        ParameterSource.Text => "ref scratch",
        _ => CellCode.Argument(parameter, parameter.Cell!),
    };

    /// <summary>Refuses a decimal of more digits than the column has.</summary>
    public string Within(string expression) => Type.Kind == CellKind.Decimal
        ? $"{Narrow()}{CellCode.CanonicalValues}.Within({expression}, {Type.Precision}, {Type.Scale})"
        : expression;

    private string Rescale(string expression, int scale) => $"{Narrow()}{CellCode.CanonicalValues}.Rescale({expression}, {scale}, {Type.Scale})";

    private string Narrow() => Type.IsWide ? "" : "(long)";
}
