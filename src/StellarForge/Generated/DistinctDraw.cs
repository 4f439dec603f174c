using System.ComponentModel;

namespace StellarForge.Generated;

/// <summary>Draws parents without repeating one under the same owner.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class DistinctDraw
{
    // A skewed draw that keeps repeating gives way to the next parent of the owner's permutation.
    private const int MostRetries = 8;

    // Longer lists of parents drawn so far are rented.
    private const int StackLimit = 256;

    /// <summary>The parent of one child.</summary>
    /// <param name="key">The key of the reference's draws.</param>
    /// <param name="row">The child's row index.</param>
    /// <param name="ownerRow">The owner's row index.</param>
    /// <param name="position">The 0-based position under the owner.</param>
    /// <param name="parents">The parents, and how they are favoured.</param>
    /// <param name="excluded">A parent that is not drawn: the owner itself, in its own table; −1 for none.</param>
    /// <remarks>Uniform draws cost one permutation. Skewed ones replay those of the children before, as each depends on them.</remarks>
    public static long Next(StreamKey key, long row, long ownerRow, int position, in ParentDraw parents, long excluded)
    {
        // A live owner is too young to be among the parents.
        if (parents.IsLive(row))
            excluded = -1;
        var count = parents.CountFor(row);
        var permutation = new Permutation(key.Subkey(ownerRow), excluded < 0 ? count : count - 1);
        return parents.IsSkewed
            ? NextSkewed(key, row, ownerRow, position, parents, excluded, permutation)
            : parents.RowAt(row, Passing(permutation.Map(position), excluded));
    }

    private static long NextSkewed(StreamKey key, long row, long ownerRow, int position, in ParentDraw parents, long excluded, Permutation permutation)
    {
        var rented = position < StackLimit ? null : System.Buffers.ArrayPool<long>.Shared.Rent(position + 1);
        Span<long> drawn = rented ?? stackalloc long[StackLimit];
        var random = key.At(ownerRow);
        var fallback = 0L;
        for (var child = 0; child <= position; child++)
        {
            var parent = parents.Next(row, ref random);
            for (var retry = 0; retry < MostRetries && IsTaken(parent, drawn[..child], excluded); retry++)
                parent = parents.Next(row, ref random);
            while (IsTaken(parent, drawn[..child], excluded))
                parent = parents.RowAt(row, Passing(permutation.Map(fallback++), excluded));
            drawn[child] = parent;
        }

        var result = drawn[position];
        if (rented is not null)
            System.Buffers.ArrayPool<long>.Shared.Return(rented);
        return result;
    }

    private static bool IsTaken(long parent, ReadOnlySpan<long> drawn, long excluded) => parent == excluded || drawn.Contains(parent);

    private static long Passing(long parent, long excluded) => excluded >= 0 && parent >= excluded ? parent + 1 : parent;
}
