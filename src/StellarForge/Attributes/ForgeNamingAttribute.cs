namespace StellarForge;

/// <summary>Sets the naming of every table of an assembly.</summary>
/// <param name="naming">The naming.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class ForgeNamingAttribute(Naming naming) : Attribute
{
    /// <summary>The naming.</summary>
    public Naming Naming { get; } = naming;
}
