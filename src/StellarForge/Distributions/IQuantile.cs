namespace StellarForge.Distributions;

/// <summary>The inverse of a distribution function, at the middles of 2^53 equally likely cells: what a distribution without bounds is drawn by.</summary>
internal interface IQuantile
{
    /// <summary>The binary logarithm of the number of cells.</summary>
    const int CellBits = 53;

    /// <summary>The value of a cell; it never falls as the cell rises.</summary>
    double At(ulong cell);
}
