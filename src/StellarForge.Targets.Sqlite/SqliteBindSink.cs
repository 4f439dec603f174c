using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StellarForge.Sinks;
using StellarForge.Targets.Sqlite.Native;
using static StellarForge.Targets.Sqlite.Native.SqliteApi;

namespace StellarForge.Targets.Sqlite;

/// <summary>Binds a row's values to the parameters of an INSERT, and runs it. Full after a number of rows, so that the caller may look up.</summary>
internal unsafe struct SqliteBindSink : IRowSink
{
    // SQLITE_STATIC: the value stays where it is until the row is in.
    private const nint StaticMemory = 0;

    // The length of the longest text that is not the row's own.
    private const int Formatted = Utf8Format.MaxLength;

    // Exact doubles: a quotient of two is the nearest double of the decimal (IEEE 754 division rounds correctly).
    // No larger power of ten is one.
    internal static readonly double[] PowersOfTen =
        [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    // A double gives fifteen decimal digits back.
    private const long FirstInexact = 1_000_000_000_000_000;

    private readonly SqliteDatabase _database;
    private readonly nint _insert;
    private readonly RowMemory _memory;
    private readonly bool[] _exact;
    private readonly int _limit;
    private readonly List<int>? _left;
    private int _rows;
    private int _taken;
    private int _number;
    private long _bytes;

    /// <param name="database">The connection.</param>
    /// <param name="insert">An INSERT with a parameter for each column.</param>
    /// <param name="memory">Holds the row in hand.</param>
    /// <param name="exact">Of each column, whether its decimals are kept as text.</param>
    /// <param name="limit">The rows after which the sink is full.</param>
    /// <param name="left">Takes the numbers of the rows that did not go in, or <see langword="null"/>.</param>
    public SqliteBindSink(SqliteDatabase database, SqliteStatement insert, RowMemory memory, bool[] exact, int limit, List<int>? left) =>
        (_database, _insert, _memory, _exact, _limit, _left) = (database, insert.Handle, memory, exact, limit, left);

    public readonly bool IsFull => _rows >= _limit;

    /// <summary>Rows since <see cref="Clear"/>.</summary>
    public readonly int Rows => _rows;

    /// <summary>Of them, those that went into the table: a trigger may ignore a row, and a constraint may be declared to.</summary>
    public readonly int TakenRows => _taken;

    /// <summary>Bytes of values since <see cref="Clear"/>, numbers counting as 8.</summary>
    public readonly long Bytes => _bytes;

    public void Clear() => (_rows, _taken, _bytes) = (0, 0, 0);

    public readonly void BeginRow() => _memory.Clear();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndRow()
    {
        var code = Step(_insert);
        _ = Reset(_insert);
        if (code != Done)
            throw _database.Error();
        var taken = _database.Changes;
        if (taken == 0)
            _left?.Add(_number);
        _rows++;
        _number++;
        _taken += taken;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Null(int ordinal) => _ = BindNull(_insert, ordinal + 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Boolean(int ordinal, bool value) => Int64(ordinal, value ? 1 : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int16(int ordinal, short value) => Int64(ordinal, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int32(int ordinal, int value) => Int64(ordinal, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int64(int ordinal, long value)
    {
        _ = BindInt64(_insert, ordinal + 1, value);
        _bytes += sizeof(long);
    }

    public void UInt64(int ordinal, ulong value)
    {
        var text = _memory.Reserve(Formatted);
        BindFormatted(ordinal, text, Utf8Format.UInt64(ref *text, value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Single(int ordinal, float value) => Double(ordinal, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Double(int ordinal, double value)
    {
        _ = BindDouble(_insert, ordinal + 1, value);
        _bytes += sizeof(double);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Decimal(int ordinal, Int128 unscaled, int scale)
    {
        if (_exact[ordinal])
            ExactDecimal(ordinal, unscaled, scale);
        else if (unscaled > -FirstInexact && unscaled < FirstInexact && scale != 0 && scale < PowersOfTen.Length)
            Double(ordinal, (long)unscaled / PowersOfTen[scale]);
        else
            LongDecimal(ordinal, unscaled, scale);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Utf8(int ordinal, scoped ReadOnlySpan<byte> value)
    {
        var text = _memory.Reserve(value.Length);
        Unsafe.CopyBlockUnaligned(ref *text, ref MemoryMarshal.GetReference(value), (uint)value.Length);
        BindFormatted(ordinal, text, value.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Date(int ordinal, int days)
    {
        var text = _memory.Reserve(Formatted);
        BindFormatted(ordinal, text, Utf8Format.Date(ref *text, days));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Time(int ordinal, long microseconds)
    {
        var text = _memory.Reserve(Formatted);
        BindFormatted(ordinal, text, SqliteText.Time(ref *text, microseconds));
    }

    public void Duration(int ordinal, long microseconds)
    {
        var text = _memory.Reserve(Formatted);
        BindFormatted(ordinal, text, SqliteText.Duration(ref *text, microseconds));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Timestamp(int ordinal, long microseconds)
    {
        var text = _memory.Reserve(Formatted);
        BindFormatted(ordinal, text, SqliteText.Timestamp(ref *text, microseconds));
    }

    public void Uuid(int ordinal, Guid value)
    {
        var text = _memory.Reserve(Formatted);
        BindFormatted(ordinal, text, SqliteText.Uuid(ref *text, value));
    }

    public void Binary(int ordinal, scoped ReadOnlySpan<byte> value)
    {
        // SQLite takes a null pointer for NULL, whatever the length; this one never is.
        var bytes = _memory.Reserve(value.Length);
        value.CopyTo(new Span<byte>(bytes, value.Length));
        BindBytes(ordinal, bytes, value.Length);
    }

    private void BindBytes(int ordinal, byte* bytes, int length)
    {
        _database.Check(BindBlob(_insert, ordinal + 1, bytes, length, StaticMemory));
        _memory.Keep(length);
        _bytes += length;
    }

    // Zeros behind the point count for nothing. What still has more digits goes in as the bytes of its text, which no affinity rounds.
    private void LongDecimal(int ordinal, Int128 unscaled, int scale)
    {
        for (; scale > 0 && unscaled % 10 == 0; scale--)
            unscaled /= 10;
        if (scale == 0 && unscaled >= long.MinValue && unscaled <= long.MaxValue)
        {
            Int64(ordinal, (long)unscaled);
        }
        else if (unscaled > -FirstInexact && unscaled < FirstInexact && scale < PowersOfTen.Length)
        {
            Double(ordinal, (long)unscaled / PowersOfTen[scale]);
        }
        else
        {
            var text = _memory.Reserve(Formatted);
            BindBytes(ordinal, text, Utf8Format.Decimal(ref *text, unscaled, scale));
        }
    }

    private void ExactDecimal(int ordinal, Int128 unscaled, int scale)
    {
        var text = _memory.Reserve(Formatted);
        BindFormatted(ordinal, text, Utf8Format.Decimal(ref *text, unscaled, scale));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void BindFormatted(int ordinal, byte* text, int length)
    {
        _database.Check(BindText(_insert, ordinal + 1, text, length, StaticMemory));
        _memory.Keep(length);
        _bytes += length;
    }
}
