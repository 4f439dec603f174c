namespace StellarForge;

/// <summary>The plug-in point: a struct of the user's makes the values.</summary>
/// <typeparam name="TGenerator">
/// A struct with a parameterless constructor that implements <see cref="IValueGenerator{T}"/> of the property's type,
/// or of <c>ReadOnlySpan&lt;byte&gt;</c> for text.
/// </typeparam>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class GenerateAttribute<TGenerator> : Attribute
    where TGenerator : struct;
