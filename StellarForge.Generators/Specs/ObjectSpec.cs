namespace StellarForge.Generators.Specs;

/// <summary>How an object is made from the values of a row: a call of its constructor, and an initialiser.</summary>
/// <param name="Type">The class, as code names it.</param>
/// <param name="Class">The number of the class in its hierarchy; 0 without one.</param>
/// <param name="Arguments">What the constructor takes, in its order.</param>
/// <param name="Members">What the initialiser sets.</param>
/// <param name="Optional">Where the object may be missing as a whole, the optional part that it is; else <see langword="null"/>.</param>
internal sealed record ObjectSpec(string Type, int Class, EquatableArray<MemberSpec> Arguments, EquatableArray<MemberSpec> Members, OptionalPart? Optional);

/// <summary>A member of an object: a column's value, an object inside, or (without both) what the type's default is.</summary>
/// <param name="Name">The member.</param>
/// <param name="Column">The column's property, or <see langword="null"/>.</param>
/// <param name="IsNullable">Whether the member itself can be null; in a hierarchy the column may be where the member is not.</param>
/// <param name="Object">The object, or <see langword="null"/>.</param>
internal sealed record MemberSpec(string Name, string? Column = null, bool IsNullable = false, ObjectSpec? Object = null);

/// <summary>An owned object that a row may be without: its columns are null together.</summary>
/// <param name="Name">The property, which the decision's stream of random numbers is called after.</param>
/// <param name="NullRate">How often it is missing.</param>
internal sealed record OptionalPart(string Name, double NullRate);
