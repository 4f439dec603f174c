using System.Globalization;
using System.Text;
using StellarForge.Sinks;

namespace StellarForge.Testing.Models;

/// <summary>Rows as lines, each value with the method it came by.</summary>
public struct TextSink() : IRowSink
{
    private readonly StringBuilder _row = new();

    public List<string> Rows { get; } = [];

    public readonly bool IsFull => false;

    public readonly void BeginRow() => _row.Clear();

    public readonly void EndRow() => Rows.Add(_row.ToString());

    public readonly void Null(int ordinal) => Add(ordinal, "null", "");

    public readonly void Boolean(int ordinal, bool value) => Add(ordinal, nameof(Boolean), value);

    public readonly void Int16(int ordinal, short value) => Add(ordinal, nameof(Int16), value);

    public readonly void Int32(int ordinal, int value) => Add(ordinal, nameof(Int32), value);

    public readonly void Int64(int ordinal, long value) => Add(ordinal, nameof(Int64), value);

    public readonly void UInt64(int ordinal, ulong value) => Add(ordinal, nameof(UInt64), value);

    public readonly void Single(int ordinal, float value) => Add(ordinal, nameof(Single), value);

    public readonly void Double(int ordinal, double value) => Add(ordinal, nameof(Double), value);

    public readonly void Decimal(int ordinal, Int128 unscaled, int scale) => Add(ordinal, nameof(Decimal), $"{unscaled}e-{scale}");

    public readonly void Utf8(int ordinal, scoped ReadOnlySpan<byte> value) => Add(ordinal, nameof(Utf8), Encoding.UTF8.GetString(value));

    public readonly void Date(int ordinal, int days) => Add(ordinal, nameof(Date), days);

    public readonly void Time(int ordinal, long microseconds) => Add(ordinal, nameof(Time), microseconds);

    public readonly void Duration(int ordinal, long microseconds) => Add(ordinal, nameof(Duration), microseconds);

    public readonly void Timestamp(int ordinal, long microseconds) => Add(ordinal, nameof(Timestamp), microseconds);

    public readonly void Uuid(int ordinal, Guid value) => Add(ordinal, nameof(Uuid), value);

    public readonly void Binary(int ordinal, scoped ReadOnlySpan<byte> value) => Add(ordinal, nameof(Binary), Convert.ToHexString(value));

    private readonly void Add<T>(int ordinal, string method, T value) =>
        _row.Append(CultureInfo.InvariantCulture, $"{ordinal}:{method}={value} ");
}
