using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace StellarForge.Generators.Tests.Support;

/// <summary>What the generator keeps to itself and tests compare with the world outside.</summary>
internal static class Internals
{
    public static IReadOnlyList<DiagnosticDescriptor> Descriptors() =>
        [.. Fields("Parsing.Descriptors").Select(field => (DiagnosticDescriptor)field.GetValue(null)!).OrderBy(descriptor => descriptor.Id, StringComparer.Ordinal)];

    public static IEnumerable<string> FakeNames() => (IEnumerable<string>)Fields("Parsing.FakeNameList").Single(field => field.Name == "All").GetValue(null)!;

    public static ImmutableArray<string> AttributeNames() => [.. Fields("Parsing.AttributeNames").Select(field => (string)field.GetRawConstantValue()!)];

    /// <summary>The property names that conventions know.</summary>
    public static IEnumerable<string> ConventionalNames() => Fields("Parsing.Conventions").SelectMany(field => field.GetValue(null) switch
    {
        System.Collections.IDictionary dictionary => dictionary.Keys.Cast<string>(),
        IEnumerable<string> names => names,
        _ => [],
    });

    private static FieldInfo[] Fields(string type) => typeof(ModelGenerator).Assembly.GetType("StellarForge.Generators." + type, throwOnError: true)!
        .GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic);
}
