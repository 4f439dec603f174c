using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>Writes rows into a buffer as JSON objects; see <see cref="JsonLinesFormat"/>. Made anew for each batch.</summary>
internal ref struct JsonSink<TFrame> : IRowSink
    where TFrame : struct, IRowFrame
{
    private readonly JsonMemberNames _names;
    private readonly TFrame _frame;
    private RowWriter _writer;

    /// <summary>Appends to a buffer.</summary>
    /// <param name="names">The names of the members.</param>
    /// <param name="buffer">The buffer; it has a row once the row has ended.</param>
    /// <param name="frame">What stands around each object.</param>
    public JsonSink(JsonMemberNames names, RowBuffer buffer, TFrame frame)
    {
        (_names, _frame) = (names, frame);
        _writer = new RowWriter(buffer, names.Stride + Utf8Format.MaxLength);
    }

    /// <inheritdoc/>
    public readonly bool IsFull => _writer.IsFull;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BeginRow() => _frame.Begin(ref _writer);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndRow()
    {
        _writer.Reserve() = (byte)'}';
        _writer.Advance(1);
        _frame.End(ref _writer);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Null(int ordinal) => Literal(ordinal, "null"u8);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Boolean(int ordinal, bool value) => Literal(ordinal, value ? "true"u8 : "false"u8);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int16(int ordinal, short value) => Int64(ordinal, value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int32(int ordinal, int value) => Int64(ordinal, value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int64(int ordinal, long value)
    {
        ref var cursor = ref Name(ordinal, 0);
        _writer.Advance(Utf8Format.Int64(ref cursor, value));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void UInt64(int ordinal, ulong value)
    {
        ref var cursor = ref Name(ordinal, 0);
        _writer.Advance(Utf8Format.UInt64(ref cursor, value));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Single(int ordinal, float value)
    {
        ref var cursor = ref Name(ordinal, 0);
        _writer.Advance(Utf8Format.Single(ref cursor, value));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Double(int ordinal, double value)
    {
        ref var cursor = ref Name(ordinal, 0);
        _writer.Advance(Utf8Format.Double(ref cursor, value));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Decimal(int ordinal, Int128 unscaled, int scale)
    {
        ref var cursor = ref Name(ordinal, 0);
        _writer.Advance(Utf8Format.Decimal(ref cursor, unscaled, scale));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Utf8(int ordinal, scoped ReadOnlySpan<byte> value)
    {
        ref var cursor = ref Name(ordinal, value.Length);
        cursor = (byte)'"';
        if (ValueCopy.TryCopyPlain(value, ref Unsafe.Add(ref cursor, 1), default(EscapedBytes)))
            End(ref cursor, value.Length);
        else
            WriteEscaped(value);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Date(int ordinal, int days)
    {
        ref var cursor = ref Name(ordinal, 0);
        cursor = (byte)'"';
        End(ref cursor, Utf8Format.Date(ref Unsafe.Add(ref cursor, 1), days));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Time(int ordinal, long microseconds)
    {
        ref var cursor = ref Name(ordinal, 0);
        cursor = (byte)'"';
        End(ref cursor, Utf8Format.Time(ref Unsafe.Add(ref cursor, 1), microseconds));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Timestamp(int ordinal, long microseconds)
    {
        ref var cursor = ref Name(ordinal, 0);
        cursor = (byte)'"';
        End(ref cursor, Utf8Format.Timestamp(ref Unsafe.Add(ref cursor, 1), microseconds));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Duration(int ordinal, long microseconds)
    {
        ref var cursor = ref Name(ordinal, 0);
        cursor = (byte)'"';
        End(ref cursor, Utf8Format.IsoDuration(ref Unsafe.Add(ref cursor, 1), microseconds));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Uuid(int ordinal, Guid value)
    {
        ref var cursor = ref Name(ordinal, 0);
        cursor = (byte)'"';
        End(ref cursor, Utf8Format.Uuid(ref Unsafe.Add(ref cursor, 1), value));
    }

    /// <inheritdoc/>
    public void Binary(int ordinal, scoped ReadOnlySpan<byte> value)
    {
        var length = Base64.GetMaxEncodedToUtf8Length(value.Length);
        ref var cursor = ref Name(ordinal, length);
        cursor = (byte)'"';
        Base64.EncodeToUtf8(value, MemoryMarshal.CreateSpan(ref Unsafe.Add(ref cursor, 1), length), out _, out var written);
        End(ref cursor, written);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Literal(int ordinal, scoped ReadOnlySpan<byte> literal)
    {
        ref var cursor = ref Name(ordinal, 0);
        literal.CopyTo(MemoryMarshal.CreateSpan(ref cursor, literal.Length));
        _writer.Advance(literal.Length);
    }

    // The member's name; returns where its value goes, with room for count bytes and a value of a fixed size.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte Name(int ordinal, int count)
    {
        ref var cursor = ref _writer.Reserve(count);
        var length = _names.Lengths[ordinal];
        ref var name = ref _names.Bytes[ordinal * _names.Stride];
        for (var copied = 0; copied < length; copied += JsonMemberNames.Alignment)
            Vector256.LoadUnsafe(ref name, (nuint)copied).StoreUnsafe(ref cursor, (nuint)copied);
        _writer.Advance(length);
        return ref Unsafe.Add(ref cursor, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void End(ref byte quote, int length)
    {
        Unsafe.Add(ref quote, 1 + length) = (byte)'"';
        _writer.Advance(2 + length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteEscaped(scoped ReadOnlySpan<byte> value)
    {
        ref var cursor = ref _writer.Reserve(checked(JsonText.LongestEscape * value.Length));
        cursor = (byte)'"';
        End(ref cursor, JsonText.Escape(value, ref Unsafe.Add(ref cursor, 1)));
    }

    private readonly struct EscapedBytes : ISpecialBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector128<byte> Find(Vector128<byte> bytes) =>
            Vector128.LessThan(bytes, Vector128.Create((byte)' ')) | Vector128.Equals(bytes, Vector128.Create((byte)'"'))
            | Vector128.Equals(bytes, Vector128.Create((byte)'\\'));
    }
}
