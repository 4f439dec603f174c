using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace StellarForge.Formats;

/// <summary>Offers a format, with its default options, by its name: <c>[assembly: RowFormat(typeof(CsvFormat))]</c>.</summary>
/// <param name="format">A <see cref="RowFormat"/> with a constructor without parameters.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class RowFormatAttribute([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] Type format) : Attribute
{
    /// <summary>The format's class.</summary>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)]
    public Type Format { get; } = format;

    /// <summary>The formats that assemblies offer.</summary>
    public static IEnumerable<RowFormat> In(params IEnumerable<Assembly> assemblies) =>
        from assembly in assemblies
        from offer in assembly.GetCustomAttributes<RowFormatAttribute>()
        select (RowFormat)Activator.CreateInstance(offer.Format)!;
}
