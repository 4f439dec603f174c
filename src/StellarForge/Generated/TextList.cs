using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Text;

namespace StellarForge.Generated;

/// <summary>Values as UTF-8, one after the other in one block of memory. Immutable.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct TextList
{
    private readonly byte[] _bytes;
    private readonly int[] _ends;

    /// <summary>Encodes the values.</summary>
    /// <param name="values">The values; equal and empty ones are kept.</param>
    public TextList(params ReadOnlySpan<string> values)
    {
        _ends = new int[values.Length + 1];
        for (var i = 0; i < values.Length; i++)
            _ends[i + 1] = _ends[i] + Encoding.UTF8.GetByteCount(values[i]);
        _bytes = new byte[_ends[^1]];
        for (var i = 0; i < values.Length; i++)
            Encoding.UTF8.GetBytes(values[i], _bytes.AsSpan(_ends[i]));
    }

    /// <summary>The number of values.</summary>
    public int Count => _ends.Length - 1;

    /// <summary>The value at an index.</summary>
    /// <param name="index">0 to <see cref="Count"/> − 1.</param>
    public ReadOnlySpan<byte> this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var start = _ends[index];
            return _bytes.AsSpan(start, _ends[index + 1] - start);
        }
    }

    /// <summary>The value at an index; empty where there is none.</summary>
    /// <param name="index">Any number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> At(long index) => (ulong)index < (ulong)Count ? this[(int)index] : default;
}
