using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>Writes rows into a buffer as CSV; see <see cref="CsvFormat"/>. Made anew for each batch.</summary>
internal ref struct CsvSink : IRowSink
{
    private readonly byte _delimiter;
    private readonly bool _carriageReturn;
    private RowWriter _writer;

    /// <summary>Appends to a buffer.</summary>
    /// <param name="options">Delimiter and line ends.</param>
    /// <param name="buffer">The buffer; it has a row once the row has ended.</param>
    public CsvSink(CsvOptions options, RowBuffer buffer)
    {
        _delimiter = (byte)options.Delimiter;
        _carriageReturn = options.HasCarriageReturn;
        _writer = new RowWriter(buffer, Utf8Format.MaxLength);
    }

    /// <inheritdoc/>
    public readonly bool IsFull => _writer.IsFull;

    /// <inheritdoc/>
    public readonly void BeginRow() { }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndRow()
    {
        // In place of the last delimiter.
        ref var end = ref Unsafe.Subtract(ref _writer.Reserve(), 1);
        if (_carriageReturn)
        {
            end = (byte)'\r';
            Unsafe.Add(ref end, 1) = (byte)'\n';
            _writer.Advance(1);
        }
        else
        {
            end = (byte)'\n';
        }

        _writer.Commit();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Null(int ordinal) => End(ref _writer.Reserve(), 0);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Boolean(int ordinal, bool value)
    {
        ref var cursor = ref _writer.Reserve();
        var text = value ? "true"u8 : "false"u8;
        text.CopyTo(MemoryMarshal.CreateSpan(ref cursor, text.Length));
        End(ref cursor, text.Length);
    }

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
        ref var cursor = ref _writer.Reserve();
        End(ref cursor, Utf8Format.Int64(ref cursor, value));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void UInt64(int ordinal, ulong value)
    {
        ref var cursor = ref _writer.Reserve();
        End(ref cursor, Utf8Format.UInt64(ref cursor, value));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Single(int ordinal, float value)
    {
        ref var cursor = ref _writer.Reserve();
        End(ref cursor, Utf8Format.Single(ref cursor, value));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Double(int ordinal, double value)
    {
        ref var cursor = ref _writer.Reserve();
        End(ref cursor, Utf8Format.Double(ref cursor, value));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Decimal(int ordinal, Int128 unscaled, int scale)
    {
        ref var cursor = ref _writer.Reserve();
        End(ref cursor, Utf8Format.Decimal(ref cursor, unscaled, scale));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Utf8(int ordinal, scoped ReadOnlySpan<byte> value)
    {
        ref var cursor = ref _writer.Reserve(value.Length);
        if (!value.IsEmpty && ValueCopy.TryCopyPlain(value, ref cursor, new QuotedBytes(_delimiter)))
            End(ref cursor, value.Length);
        else
            WriteQuoted(value);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Date(int ordinal, int days)
    {
        ref var cursor = ref _writer.Reserve();
        End(ref cursor, Utf8Format.Date(ref cursor, days));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Time(int ordinal, long microseconds)
    {
        ref var cursor = ref _writer.Reserve();
        End(ref cursor, Utf8Format.Time(ref cursor, microseconds));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Duration(int ordinal, long microseconds)
    {
        ref var cursor = ref _writer.Reserve();
        End(ref cursor, Utf8Format.Duration(ref cursor, microseconds));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Timestamp(int ordinal, long microseconds)
    {
        ref var cursor = ref _writer.Reserve();
        End(ref cursor, Utf8Format.Timestamp(ref cursor, microseconds));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Uuid(int ordinal, Guid value)
    {
        ref var cursor = ref _writer.Reserve();
        End(ref cursor, Utf8Format.Uuid(ref cursor, value));
    }

    /// <inheritdoc/>
    public void Binary(int ordinal, scoped ReadOnlySpan<byte> value)
    {
        // As PostgreSQL writes and reads bytea.
        var length = checked(2 + (2 * value.Length));
        ref var cursor = ref _writer.Reserve(length);
        cursor = (byte)'\\';
        Unsafe.Add(ref cursor, 1) = (byte)'x';
        Convert.TryToHexStringLower(value, MemoryMarshal.CreateSpan(ref Unsafe.Add(ref cursor, 2), length - 2), out _);
        End(ref cursor, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void End(ref byte cursor, int length)
    {
        Unsafe.Add(ref cursor, length) = _delimiter;
        _writer.Advance(length + 1);
    }

    // RFC 4180 §2.5–2.7: quotes around the field, and each quote in it doubled.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteQuoted(scoped ReadOnlySpan<byte> value)
    {
        ref var cursor = ref _writer.Reserve(checked((2 * value.Length) + 2));
        var length = 0;
        Unsafe.Add(ref cursor, length++) = (byte)'"';
        foreach (var character in value)
        {
            if (character == '"')
                Unsafe.Add(ref cursor, length++) = (byte)'"';
            Unsafe.Add(ref cursor, length++) = character;
        }

        Unsafe.Add(ref cursor, length++) = (byte)'"';
        End(ref cursor, length);
    }

    private readonly struct QuotedBytes(byte delimiter) : ISpecialBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector128<byte> Find(Vector128<byte> bytes) =>
            Vector128.Equals(bytes, Vector128.Create(delimiter)) | Vector128.Equals(bytes, Vector128.Create((byte)'"'))
            | Vector128.Equals(bytes, Vector128.Create((byte)'\n')) | Vector128.Equals(bytes, Vector128.Create((byte)'\r'));
    }
}
