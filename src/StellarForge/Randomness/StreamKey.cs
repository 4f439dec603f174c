using System.Runtime.CompilerServices;
using System.Text;

namespace StellarForge;

/// <summary>The key of one column's random stream: a function of the seed and of the names of table and column.</summary>
/// <remarks>
/// A value is a keyed mix of the row index, so that any row can be computed alone. The mixer is Pelle Evensen's <i>moremur</i>
/// (<see href="https://mostlymangling.blogspot.com/2019/12/stronger-better-morer-moremur-better.html"/>), with the second half of the key added between its two
/// rounds. Changing anything here changes every value of every seed: raise <see cref="AlgorithmVersion"/>.
/// </remarks>
public readonly struct StreamKey : IEquatable<StreamKey>
{
    /// <summary>The version of the generation algorithm; part of a fill's identity.</summary>
    public const int AlgorithmVersion = 3;

    // 2^64 divided by the golden ratio, and by the plastic number: the additive recurrences with the lowest discrepancy.
    internal const ulong RowStep = 0x9E3779B97F4A7C15;
    internal const ulong DrawStep = 0xC13FA9A902A6328F;

    private readonly ulong _offset;
    private readonly ulong _whitening;

    private StreamKey(ulong offset, ulong whitening) => (_offset, _whitening) = (offset, whitening);

    /// <summary>Derives the key of a column.</summary>
    /// <param name="seed">The seed of the world.</param>
    /// <param name="table">The class's name, containing types included.</param>
    /// <param name="column">The property's name.</param>
    /// <param name="salt">Tells apart several streams of one column (the null decision, the permutation, …).</param>
    public static StreamKey Derive(ulong seed, string table, string column, string salt = "")
    {
        var key = Mix(seed + RowStep, DrawStep);
        key = Absorb(key, table);
        key = Absorb(key, column);
        key = Absorb(key, salt);
        return new StreamKey(Mix(key + RowStep, DrawStep), Mix(key - RowStep, DrawStep));
    }

    /// <summary>The stream of random bits of this column at a row.</summary>
    /// <param name="row">The 0-based row index.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RowRandom At(long row) => new(_offset + (ulong)row * RowStep, _whitening);

    /// <summary>A key of its own for each value of <paramref name="index"/>, apart from the stream's bits there: what keys a permutation per owner.</summary>
    /// <param name="index">Any number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Subkey(long index) => Mix(_offset + (ulong)index * RowStep - DrawStep, _whitening);

    /// <inheritdoc/>
    public bool Equals(StreamKey other) => _offset == other._offset && _whitening == other._whitening;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StreamKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _offset.GetHashCode();

    /// <summary>Whether two keys are the same stream.</summary>
    public static bool operator ==(StreamKey left, StreamKey right) => left.Equals(right);

    /// <summary>Whether two keys are different streams.</summary>
    public static bool operator !=(StreamKey left, StreamKey right) => !left.Equals(right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Mix(ulong value, ulong whitening)
    {
        value ^= value >> 27;
        value *= 0x3C79AC492BA7B653;
        value ^= value >> 33;
        value += whitening;
        value *= 0x1C69B3F74AC4AE35;
        return value ^ (value >> 27);
    }

    // The length goes in as well: ("ab", "c") and ("a", "bc") are different columns.
    private static ulong Absorb(ulong key, string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        key = Mix(key ^ (ulong)bytes.Length, DrawStep);
        foreach (var value in bytes)
            key = Mix((key ^ value) + RowStep, DrawStep);
        return key;
    }
}
