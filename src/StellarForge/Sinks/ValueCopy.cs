using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StellarForge.Sinks;

/// <summary>Copies a value's bytes to where a <see cref="RowWriter"/> has room for them: unchecked, for sinks on the row path.</summary>
public static class ValueCopy
{
    private const nuint Vector = 16;
    private const nuint Word = sizeof(uint);

    /// <summary>Copies all of a value. With random, mostly small lengths, a mispredicted branch costs more than the copy; this has as few as can be.</summary>
    /// <param name="source">The value.</param>
    /// <param name="destination">Room for it.</param>
    /// <remarks>Three vectors or four words that overlap. Nothing beyond the source or the destination is touched.</remarks>
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

    /// <summary>Copies text while looking for special bytes; whether there are none. With some, what was copied is to be written anew.</summary>
    /// <param name="source">The text.</param>
    /// <param name="destination">Room for the text.</param>
    /// <param name="special">The bytes looked for.</param>
    /// <remarks>
    /// The last vector overlaps the one before; a text shorter than a vector is loaded as two overlapping halves. Nothing beyond either span is touched.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryCopyPlain<T>(scoped ReadOnlySpan<byte> source, ref byte destination, T special)
        where T : struct, ISpecialBytes
    {
        ref var start = ref MemoryMarshal.GetReference(source);
        var length = source.Length;
        if (length >= Vector128<byte>.Count)
            return TryCopyLong(ref start, length, ref destination, special);

        Vector128<byte> bytes;
        if (length >= sizeof(ulong))
        {
            var first = Unsafe.ReadUnaligned<ulong>(ref start);
            var last = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, length - sizeof(ulong)));
            Unsafe.WriteUnaligned(ref destination, first);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, length - sizeof(ulong)), last);
            bytes = Vector128.Create(first, last).AsByte();
        }
        else if (length >= sizeof(uint))
        {
            var first = Unsafe.ReadUnaligned<uint>(ref start);
            var last = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, length - sizeof(uint)));
            Unsafe.WriteUnaligned(ref destination, first);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, length - sizeof(uint)), last);
            bytes = Vector128.Create(((ulong)last << 32) | first).AsByte();
        }
        else
        {
            if (length == 0)
                return true;
            var (first, middle, last) = (start, Unsafe.Add(ref start, length >> 1), Unsafe.Add(ref start, length - 1));
            destination = first;
            Unsafe.Add(ref destination, length >> 1) = middle;
            Unsafe.Add(ref destination, length - 1) = last;
            bytes = Vector128.Create(first | ((uint)middle << 8) | ((uint)last << 16) | ((uint)last << 24)).AsByte();
        }

        return special.Find(bytes) == Vector128<byte>.Zero;
    }

    private static bool TryCopyLong<T>(ref byte start, int length, ref byte destination, T special)
        where T : struct, ISpecialBytes
    {
        var found = Vector128<byte>.Zero;
        var lastStart = length - Vector128<byte>.Count;
        for (var offset = 0; offset < lastStart; offset += Vector128<byte>.Count)
        {
            var bytes = Vector128.LoadUnsafe(ref start, (nuint)offset);
            bytes.StoreUnsafe(ref destination, (nuint)offset);
            found |= special.Find(bytes);
        }

        var last = Vector128.LoadUnsafe(ref start, (nuint)lastStart);
        last.StoreUnsafe(ref destination, (nuint)lastStart);
        return (found | special.Find(last)) == Vector128<byte>.Zero;
    }
}
