namespace StellarForge.Generators.Specs;

/// <summary>A static method of the user's that computes a value.</summary>
/// <param name="FullName">The method as code names it.</param>
/// <param name="Parameters">What each parameter takes.</param>
/// <param name="Returns">How the result becomes a cell.</param>
/// <param name="Fingerprint">A hash of the method's source: another body makes other values.</param>
internal sealed record MethodSpec(string FullName, EquatableArray<ParameterSpec> Parameters, MethodResult Returns, string Fingerprint);

/// <summary>What a parameter takes.</summary>
/// <param name="Source">Where the argument comes from.</param>
/// <param name="Column">The property, for <see cref="ParameterSource.Column"/>.</param>
/// <param name="ClrType">The parameter's type without its nullability.</param>
/// <param name="Nullable">Whether it takes null.</param>
/// <param name="Form">How a cell becomes the argument.</param>
/// <param name="Cell">What the column holds.</param>
internal sealed record ParameterSpec(ParameterSource Source, string Column, string ClrType, bool Nullable, ParameterForm Form, CellShape? Cell = null);

/// <summary>What a cell of any table holds.</summary>
/// <param name="Property">The property.</param>
/// <param name="Type">Its type.</param>
/// <param name="Nullable">Whether it can be null.</param>
internal sealed record CellShape(string Property, CellType Type, bool Nullable);

/// <summary>Where an argument comes from.</summary>
internal enum ParameterSource
{
    Column,
    Random,
    RandomByReference,
    Row,
    Text,
}

/// <summary>How a cell becomes an argument.</summary>
internal enum ParameterForm
{
    /// <summary>As the property's type would be.</summary>
    Value,

    /// <summary>As the cell's own bytes.</summary>
    Bytes,
}

/// <summary>How a method's result becomes a cell.</summary>
internal enum MethodResult
{
    /// <summary>A value of the property's type.</summary>
    Value,

    /// <summary>The same, or null.</summary>
    NullableValue,

    /// <summary>UTF-8, or bytes.</summary>
    Bytes,

    /// <summary>Written to a <c>ref Utf8Builder</c>.</summary>
    Written,
}
