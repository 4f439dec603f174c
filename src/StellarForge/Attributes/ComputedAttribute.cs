namespace StellarForge;

/// <summary>
/// A static method of the class computes the value. Its parameters are named after other columns; a <see cref="RowRandom"/>
/// is the column's own random stream, a <c>long row</c> the row index. It returns the property's type, or
/// <c>ReadOnlySpan&lt;byte&gt;</c> (UTF-8), or writes to a <c>ref Utf8Builder</c>.
/// </summary>
/// <param name="method">The method.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ComputedAttribute(string method) : Attribute
{
    /// <summary>The method.</summary>
    public string Method { get; } = method;
}
