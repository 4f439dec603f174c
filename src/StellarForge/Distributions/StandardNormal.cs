namespace StellarForge.Distributions;

/// <summary>
/// The inverse of the standard normal distribution function, interpolated: one draw, no branch. The values and slopes between which it
/// interpolates come from algorithm AS 241 (<see cref="NormalQuantile"/>).
/// </summary>
/// <remarks>
/// Each octave of the distance from the nearer end of (0, 1) is cut into 32 pieces with a cubic each, equal to the function in value and
/// slope at both ends (Hermite): off by less than 3 × 10^−8 in value, rising throughout. Nothing is cut off: values reach ±8.29.
/// </remarks>
internal static class StandardNormal
{
    private const int PiecesPerOctaveBits = 5;
    private const int Octaves = IQuantile.CellBits;

    private static readonly Piece[] Pieces = MakePieces();

    /// <summary>The value at the middle of a cell: rising, and symmetric about the middle cell boundary.</summary>
    public static double At(ulong cell)
    {
        // Twice the distance from the nearer end, in cells: odd, so that its leading zeros tell the octave.
        var fromStart = 2 * cell + 1;
        var upper = 0 - (cell >> (IQuantile.CellBits - 1));
        var distance = (fromStart ^ upper) + (upper & ((2UL << IQuantile.CellBits) + 1));

        var zeros = System.Numerics.BitOperations.LeadingZeroCount(distance);
        var leading = distance << zeros << 1;
        ref readonly var piece = ref Pieces[((63 - zeros) << PiecesPerOctaveBits) + (int)(leading >> (64 - PiecesPerOctaveBits))];
        var x = (long)(leading << PiecesPerOctaveBits >> 1) * (1.0 / (1UL << 63));
        var value = piece.Constant + x * (piece.Linear + x * (piece.Quadratic + x * piece.Cubic));
        return BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(value) ^ (upper << 63));
    }

    private static Piece[] MakePieces()
    {
        var pieces = new Piece[Octaves << PiecesPerOctaveBits];
        for (var i = 0; i < pieces.Length; i++)
        {
            var octave = PowerOfTwo((i >> PiecesPerOctaveBits) - IQuantile.CellBits - 1);
            var width = octave / (1 << PiecesPerOctaveBits);
            var start = octave + width * (i & ((1 << PiecesPerOctaveBits) - 1));
            pieces[i] = Piece.Between(NormalQuantile.At(start), width * Slope(start), NormalQuantile.At(start + width), width * Slope(start + width));
        }

        return pieces;
    }

    // One over the density.
    private static double Slope(double probability)
    {
        var value = NormalQuantile.At(probability);
        return 2.5066282746310002 * PortableMath.Exp(value * value / 2);
    }

    private static double PowerOfTwo(int exponent) => BitConverter.UInt64BitsToDouble((ulong)(exponent + 1_023) << 52);

    private readonly record struct Piece(double Constant, double Linear, double Quadratic, double Cubic)
    {
        public static Piece Between(double start, double startSlope, double end, double endSlope) =>
            new(start, startSlope, 3 * (end - start) - 2 * startSlope - endSlope, 2 * (start - end) + startSlope + endSlope);
    }
}
