using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Emission;

/// <summary>Lists in one column as code: JSON arrays from the values of a property, and back.</summary>
internal static class ListCode
{
    private const string JsonList = "global::StellarForge.Generated.JsonList.";

    /// <summary>The statement that adds a cell to the list in <c>scratch</c>.</summary>
    public static string Append(string cell, CellType item) => item.Kind switch
    {
        CellKind.Decimal => $"{JsonList}Decimal(ref scratch, {cell}, {item.Scale});",
        CellKind.TimestampOffset => $"{JsonList}Timestamp(ref scratch, {cell});",
        _ => $"{JsonList}{(item.IsNumber ? "Number" : item.Kind)}(ref scratch, {cell});",
    };

    /// <summary>The statements that make <c>scratch</c> the list of a property's value.</summary>
    public static SourceCode FromClr(string list, ListShape shape)
    {
        var item = shape.Item;
        var value = item.IsCharacter ? "some.ToString()" : item.IsBytes ? CellCode.TextOf("some", item) : CellCode.FromClr("some", item);
        if (!shape.ItemIsNullable)
        {
            return $"""
                {JsonList}Begin(ref scratch);
                foreach (var some in {list})
                    {Append(value, item)}
                {JsonList}End(ref scratch);
                """;
        }

        return $$"""
            {{JsonList}}Begin(ref scratch);
            foreach (var item in {{list}})
            {
                if (item is { } some)
                    {{Append(value, item)}}
                else
                    {{JsonList}}Null(ref scratch);
            }
            {{JsonList}}End(ref scratch);
            """;
    }

    /// <summary>The list as a value of the property.</summary>
    public static string ToClr(string cell, ListShape shape) =>
        $"{JsonList}{(shape.IsArray ? "ToArray" : "ToList")}<{shape.ItemType}>({cell}, static item => {Read(shape.Item)})";

    private static string Read(CellType item) => item.IsEnum ? $"({item.ClrType})item.Get{item.Kind}()" : item.Kind switch
    {
        CellKind.Text when item.IsCharacter => "item.GetString()![0]",
        CellKind.Text when item.Form == TextForm.Uri => CellCode.Uri("item.GetString()!"),
        CellKind.Text => "item.GetString()!",
        CellKind.Binary => "item.GetBytesFromBase64()",
        CellKind.Timestamp => "item.GetDateTime()",
        CellKind.TimestampOffset => "item.GetDateTimeOffset()",
        CellKind.Uuid => "item.GetGuid()",
        CellKind.Date or CellKind.Time or CellKind.Duration =>
            $"{item.ClrType}.Parse(item.GetString()!, global::System.Globalization.CultureInfo.InvariantCulture)",
        _ => $"item.Get{item.Kind}()",
    };
}
