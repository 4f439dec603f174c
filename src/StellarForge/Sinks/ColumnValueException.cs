using System.Globalization;
using StellarForge.Schema;
using StellarForge.Text;

namespace StellarForge.Sinks;

/// <summary>Why a column can't hold a value.</summary>
public enum ColumnValueError
{
    /// <summary>It is null, and the column takes none.</summary>
    Null,

    /// <summary>It is a value of another type.</summary>
    WrongType,

    /// <summary>It is a number or a time that the column has no room for, digits after a decimal's point included; or it is no finite number.</summary>
    OutOfRange,

    /// <summary>The column's enumeration does not have it.</summary>
    UnknownMember,

    /// <summary>It is longer than <see cref="ColumnSchema.MaxLength"/>.</summary>
    TooLong,

    /// <summary>It is not UTF-8, or has a NUL.</summary>
    InvalidText,
}

/// <summary>A value that its column can't hold. The message names the column, the value and the reason.</summary>
public sealed class ColumnValueException : FormatException
{
    // Of the value, in UTF-16 units.
    private const int LongestExcerpt = 60;

    // How many members a message lists.
    private const int MostMembers = 10;

    /// <summary>Makes the message.</summary>
    /// <param name="table">The table.</param>
    /// <param name="ordinal">The column.</param>
    /// <param name="error">What is wrong.</param>
    /// <param name="value">The value as text. It is cut, and its control characters are escaped.</param>
    /// <param name="actualType">What the value is instead, with its article (<c>a string</c>), or <see langword="null"/> where the value says that.</param>
    public ColumnValueException(TableSchema table, int ordinal, ColumnValueError error, string value = "", string? actualType = null)
        : base(Describe(table, ordinal, error, Excerpt(value), actualType)) =>
        (Column, Error, Value) = (table.Columns[ordinal], error, Excerpt(value));

    /// <summary>The column.</summary>
    public ColumnSchema Column { get; }

    /// <summary>What is wrong.</summary>
    public ColumnValueError Error { get; }

    /// <summary>The beginning of the value as text, with its control characters escaped; empty for null.</summary>
    public string Value { get; }

    private static string Describe(TableSchema table, int ordinal, ColumnValueError error, string value, string? actualType)
    {
        var column = table.Columns[ordinal];
        var reason = error switch
        {
            ColumnValueError.Null => $"There is no value for {column.Name}, a column of the table {table} that takes no null.",
            ColumnValueError.WrongType when actualType is not null => $"is {actualType}, not {TypeOf(column)}.",
            ColumnValueError.WrongType => $"is not {TypeOf(column)}.",
            ColumnValueError.OutOfRange => $"does not fit {TypeOf(column)}.",
            ColumnValueError.UnknownMember => $"is none of its members: {MembersOf(column)}.",
            ColumnValueError.TooLong => string.Create(CultureInfo.InvariantCulture, $"is longer than {column.MaxLength}, the most that the column takes."),
            _ => "is not UTF-8, or has a NUL.",
        };
        return error == ColumnValueError.Null ? reason : $"The value \"{value}\" of {column.Name}, a column of the table {table}, {reason}";
    }

    private static string TypeOf(ColumnSchema column) => column.Type switch
    {
        ColumnType.Boolean => "a boolean",
        ColumnType.SByte => "an integer from -128 to 127",
        ColumnType.Byte => "an integer from 0 to 255",
        ColumnType.Int16 => "an integer from -32768 to 32767",
        ColumnType.UInt16 => "an integer from 0 to 65535",
        ColumnType.Int32 => "an integer of 32 bits",
        ColumnType.UInt32 => "an unsigned integer of 32 bits",
        ColumnType.Int64 => "an integer of 64 bits",
        ColumnType.UInt64 => "an unsigned integer of 64 bits",
        ColumnType.Single => "a binary32 number",
        ColumnType.Double => "a binary64 number",
        ColumnType.Decimal => string.Create(CultureInfo.InvariantCulture, $"a decimal({column.Precision},{column.Scale})"),
        ColumnType.Date => "a date of the years 1 to 9999",
        ColumnType.Time => "a time of day in microseconds",
        ColumnType.Duration => "a span of time in microseconds",
        ColumnType.Timestamp or ColumnType.TimestampOffset => "a point in time of the years 1 to 9999, UTC, in microseconds",
        ColumnType.Uuid => "a UUID",
        ColumnType.Binary => "bytes",
        _ => "text",
    };

    private static string MembersOf(ColumnSchema column)
    {
        var members = column.Members.Take(MostMembers)
            .Select(member => column.Type == ColumnType.Text ? member.Name : string.Create(CultureInfo.InvariantCulture, $"{member.Name} ({member.Number})"));
        return string.Join(", ", members) + (column.Members.Length > MostMembers ? ", …" : "");
    }

    private static string Excerpt(string value)
    {
        var length = Math.Min(value.Length, LongestExcerpt);
        if (length < value.Length && char.IsHighSurrogate(value[length - 1]))
            length--;
        var text = PrintableText.Escape(value.AsSpan(0, length));
        return length < value.Length ? $"{text}…" : text;
    }
}
