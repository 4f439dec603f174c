using System.Globalization;

namespace StellarForge.Sinks;

/// <summary>The number of rows and the sum modulo 2^128 of their hashes: the same for the same rows in any order, in every store.</summary>
/// <param name="Count">Rows.</param>
/// <param name="Sum">The sum of the row hashes.</param>
public readonly record struct TableChecksum(long Count, UInt128 Sum)
{
    /// <summary>Both tables' rows together.</summary>
    public static TableChecksum operator +(TableChecksum left, TableChecksum right) => left.Add(right);

    /// <inheritdoc cref="op_Addition"/>
    public TableChecksum Add(TableChecksum other) => new(Count + other.Count, unchecked(Sum + other.Sum));

    /// <summary>The sum as 32 hexadecimal digits.</summary>
    public string Hex => Sum.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>The count and the sum: <c>1500:0123456789abcdef0123456789abcdef</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count}:{Sum:x32}");
}
