namespace StellarForge;

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
