namespace StellarForge;

/// <summary>Rows of this table are owned by rows of <typeparamref name="TParent"/>, which has between <c>min</c> and <c>max</c> of them each.</summary>
/// <typeparam name="TParent">The owner: a class with <see cref="ForgeAttribute"/>.</typeparam>
/// <param name="min">The fewest rows of an owner; 0 or more.</param>
/// <param name="max">The most rows of an owner; at least <paramref name="min"/> and 1.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class ChildOfAttribute<TParent>(int min, int max) : Attribute
{
    /// <summary>The fewest rows of an owner.</summary>
    public int Min { get; } = min;

    /// <summary>The most rows of an owner.</summary>
    public int Max { get; } = max;

    /// <summary>How the count spreads between <see cref="Min"/> and <see cref="Max"/>. Default uniform.</summary>
    public CountPattern Pattern { get; set; }

    /// <summary>
    /// A static method of this class that returns the count (<see cref="int"/>) from the owner's columns, which its parameters are
    /// named after; also <see cref="RowRandom"/> and <c>long row</c> (the owner's row). The result is clipped to <see cref="Min"/> and <see cref="Max"/>.
    /// </summary>
    public string? Count { get; set; }
}
