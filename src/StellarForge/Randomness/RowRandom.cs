using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace StellarForge;

/// <summary>The random bits of one column at one row: the same on every machine, whatever was drawn before for other rows.</summary>
public struct RowRandom
{
    private readonly ulong _whitening;
    private ulong _counter;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal RowRandom(ulong counter, ulong whitening)
    {
        _counter = counter;
        _whitening = whitening;
    }

    /// <summary>The next 64 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextUInt64()
    {
        var bits = StreamKey.Mix(_counter, _whitening);
        _counter += StreamKey.DrawStep;
        return bits;
    }

    /// <summary>True or false, with even odds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool NextBool() => (long)NextUInt64() < 0;

    /// <summary>True with the given probability.</summary>
    /// <param name="probability">0 (never) to 1 (always).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool NextBool(double probability) => NextDouble() < probability;

    /// <summary>A number in [0, 1), a multiple of 2^−53.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextDouble() => (long)(NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>
    /// A number from <paramref name="min"/> to <paramref name="max"/>, both inclusive; <paramref name="min"/> must not be above <paramref name="max"/>.
    /// </summary>
    /// <remarks>
    /// By multiplication (Lemire 2019, <see href="https://arxiv.org/abs/1805.10941"/>) without rejection: one draw always, a bias below range × 2^−64.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long NextInt64(long min, long max)
    {
        var range = (ulong)(max - min) + 1;
        var bits = NextUInt64();
        return range == 0 ? (long)bits : min + (long)High(bits, range);
    }

    /// <summary>The same for numbers of 128 bits: one draw where the range fits 64 bits, else two.</summary>
    public Int128 NextInt128(Int128 min, Int128 max)
    {
        var range = (UInt128)(max - min) + 1;
        if (range <= ulong.MaxValue)
            return min + (Int128)Math.BigMul(NextUInt64(), (ulong)range, out _);

        // The upper half of a product of 128 bits each, from products of 64 bits.
        var (high, low) = (NextUInt64(), NextUInt64());
        var (rangeHigh, rangeLow) = ((ulong)(range >> 64), (ulong)range);
        if (range == 0)
            return (Int128)new UInt128(high, low);
        var middle = (UInt128)high * rangeLow;
        var carried = (UInt128)low * rangeHigh + Math.BigMul(low, rangeLow, out _) + (ulong)middle;
        return min + (Int128)((UInt128)high * rangeHigh + (middle >> 64) + (carried >> 64));
    }

    /// <summary>A number from 0 to <paramref name="count"/> − 1; <paramref name="count"/> must be above 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NextIndex(int count) => (int)High(NextUInt64(), (ulong)count);

    // The upper half of a product; Math.BigMul would store the lower one, which nobody reads.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong High(ulong left, ulong right) => Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(left, right) : Math.BigMul(left, right, out _);
}
