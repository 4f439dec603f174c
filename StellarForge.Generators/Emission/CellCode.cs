using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Emission;

/// <summary>Conversions between cells and the types of properties, as code.</summary>
internal static class CellCode
{
    /// <summary>Conversions of times, which sinks and decoders use as well.</summary>
    public const string Canonical = "global::StellarForge.Canonical";

    /// <summary>What makes values canonical as they are computed.</summary>
    public const string CanonicalValues = "global::StellarForge.Generated.CanonicalValues";

    /// <summary>The type of a cell.</summary>
    public static string TypeOf(CellType type) => type.Kind switch
    {
        CellKind.Boolean => "bool",
        CellKind.SByte => "sbyte",
        CellKind.Byte => "byte",
        CellKind.Int16 => "short",
        CellKind.UInt16 => "ushort",
        CellKind.Int32 or CellKind.Date => "int",
        CellKind.UInt32 => "uint",
        CellKind.UInt64 => "ulong",
        CellKind.Single => "float",
        CellKind.Double => "double",
        CellKind.Decimal when type.IsWide => "global::System.Int128",
        CellKind.Text or CellKind.Binary => "global::System.ReadOnlySpan<byte>",
        CellKind.Uuid => "global::System.Guid",
        _ => "long",
    };

    /// <summary>The further parameter of a method that makes text or bytes: where it makes them.</summary>
    public static string ScratchParameter(CellType type) => type.IsBytes ? ", ref global::StellarForge.Text.Utf8Builder scratch" : "";

    /// <summary>A cell as a value of the property's type.</summary>
    public static string ToClr(string cell, CellType type)
    {
        if (type.IsEnum)
            return $"({type.ClrType}){cell}";
        return type.Kind switch
        {
            CellKind.Decimal => $"{CanonicalValues}.ToDecimal({cell}, {type.Scale})",
            CellKind.Text when type.IsCharacter => $"{CanonicalValues}.ToChar({cell})",
            CellKind.Text when type.List is { } list => ListCode.ToClr(cell, list),
            CellKind.Text => type.Form switch
            {
                TextForm.Uri => Uri(Text(cell)),
                TextForm.JsonDocument => $"global::System.Text.Json.JsonDocument.Parse({Text(cell)})",
                TextForm.JsonElement => $"global::System.Text.Json.JsonElement.Parse({cell})",
                TextForm.JsonNode => $"({type.ClrType})global::System.Text.Json.Nodes.JsonNode.Parse({cell})!",
                _ => Text(cell),
            },
            CellKind.Binary => $"{cell}.ToArray()",
            CellKind.Date => $"{Canonical}.ToDate({cell})",
            CellKind.Time => $"{Canonical}.ToTime({cell})",
            CellKind.Duration => $"{Canonical}.ToTimeSpan({cell})",
            CellKind.Timestamp => $"{Canonical}.ToDateTime({cell})",
            CellKind.TimestampOffset => $"{Canonical}.ToDateTimeOffset({cell})",
            _ => cell,
        };
    }

    /// <summary>A value of the property's type as a cell; not for text and binary.</summary>
    public static string FromClr(string value, CellType type)
    {
        if (type.IsEnum)
            return $"({TypeOf(type)})({value})";
        return type.Kind switch
        {
            CellKind.Decimal => $"{(type.IsWide ? "" : "(long)")}{CanonicalValues}.Unscaled({value}, {type.Precision}, {type.Scale})",
            CellKind.Date => $"{Canonical}.FromDate({value})",
            CellKind.Time => $"{Canonical}.FromTime({value})",
            CellKind.Duration => $"{Canonical}.FromTimeSpan({value})",
            CellKind.Timestamp => $"{Canonical}.FromDateTime({value})",
            CellKind.TimestampOffset => $"{Canonical}.FromDateTimeOffset({value})",
            CellKind.Single or CellKind.Double => $"{CanonicalValues}.Finite({value})",
            _ => value,
        };
    }

    /// <summary>A value of a property as text of C#; bytes as they are.</summary>
    public static string TextOf(string value, CellType type) => type.Form switch
    {
        TextForm.Uri => $"({value}).OriginalString",
        TextForm.JsonDocument => $"({value}).RootElement.GetRawText()",
        TextForm.JsonElement => $"({value}).GetRawText()",
        TextForm.JsonNode => $"({value}).ToJsonString()",
        _ => value,
    };

    /// <summary>A text as an address, which need not be absolute.</summary>
    public static string Uri(string text) => $"new global::System.Uri({text}, global::System.UriKind.RelativeOrAbsolute)";

    /// <summary>A column as an argument of a user's method.</summary>
    public static string Argument(ParameterSpec parameter, CellShape column)
    {
        var local = CellNames.Local(column.Property);
        var value = parameter.Form == ParameterForm.Bytes ? local : Widen(ToClr(local, column.Type), parameter.ClrType, column.Type.ClrType);
        if (!column.Nullable || parameter.Form == ParameterForm.Bytes)
            return value;
        if (!parameter.Nullable)
            return value;
        var nullable = column.Type is { IsBytes: true, IsCharacter: false } ? value : $"({parameter.ClrType}?){Parenthesised(value)}";
        return $"{CellNames.Has(column.Property)} ? {nullable} : null";
    }

    /// <summary>The call on a sink.</summary>
    public static string SinkCall(int ordinal, string cell, ColumnSpec column) => column.Type.StoresName
        ? $"sink.Utf8({ordinal}, {CellNames.Value(column.Property)}Name({cell}));"
        : column.Type.Kind switch
        {
            CellKind.SByte or CellKind.Int16 => $"sink.Int16({ordinal}, {cell});",
            CellKind.Byte => $"sink.Int16({ordinal}, {cell});",
            CellKind.UInt16 or CellKind.Int32 => $"sink.Int32({ordinal}, {cell});",
            CellKind.UInt32 or CellKind.Int64 => $"sink.Int64({ordinal}, {cell});",
            CellKind.Decimal => $"sink.Decimal({ordinal}, {cell}, {column.Type.Scale});",
            CellKind.Text => $"sink.Utf8({ordinal}, {cell});",
            CellKind.Timestamp or CellKind.TimestampOffset => $"sink.Timestamp({ordinal}, {cell});",
            _ => $"sink.{column.Type.Kind}({ordinal}, {cell});",
        };

    private static string Text(string cell) => $"global::System.Text.Encoding.UTF8.GetString({cell})";

    private static string Widen(string value, string parameter, string column) => parameter == column ? value : $"({parameter}){Parenthesised(value)}";

    private static string Parenthesised(string value) => "(" + value + ")";
}
