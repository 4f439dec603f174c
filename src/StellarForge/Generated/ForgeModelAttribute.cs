using System.ComponentModel;

namespace StellarForge.Generated;

/// <summary>Names the generated class whose static property <c>Instance</c> is the assembly's <see cref="Model"/>.</summary>
/// <param name="type">The generated class.</param>
[AttributeUsage(AttributeTargets.Assembly)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ForgeModelAttribute(Type type) : Attribute
{
    /// <summary>The generated class.</summary>
    public Type Type { get; } = type;
}
