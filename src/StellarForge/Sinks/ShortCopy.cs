using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StellarForge.Sinks;

/// <summary>Copies values of a random, mostly small length with as few branches on the length as can be: each mispredicted one costs more than the copy.</summary>
/// <remarks>Three vectors or four words that overlap. Nothing beyond the source or the destination is touched.</remarks>
internal static class ShortCopy
{
    private const nuint Vector = 16;
    private const nuint Word = sizeof(uint);

    /// <summary>Copies all of a value.</summary>
    /// <param name="source">The value.</param>
    /// <param name="destination">Room for it.</param>
    public static void Copy(scoped ReadOnlySpan<byte> source, ref byte destination)
    {
        ref var start = ref MemoryMarshal.GetReference(source);
        var length = (nuint)source.Length;
        if (length is >= Vector and <= 3 * Vector)
        {
            var last = length - Vector;
            var (first, second, third) = (Vector128.LoadUnsafe(ref start), Vector128.LoadUnsafe(ref start, last / 2), Vector128.LoadUnsafe(ref start, last));
            first.StoreUnsafe(ref destination);
            second.StoreUnsafe(ref destination, last / 2);
            third.StoreUnsafe(ref destination, last);
        }
        else if (length is >= Word and < Vector)
        {
            // Two words from each end: the inner ones are the outer ones again below 8 bytes.
            var last = length - Word;
            var inner = length / 8 * Word;
            Unsafe.WriteUnaligned(ref destination, Unsafe.ReadUnaligned<uint>(ref start));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, inner), Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, inner)));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, last - inner), Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, last - inner)));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, last), Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, last)));
        }
        else if (length > 3 * Vector)
        {
            source.CopyTo(MemoryMarshal.CreateSpan(ref destination, source.Length));
        }
        else if (length > 0)
        {
            destination = start;
            Unsafe.Add(ref destination, length / 2) = Unsafe.Add(ref start, length / 2);
            Unsafe.Add(ref destination, length - 1) = Unsafe.Add(ref start, length - 1);
        }
    }
}
