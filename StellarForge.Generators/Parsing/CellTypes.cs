using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Parsing;

/// <summary>What the types of properties hold as columns.</summary>
internal static class CellTypes
{
    private static readonly Regex Sizes = new(
        @"^\s*(?<name>[a-z][a-z0-9 ]*?)\s*\(\s*(?<first>\d+)\s*(,\s*(?<second>\d+)\s*)?\)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    // How many items more than it must have a list has at most, where nothing says.
    private const int UsualItems = 5;

    private static readonly string[] Times = ["timestamp", "timestamptz", "datetime", "datetime2", "datetimeoffset", "time", "timetz", "interval"];

    /// <summary>The cell of a property's type, or <see langword="null"/> where no column holds it.</summary>
    public static CellType? Of(ITypeSymbol type, PropertySymbol property)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            type = nullable.TypeArguments[0];
        var sizes = Sizes.Match(property.TypeName ?? "");
        if (type.TypeKind == TypeKind.Enum)
            return OfEnum((INamedTypeSymbol)type, property);
        if (KindOf(type) is not { } kind)
            return DocumentOf(type) ?? ListOf(type, property);

        var cell = new CellType(kind, type.CodeName()) { Form = type is INamedTypeSymbol { Name: "Uri" } ? TextForm.Uri : TextForm.Plain };
        if (cell.IsCharacter)
            return cell with { MaxLength = 1 };
        if (kind is CellKind.Text or CellKind.Binary)
        {
            var length = LongestOf(property) ?? property.Attributes.Find(AttributeNames.Length)?.Argument(1)?.Value as int?;
            if (length is null or < 0 && sizes.Success && sizes.Groups["name"].Value.ToLowerInvariant().Contains(kind == CellKind.Text ? "char" : "binary"))
                length = Number(sizes, "first");
            return cell with { MaxLength = length is > 0 ? length : null, MinLength = kind == CellKind.Text ? LeastLength(property) : 0 };
        }

        if (kind is CellKind.Time or CellKind.Duration or CellKind.Timestamp or CellKind.TimestampOffset
            && sizes.Success && Times.Contains(sizes.Groups["name"].Value.ToLowerInvariant()))
            return cell with { FractionDigits = Math.Min(Number(sizes, "first"), cell.FractionDigits) };
        if (kind != CellKind.Decimal)
            return cell;

        return DecimalOf(cell, property.Attributes.Find(AttributeNames.Decimal) ?? property.Attributes.Find(AttributeNames.EfPrecision), sizes);
    }

    private static int? LongestOf(PropertySymbol property) =>
        (property.Attributes.Find(AttributeNames.MaxLength) ?? property.Attributes.Find(AttributeNames.StringLength))?.Argument(0)?.Value as int?;

    private static int LeastLength(PropertySymbol property) => Math.Max(0,
        (property.Attributes.Find(AttributeNames.MinLength) ?? property.Attributes.Find(AttributeNames.Length))?.Argument(0)?.Value as int?
        ?? property.Attributes.Find(AttributeNames.StringLength)?.Named("MinimumLength")?.Value as int? ?? 0);

    // What both the attribute and the type's name have room for.
    private static CellType DecimalOf(CellType cell, AttributeData? attribute, Match sizes)
    {
        var byName = sizes.Success && sizes.Groups["name"].Value.ToLowerInvariant() is "decimal" or "numeric" or "dec";
        if (byName)
            cell = cell with { Precision = Number(sizes, "first"), Scale = sizes.Groups["second"].Success ? Number(sizes, "second") : 0 };
        if (attribute?.Argument(0)?.Value is not int precision)
            return cell;
        var scale = attribute.Argument(1)?.Value as int? ?? 0;
        if (!byName)
            return cell with { Precision = precision, Scale = scale };
        var (whole, fraction) = (Math.Min(precision - scale, cell.Precision - cell.Scale), Math.Min(scale, cell.Scale));
        return cell with { Precision = whole + fraction, Scale = fraction };
    }

