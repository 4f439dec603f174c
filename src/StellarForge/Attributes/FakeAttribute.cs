namespace StellarForge;

/// <summary>A realistic value by its Bogus name (<c>name.firstName</c>, <c>address.city</c>, …); <c>{{handlebars}}</c> combine several.</summary>
/// <param name="name">The name, or a template such as <c>"{{name.lastName}}, {{name.firstName}}"</c>. The documentation lists the names.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class FakeAttribute(string name) : Attribute
{
    /// <summary>The name or template.</summary>
    public string Name { get; } = name;

    /// <summary>The locale, a Bogus locale code. Default <c>en</c>, which ships with StellarForge.</summary>
    public string Locale { get; set; } = "en";
}
