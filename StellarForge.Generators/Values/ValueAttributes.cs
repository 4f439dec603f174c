using System.Reflection;
using StellarForge.Generators.Parsing;

namespace StellarForge.Generators.Values;

/// <summary>
/// The attributes that make a value. Each value's own file adds a field for those that it is read from, so that a new attribute changes no other file.
/// </summary>
internal static partial class ValueAttributes
{
    private static readonly Dictionary<string, ValueAttribute> ByName;

    // Runs after the fields of all parts have their values.
    static ValueAttributes() => ByName = typeof(ValueAttributes).GetFields(BindingFlags.Static | BindingFlags.Public)
        .Select(field => (ValueAttribute)field.GetValue(null)!).ToDictionary(attribute => attribute.MetadataName);

    /// <summary>The attribute of a metadata name, or <see langword="null"/> where it makes no value.</summary>
    public static ValueAttribute? Find(string metadataName) => ByName.TryGetValue(metadataName, out var attribute) ? attribute : null;
}

/// <summary>An attribute that makes a value.</summary>
/// <param name="MetadataName">The attribute's class.</param>
/// <param name="Read">Reads the attribute; reports what is wrong with it and gives <see langword="null"/>.</param>
/// <param name="MakesLists">Whether it makes a list as a whole, rather than each item.</param>
internal sealed record ValueAttribute(string MetadataName, Func<ValueReader, ValueSpec?> Read, bool MakesLists = false);