    public static CellKind? KindOf(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => CellKind.Boolean,
        SpecialType.System_SByte => CellKind.SByte,
        SpecialType.System_Byte => CellKind.Byte,
        SpecialType.System_Int16 => CellKind.Int16,
        SpecialType.System_UInt16 => CellKind.UInt16,
        SpecialType.System_Int32 => CellKind.Int32,
        SpecialType.System_UInt32 => CellKind.UInt32,
        SpecialType.System_Int64 => CellKind.Int64,
        SpecialType.System_UInt64 => CellKind.UInt64,
        SpecialType.System_Single => CellKind.Single,
        SpecialType.System_Double => CellKind.Double,
        SpecialType.System_Decimal => CellKind.Decimal,
        SpecialType.System_String or SpecialType.System_Char => CellKind.Text,
        SpecialType.System_DateTime => CellKind.Timestamp,
        _ => type switch
        {
            IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte } => CellKind.Binary,
            INamedTypeSymbol named => named.FullName() switch
            {
                "System.DateOnly" => CellKind.Date,
                "System.TimeOnly" => CellKind.Time,
                "System.TimeSpan" => CellKind.Duration,
                "System.DateTimeOffset" => CellKind.TimestampOffset,
                "System.Guid" => CellKind.Uuid,
                "System.Uri" => CellKind.Text,
                _ => null,
            },
            _ => null,
        },
    };

    private static CellType? DocumentOf(ITypeSymbol type)
    {
        var form = (type as INamedTypeSymbol)?.FullName() switch
        {
            "System.Text.Json.JsonDocument" => TextForm.JsonDocument,
            "System.Text.Json.JsonElement" => TextForm.JsonElement,
            "System.Text.Json.Nodes.JsonNode" or "System.Text.Json.Nodes.JsonObject" or "System.Text.Json.Nodes.JsonArray" => TextForm.JsonNode,
            _ => TextForm.Plain,
        };
        return form == TextForm.Plain ? null : new CellType(CellKind.Text, type.CodeName()) { Form = form };
    }

    // As EF Core's primitive collections: a list of what a column of its own could hold. Its lengths count items.
    private static CellType? ListOf(ITypeSymbol type, PropertySymbol property)
    {
        var isArray = type is IArrayTypeSymbol { Rank: 1 } || Is(type, "IEnumerable", "IReadOnlyCollection", "IReadOnlyList");
        if ((!isArray && !Is(type, "List", "IList", "ICollection"))
            || Navigations.ElementOf(type) is not { } element
            || Of(element, property) is not { IsJson: false } item)
            return null;

        var length = property.Attributes.Find(AttributeNames.Length);
        var least = LeastLength(property);
        var most = length?.Argument(1)?.Value as int?
            ?? (int)Math.Min((long)least + UsualItems, LongestOf(property) is > 0 and var longest ? longest : int.MaxValue);
        item = item with { MaxLength = item.IsCharacter ? 1 : null, MinLength = 0, StoresName = false };
        var isNullable = element.IsReferenceType || element.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        return new CellType(CellKind.Text, type.CodeName()) { List = new ListShape(item, element.CodeName(), isNullable, isArray, least, most) };
    }

    private static bool Is(ITypeSymbol type, params string[] names) =>
        type is INamedTypeSymbol { TypeArguments.Length: 1 } named && names.Any(name => named.FullName() == $"System.Collections.Generic.{name}`1");

    private static CellType? OfEnum(INamedTypeSymbol type, PropertySymbol property)
    {
        var kind = KindOf(type.EnumUnderlyingType!)!.Value;
        var members = type.GetMembers().OfType<IFieldSymbol>()
            .Where(member => member.HasConstantValue)
            .Select(member => new EnumMember(member.Name, kind == CellKind.UInt64
                ? unchecked((long)(ulong)member.ConstantValue!)
                : Convert.ToInt64(member.ConstantValue, CultureInfo.InvariantCulture)));
        var name = property.TypeName?.ToLowerInvariant() ?? "";
        var distinct = members.GroupBy(member => member.Number).Select(group => group.First()).ToList();
        return distinct.Count == 0 ? null : new CellType(kind, type.CodeName())
        {
            IsEnum = true,
            Members = new(distinct),
            IsFlags = type.GetAttributes().Any(attribute => attribute.AttributeClass?.FullName() == "System.FlagsAttribute"),
            StoresName = name.Contains("text") || name.Contains("char"),
            MaxLength = property.Attributes.Find(AttributeNames.MaxLength)?.Argument(0)?.Value as int?,
        };
    }

    // Too long a number is one that nothing has room for.
    private static int Number(Match match, string group) =>
        int.TryParse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
}
