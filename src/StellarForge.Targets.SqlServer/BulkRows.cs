using System.Data.SqlTypes;
using System.Runtime.CompilerServices;
using StellarForge.Data;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Targets.SqlServer;

/// <summary>
/// Rows as SqlBulkCopy takes them, each value in the type of its column. Of a reader that is not its own, SqlBulkCopy calls nothing
/// but <see cref="GetValue"/>, and is through with a value before it asks for the column's next. So there is one box for each column,
/// and its content is changed: this object alone makes and keeps the boxes.
/// </summary>
internal sealed class BulkRows : RowReader
{
    // Largest number that 96 bits hold: System.Decimal's.
    private const int DecimalDigits = 28;
    private const int RowsPerReport = 10_000;

    private static readonly object True = true;
    private static readonly object False = false;

    private readonly TableSchema _schema;
    private readonly object?[] _boxes;
    private readonly Action<long> _report;
    private readonly CancellationToken _cancellationToken;

    /// <summary>The rows of a source.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="report">Told of the rows read so far, now and then.</param>
    /// <param name="cancellationToken">Makes reading fail, and so the copy.</param>
    public BulkRows(RowSource rows, Action<long> report, CancellationToken cancellationToken)
        : base(rows)
    {
        _schema = rows.Schema;
        _boxes = new object?[FieldCount];
        _report = report;
        _cancellationToken = cancellationToken;
    }

    /// <summary>The rows read so far.</summary>
    public long Count { get; private set; }

    public override bool Read()
    {
        if (Count > 0 && Count % RowsPerReport == 0)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            _report(Count);
        }

        if (!base.Read())
            return false;
        Count++;
        return true;
    }

    public override object GetValue(int ordinal)
    {
        if (IsDBNull(ordinal))
            return DBNull.Value;
        var column = _schema.Columns[ordinal];
        return column.Type switch
        {
            ColumnType.Boolean => GetBoolean(ordinal) ? True : False,
            ColumnType.Byte => Box(ordinal, GetByte(ordinal)),
            ColumnType.SByte or ColumnType.Int16 => Box(ordinal, GetInt16(ordinal)),
            ColumnType.UInt16 or ColumnType.Int32 => Box(ordinal, GetInt32(ordinal)),
            ColumnType.UInt32 or ColumnType.Int64 => Box(ordinal, GetInt64(ordinal)),
            ColumnType.UInt64 => Box(ordinal, GetDecimal(ordinal)),
            ColumnType.Single => Box(ordinal, GetFloat(ordinal)),
            ColumnType.Double => Box(ordinal, GetDouble(ordinal)),
            ColumnType.Decimal when column.Precision <= DecimalDigits => Box(ordinal, GetDecimal(ordinal)),
            ColumnType.Decimal => Box(ordinal, ToSqlDecimal(GetFieldValue<Int128>(ordinal), column)),
            ColumnType.Date or ColumnType.Timestamp => Box(ordinal, GetDateTime(ordinal)),
            ColumnType.TimestampOffset => Box(ordinal, GetFieldValue<DateTimeOffset>(ordinal)),
            ColumnType.Time => Box(ordinal, GetFieldValue<TimeSpan>(ordinal)),
            ColumnType.Duration => Box(ordinal, Canonical.FromTimeSpan(GetFieldValue<TimeSpan>(ordinal))),
            ColumnType.Uuid => Box(ordinal, GetGuid(ordinal)),
            _ => base.GetValue(ordinal),
        };
    }

    // ECMA-335 III.4.32: unbox gives a pointer into the box, here written to before SqlBulkCopy sees the box again.
    private object Box<T>(int ordinal, T value)
        where T : struct
    {
        ref var box = ref _boxes[ordinal];
        if (box is null)
            return box = value;
        Unsafe.Unbox<T>(box) = value;
        return box;
    }

    private static SqlDecimal ToSqlDecimal(Int128 unscaled, ColumnSchema column)
    {
        var magnitude = (UInt128)Int128.Abs(unscaled);
        return new SqlDecimal(
            (byte)column.Precision, (byte)column.Scale, unscaled >= 0,
            (int)(uint)magnitude, (int)(uint)(magnitude >> 32), (int)(uint)(magnitude >> 64), (int)(uint)(magnitude >> 96));
    }
}
