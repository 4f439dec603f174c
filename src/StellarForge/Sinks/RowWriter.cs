using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StellarForge.Sinks;

/// <summary>Where a sink writes next in a <see cref="RowBuffer"/>.</summary>
/// <remarks>
/// Memory is written through a reference, without a bounds check on each store: as long as the cursor is not beyond the limit there is
/// room for <c>slack</c> bytes, which takes one comparison a value; for text and binary the room is compared with their length.
/// The buffer has a row once <see cref="Commit"/> is called: a row that fails half-way leaves nothing behind.
/// </remarks>
public ref struct RowWriter
{
    private readonly RowBuffer _buffer;
    private readonly int _slack;
    private ref byte _cursor;
    private ref byte _limit;

    /// <summary>Appends to a buffer.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="slack">The most bytes written after a <see cref="Reserve()"/>, beside those it was asked for.</param>
    public RowWriter(RowBuffer buffer, int slack)
    {
        _buffer = buffer;
        _slack = slack;
        if (buffer.Bytes.Length - buffer.Length < slack)
            buffer.Grow(buffer.Length, slack);
        Open(buffer.Length);
    }

    /// <summary>Whether the buffer should be emptied.</summary>
    public readonly bool IsFull
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _buffer.IsFull;
    }

    private readonly int Position
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)Unsafe.ByteOffset(ref MemoryMarshal.GetArrayDataReference(_buffer.Bytes), ref _cursor);
    }

    /// <summary>The cursor, with room for the slack.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte Reserve()
    {
        if (Unsafe.IsAddressGreaterThan(ref _cursor, ref _limit))
            Grow(0);
        return ref _cursor;
    }

    /// <summary>The cursor, with room for a number of bytes and the slack.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte Reserve(int count)
    {
        if (Unsafe.ByteOffset(ref _cursor, ref _limit) < count)
            Grow(count);
        return ref _cursor;
    }

    /// <summary>Moves the cursor past bytes that were written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int count) => _cursor = ref Unsafe.Add(ref _cursor, count);

    /// <summary>Ends a row: the buffer has all bytes up to the cursor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Commit() => _buffer.Length = Position;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        var position = Position;
        _buffer.Grow(position, checked(count + (2 * _slack)));
        Open(position);
    }

    private void Open(int position)
    {
        ref var start = ref MemoryMarshal.GetArrayDataReference(_buffer.Bytes);
        _cursor = ref Unsafe.Add(ref start, position);
        _limit = ref Unsafe.Add(ref start, _buffer.Bytes.Length - _slack);
    }
}
