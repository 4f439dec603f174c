using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using StellarForge.Sinks;

namespace StellarForge.Targets.Sqlite;

/// <summary>
/// Times as text, as SQLite's own functions read them (<see href="https://www.sqlite.org/lang_datefunc.html"/>) and as Microsoft.Data.Sqlite and EF Core
/// write them, so that an application finds by equality what was loaded: a fraction without trailing zeros, spans as .NET's <c>c</c> format.
/// </summary>
internal static class SqliteText
{
    /// <summary><c>HH:mm:ss</c>, with a fraction where there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Time(ref byte destination, long microseconds) =>
        WithoutZeros(ref destination, Utf8Format.Time(ref destination, microseconds), 8);

    /// <summary><c>yyyy-MM-dd HH:mm:ss</c>, with a fraction where there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Timestamp(ref byte destination, long microseconds)
    {
        var days = Canonical.DaysOf(microseconds);
        Utf8Format.Date(ref destination, days);
        Unsafe.Add(ref destination, 10) = (byte)' ';
        return 11 + Time(ref Unsafe.Add(ref destination, 11), microseconds - (days * TimeSpan.MicrosecondsPerDay));
    }

    /// <summary>In upper case: SQLite compares text, and both write it so.</summary>
    public static int Uuid(ref byte destination, Guid value)
    {
        var length = Utf8Format.Uuid(ref destination, value);
        Ascii.ToUpperInPlace(MemoryMarshal.CreateSpan(ref destination, length), out _);
        return length;
    }

    /// <summary><c>[-][d.]hh:mm:ss</c>, with seven digits of fraction where there is one.</summary>
    public static int Duration(ref byte destination, long microseconds)
    {
        Canonical.ToTimeSpan(microseconds).TryFormat(MemoryMarshal.CreateSpan(ref destination, Utf8Format.MaxLength), out var length, "c");
        return length;
    }

    private static int WithoutZeros(ref byte text, int length, int shortest)
    {
        if (length == shortest)
            return length;
        while (Unsafe.Add(ref text, length - 1) == '0')
            length--;
        return length;
    }
}
