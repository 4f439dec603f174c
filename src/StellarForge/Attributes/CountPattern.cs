namespace StellarForge;

/// <summary>How the number of children of an owner is spread.</summary>
public enum CountPattern
{
    /// <summary>Every count between the bounds is equally likely.</summary>
    Uniform,

    /// <summary>Small counts are likely: the probability halves with each further row.</summary>
    Geometric,

    /// <summary>A long tail: few owners have very many (zipf law, exponent 1).</summary>
    Zipf,
}
