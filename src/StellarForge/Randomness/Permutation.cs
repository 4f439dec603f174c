namespace StellarForge;

/// <summary>A keyed bijection of 0 … size − 1 onto itself, computed per index: uniqueness without memory.</summary>
public readonly struct Permutation
{
    /// <summary>Makes the permutation of a key.</summary>
    /// <param name="key">The key; see <see cref="StreamKey.Subkey"/>.</param>
    /// <param name="size">The number of indices; above 0.</param>
    public Permutation(ulong key, long size) => throw new NotImplementedException();

    /// <summary>The number of indices.</summary>
    public long Size => throw new NotImplementedException();

    /// <summary>Where an index goes.</summary>
    /// <param name="index">0 to size − 1.</param>
    public long Map(long index) => throw new NotImplementedException();
}
