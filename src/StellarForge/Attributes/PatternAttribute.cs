namespace StellarForge;

/// <summary>A template: <c>#</c> is a digit, <c>?</c> an upper-case letter, <c>*</c> either, <c>\</c> takes the next character as it is.</summary>
/// <param name="template">The template.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class PatternAttribute(string template) : Attribute
{
    /// <summary>The template.</summary>
    public string Template { get; } = template;
}
