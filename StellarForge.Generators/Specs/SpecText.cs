using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace StellarForge.Generators.Specs;

/// <summary>
/// Specs as text, in which specs differ wherever their data do. A fill's identity has a hash of it, so that the names of records and of their properties are
/// not free: with another one, a fill that somebody began can't go on.
/// </summary>
internal static class SpecText
{
    /// <summary>What some specs say.</summary>
    /// <param name="containingNamespace">The namespace of the table, which does not count: classes that move to another one keep their values.</param>
    /// <param name="specs">Records, lists of them, texts, numbers.</param>
    public static string Of(string containingNamespace, params object?[] specs)
    {
        var text = new StringBuilder();
        foreach (var spec in specs)
            Append(text, spec);
        return containingNamespace.Length == 0 ? text.ToString() : text.Replace($"global::{containingNamespace}.", "global::.").ToString();
    }

    private static void Append(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string word:
                text.Append('"').Append(word.Replace("\\", "\\\\").Replace("\"", "\\\"")).Append('"');
                break;

            // Its digits are not the same in every runtime, its bits are.
            case double number:
                text.Append(BitConverter.DoubleToInt64Bits(number).ToString("x", CultureInfo.InvariantCulture));
                break;

            // 1.0 is 1.
            case decimal number:
                text.Append(number.ToString("G29", CultureInfo.InvariantCulture));
                break;
            case Enum or bool or char or Guid:
                text.Append(value);
                break;
            case IFormattable number:
                text.Append(number.ToString(null, CultureInfo.InvariantCulture));
                break;
            case IEnumerable items:
                text.Append('[');
                foreach (var item in items)
                    Append(text, item);
                text.Append(']');
                break;
            case CellType type:
                AppendRecord(text, Essential(type));
                break;
            default:
                AppendRecord(text, value);
                break;
        }

        text.Append(' ');
    }

    // What a record is made from can be set; what follows from that can't.
    private static void AppendRecord(StringBuilder text, object record)
    {
        text.Append(record.GetType().Name).Append('(');
        foreach (var property in record.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.CanWrite).OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            text.Append(property.Name).Append('=');
            Append(text, property.GetValue(record));
        }

        text.Append(')');
    }

    // Names of types, and of members of which only the numbers are stored, may change.
    private static CellType Essential(CellType type) => type with
    {
        ClrType = type.IsCharacter ? type.ClrType : "",
        Members = type.StoresName ? type.Members : EquatableArray<EnumMember>.Empty,
        List = type.List is { } list ? list with { ItemType = "" } : null,
    };
}
