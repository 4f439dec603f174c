using System.Reflection;
using Microsoft.CodeAnalysis;
using StellarForge.Generators.Parsing;
using StellarForge.Generators.Values;

namespace StellarForge.Generators.Tests.Support;

/// <summary>What the generator keeps in lists that tests compare with the world outside.</summary>
internal static class Internals
{
    public static IReadOnlyList<DiagnosticDescriptor> Descriptors() =>
    [
        .. Fields(typeof(Descriptors)).Select(field => (DiagnosticDescriptor)field.GetValue(null)!)
            .OrderBy(descriptor => descriptor.Id, StringComparer.Ordinal),
    ];

    public static IReadOnlyList<string> AttributeNames() =>
    [
        .. Fields(typeof(AttributeNames)).Select(field => (string)field.GetRawConstantValue()!),
        .. Fields(typeof(ValueAttributes)).Select(field => field.GetValue(null)).OfType<ValueAttribute>().Select(attribute => attribute.MetadataName),
    ];

    /// <summary>The property names that conventions know.</summary>
    public static IEnumerable<string> ConventionalNames() => Fields(typeof(Conventions)).SelectMany(field => field.GetValue(null) switch
    {
        System.Collections.IDictionary dictionary => dictionary.Keys.Cast<string>(),
        IEnumerable<string> names => names,
        _ => [],
    });

    private static FieldInfo[] Fields(Type type) => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic);
}
