using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StellarForge.Sinks;

namespace StellarForge.Targets.MySql;

/// <summary>Writes rows into a buffer for MySQL and MariaDB; see <see cref="LoadDataFormat"/>. Made anew for each batch.</summary>
internal ref struct LoadDataSink : IRowSink
{
    private readonly bool _literals;
    private readonly byte _separator;
    private RowWriter _writer;

    /// <summary>Appends to a buffer.</summary>
    /// <param name="literals">Whether rows are constructors of literals; else lines.</param>
    /// <param name="buffer">The buffer; it has a row once the row has ended.</param>
    public LoadDataSink(bool literals, RowBuffer buffer)
    {
        _literals = literals;
        _separator = _literals ? (byte)',' : (byte)'\t';

        // A value, its quotes, a separator.
        _writer = new RowWriter(buffer, Utf8Format.MaxLength + 3);
    }

    /// <inheritdoc/>
    public readonly bool IsFull => _writer.IsFull;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BeginRow()
    {
        if (!_literals)
            return;
        _writer.Reserve() = (byte)'(';
        _writer.Advance(1);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndRow()
    {
        // In place of the last separator.
        ref var end = ref Unsafe.Subtract(ref _writer.Reserve(), 1);
        if (_literals)
        {
            end = (byte)')';
            Unsafe.Add(ref end, 1) = (byte)',';
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
    public void Null(int ordinal)
    {
        ref var cursor = ref _writer.Reserve();
        var text = _literals ? "NULL"u8 : "\\N"u8;
        text.CopyTo(MemoryMarshal.CreateSpan(ref cursor, text.Length));
        End(ref cursor, text.Length);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Boolean(int ordinal, bool value)
    {
        ref var cursor = ref _writer.Reserve();
        cursor = value ? (byte)'1' : (byte)'0';
        End(ref cursor, 1);
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
    /// <remarks>As the double it is: the column is one, and its shortest text as a binary32 is another double.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Single(int ordinal, float value) => Double(ordinal, value);

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
        ref var cursor = ref Open(value.Length);
        if (ValueCopy.TryCopyPlain(value, ref cursor, default(EscapedBytes)))
            Close(ref cursor, value.Length);
        else
            WriteEscaped(value);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Date(int ordinal, int days)
    {
        ref var cursor = ref Open(0);
        Close(ref cursor, Utf8Format.Date(ref cursor, days));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Time(int ordinal, long microseconds)
    {
        ref var cursor = ref Open(0);
        Close(ref cursor, Utf8Format.Time(ref cursor, microseconds));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Duration(int ordinal, long microseconds)
    {
        ref var cursor = ref Open(0);
        Close(ref cursor, Utf8Format.Duration(ref cursor, microseconds));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Timestamp(int ordinal, long microseconds)
    {
        // As SQL writes it: no sign of a time zone, which the server would convert from.
        ref var cursor = ref Open(0);
        var days = Canonical.DaysOf(microseconds);
        var length = Utf8Format.Date(ref cursor, days);
        Unsafe.Add(ref cursor, length) = (byte)' ';
        Close(ref cursor, length + 1 + Utf8Format.Time(ref Unsafe.Add(ref cursor, length + 1), microseconds - (days * TimeSpan.MicrosecondsPerDay)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Uuid(int ordinal, Guid value)
    {
        ref var cursor = ref Open(0);
        Close(ref cursor, Utf8Format.Uuid(ref cursor, value));
    }

    /// <inheritdoc/>
    public void Binary(int ordinal, scoped ReadOnlySpan<byte> value)
    {
        var length = checked(2 * value.Length);
        if (_literals)
        {
            _writer.Reserve() = (byte)'x';
            _writer.Advance(1);
        }

        ref var cursor = ref Open(length);
        Convert.TryToHexStringLower(value, MemoryMarshal.CreateSpan(ref cursor, length), out _);
        Close(ref cursor, length);
    }

    // Where a value goes that literals have in quotes, with room for count bytes and a value of a fixed size.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte Open(int count)
    {
        ref var cursor = ref _writer.Reserve(count);
        if (!_literals)
            return ref cursor;
        cursor = (byte)'\'';
        _writer.Advance(1);
        return ref Unsafe.Add(ref cursor, 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Close(ref byte cursor, int length)
    {
        if (_literals)
            Unsafe.Add(ref cursor, length++) = (byte)'\'';
        End(ref cursor, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void End(ref byte cursor, int length)
    {
        Unsafe.Add(ref cursor, length) = _separator;
        _writer.Advance(length + 1);
    }

    // A backslash before each: before a tab or a line feed it stands for that character, as before itself and a quote.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteEscaped(scoped ReadOnlySpan<byte> value)
    {
        ref var cursor = ref _writer.Reserve(checked(2 * value.Length));
        var length = 0;
        foreach (var character in value)
        {
            if (character is (byte)'\\' or (byte)'\t' or (byte)'\n' or (byte)'\'')
                Unsafe.Add(ref cursor, length++) = (byte)'\\';
            Unsafe.Add(ref cursor, length++) = character;
        }

        Close(ref cursor, length);
    }

    private readonly struct EscapedBytes : ISpecialBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector128<byte> Find(Vector128<byte> bytes) =>
            Vector128.Equals(bytes, Vector128.Create((byte)'\\')) | Vector128.Equals(bytes, Vector128.Create((byte)'\t'))
            | Vector128.Equals(bytes, Vector128.Create((byte)'\n')) | Vector128.Equals(bytes, Vector128.Create((byte)'\''));
    }
}
