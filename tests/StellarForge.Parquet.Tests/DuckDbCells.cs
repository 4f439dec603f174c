using System.Globalization;
using System.Text;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Parquet.Tests;

/// <summary>Rows as the text that <see cref="Query"/> makes DuckDB print of them.</summary>
internal struct DuckDbCells() : IRowSink
{
    private readonly List<string?> _row = [];

    public List<string?[]> Rows { get; } = [];

    public readonly bool IsFull => false;

    /// <summary>The query that prints each value in the form of this sink.</summary>
    public static string Query(TableSchema table, string files) =>
        $"SELECT {string.Join(", ", table.Columns.Select(Expression))} FROM read_parquet('{files}') ORDER BY \"{table.Columns[0].Name}\"";

    public readonly void BeginRow() => _row.Clear();

    public readonly void EndRow() => Rows.Add([.. _row]);

    public readonly void Null(int ordinal) => _row.Add(null);

    public readonly void Boolean(int ordinal, bool value) => _row.Add(value ? "true" : "false");

    public readonly void Int16(int ordinal, short value) => Add(value);

    public readonly void Int32(int ordinal, int value) => Add(value);

    public readonly void Int64(int ordinal, long value) => Add(value);

    public readonly void UInt64(int ordinal, ulong value) => Add(value);

    public readonly void Single(int ordinal, float value) => Double(ordinal, value);

    public readonly void Double(int ordinal, double value) => Add(value);

    public readonly void Decimal(int ordinal, Int128 unscaled, int scale)
    {
        var digits = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        _row.Add($"{(unscaled < 0 ? "-" : "")}{digits[..^scale]}.{digits[^scale..]}");
    }

    public readonly void Utf8(int ordinal, scoped ReadOnlySpan<byte> value) => _row.Add(Encoding.UTF8.GetString(value));

    public readonly void Date(int ordinal, int days) => Add(days);

    public readonly void Time(int ordinal, long microseconds) => Add(microseconds);

    public readonly void Duration(int ordinal, long microseconds) => Add(microseconds);

    public readonly void Timestamp(int ordinal, long microseconds) => Add(microseconds);

    public readonly void Uuid(int ordinal, Guid value) => _row.Add(value.ToString());

    public readonly void Binary(int ordinal, scoped ReadOnlySpan<byte> value) => _row.Add(Convert.ToHexString(value));

    private readonly void Add<T>(T value)
        where T : IFormattable => _row.Add(value.ToString(null, CultureInfo.InvariantCulture));

    private static string Expression(ColumnSchema column)
    {
        var name = $"\"{column.Name}\"";
        return column.Type switch
        {
            ColumnType.Single => $"{name}::DOUBLE::VARCHAR",
            ColumnType.Date => $"({name} - DATE '1970-01-01')::VARCHAR",
            ColumnType.Time or ColumnType.Timestamp or ColumnType.TimestampOffset => $"epoch_us({name})::VARCHAR",
            ColumnType.Binary => $"hex({name})",
            _ => $"{name}::VARCHAR",
        };
    }
}
