namespace StellarForge;

/// <summary>The value at the row index, beginning anew after the last: reference tables, with parallel lists for several columns.</summary>
/// <param name="values">The values; constants of the property's type, or strings that parse to it.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CycleAttribute(params object?[]? values) : Attribute
{
    /// <summary>The values.</summary>
    public object?[] Values { get; } = values ?? [null];
}

/// <summary>One of several values, by weight. Repeatable with <see cref="Given"/> and <see cref="When"/>: values that depend on another column's.</summary>
/// <param name="values">The values; constants of the property's type, or strings that parse to it.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter, AllowMultiple = true)]
public sealed class OneOfAttribute(params object?[]? values) : Attribute
{
    /// <summary>The values.</summary>
    public object?[] Values { get; } = values ?? [null];

    /// <summary>A weight for each value; only their ratios count. Default: all equal.</summary>
    public double[]? Weights { get; set; }

    /// <summary>The property whose value chooses among the attributes of this property.</summary>
    public string? Given { get; set; }

    /// <summary>The value of <see cref="Given"/> for which this attribute applies; the attribute without it applies to all other values.</summary>
    public object? When { get; set; }
}

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

/// <summary>English-like prose.</summary>
/// <param name="minLength">The fewest characters.</param>
/// <param name="maxLength">The most characters.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class TextAttribute(int minLength, int maxLength) : Attribute
{
    /// <summary>The fewest characters.</summary>
    public int MinLength { get; } = minLength;

    /// <summary>The most characters.</summary>
    public int MaxLength { get; } = maxLength;
}

/// <summary>A template: <c>#</c> is a digit, <c>?</c> an upper-case letter, <c>*</c> either, <c>\</c> takes the next character as it is.</summary>
/// <param name="template">The template.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class PatternAttribute(string template) : Attribute
{
    /// <summary>The template.</summary>
    public string Template { get; } = template;
}

/// <summary>
/// A static method of the class computes the value. Its parameters are named after other columns; a <see cref="RowRandom"/> is the column's own
/// random stream, a <c>long row</c> the row index. It returns the property's type, or <c>ReadOnlySpan&lt;byte&gt;</c> (UTF-8), or writes to a <c>ref Utf8Builder</c>.
/// </summary>
/// <param name="method">The method.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ComputedAttribute(string method) : Attribute
{
    /// <summary>The method.</summary>
    public string Method { get; } = method;
}

/// <summary>The plug-in point: a struct of the user's makes the values.</summary>
/// <typeparam name="TGenerator">A struct with a parameterless constructor that implements <see cref="IValueGenerator{T}"/> of the property's type, or of <c>ReadOnlySpan&lt;byte&gt;</c> for text.</typeparam>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class GenerateAttribute<TGenerator> : Attribute
    where TGenerator : struct;

/// <summary>Makes the values of a column.</summary>
/// <typeparam name="T">The property's type.</typeparam>
public interface IValueGenerator<out T>
    where T : allows ref struct
{
    /// <summary>The value of a row; it must depend on nothing but the arguments.</summary>
    /// <param name="random">The column's own random stream at that row.</param>
    /// <param name="row">The 0-based row index.</param>
    T Next(ref RowRandom random, long row);
}
