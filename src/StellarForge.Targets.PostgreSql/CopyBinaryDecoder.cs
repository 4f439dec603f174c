using System.Buffers.Binary;
using StellarForge.Sinks;

namespace StellarForge.Targets.PostgreSql;

/// <summary>
/// Decodes the tuples of binary COPY (<see href="https://www.postgresql.org/docs/current/sql-copy.html"/>, “Binary Format”), each value by the type
/// that the database has, into what the model's column holds. A value that the model can't hold reaches the sink as text: it then
/// differs from every value of the model, and a person can read it.
/// </summary>
internal sealed partial class CopyBinaryDecoder
{
    private const int DaysTo2000 = 10_957;
    private const long MicrosecondsTo2000 = DaysTo2000 * TimeSpan.MicrosecondsPerDay;

    private readonly ColumnType[] _columns;
    private readonly int[] _scales;
    private readonly Wire[] _wires;

    /// <summary>A decoder for a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="types">The database's types by column.</param>
    public CopyBinaryDecoder(TableSchema table, IReadOnlyDictionary<string, string> types)
    {
        _columns = [.. table.Columns.Select(column => column.Type)];
        _scales = [.. table.Columns.Select(column => column.Type == ColumnType.Decimal ? column.Scale : 0)];
        _wires = [.. table.Columns.Select(column => WireOf(types.GetValueOrDefault(column.Name, "")))];
    }

    private enum Wire : byte
    {
        Other, Boolean, Int16, Int32, Int64, Single, Double, Numeric, Text, Jsonb, Date, Time, Timestamp, Interval, Uuid, Binary,
    }

    /// <summary>Whether a column's type is none of those known here, and has to be cast. (char(n) too: the cast takes the padding off.)</summary>
    public bool ReadsAsText(int ordinal) => _wires[ordinal] == Wire.Other;

    /// <summary>Decodes all whole tuples.</summary>
    /// <returns>The bytes that were used.</returns>
    public int Read<TSink>(ReadOnlySpan<byte> data, ref TSink sink)
        where TSink : struct, IRowSink
    {
        var position = 0;
        while (LengthOfTuple(data[position..]) is var length and > 0)
        {
            var tuple = data.Slice(position + 2, length - 2);
            sink.BeginRow();
            for (var ordinal = 0; ordinal < _wires.Length; ordinal++)
            {
                var size = BinaryPrimitives.ReadInt32BigEndian(tuple);
                tuple = tuple[4..];
                if (size < 0)
                {
                    sink.Null(ordinal);
                    continue;
                }

                Value(ordinal, tuple[..size], ref sink);
                tuple = tuple[size..];
            }

            sink.EndRow();
            position += length;
        }

        return position;
    }

    // 0 for a tuple that is not all there, and for the trailer.
    private static int LengthOfTuple(ReadOnlySpan<byte> data)
    {
        if (data.Length < 2)
            return 0;
        var fields = BinaryPrimitives.ReadInt16BigEndian(data);
        if (fields < 0)
            return 0;
        var length = 2;
        for (; fields > 0; fields--)
        {
            if (data.Length - length < 4)
                return 0;
            length += 4 + Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(data[length..]));
            if (length > data.Length)
                return 0;
        }

        return length;
    }

    private void Value<TSink>(int ordinal, ReadOnlySpan<byte> value, ref TSink sink)
        where TSink : struct, IRowSink
    {
        switch (_wires[ordinal])
        {
            case Wire.Boolean: Boolean(ordinal, value[0] != 0, ref sink); break;
            case Wire.Int16: Integer(ordinal, BinaryPrimitives.ReadInt16BigEndian(value), ref sink); break;
            case Wire.Int32: Integer(ordinal, BinaryPrimitives.ReadInt32BigEndian(value), ref sink); break;
            case Wire.Int64: Integer(ordinal, BinaryPrimitives.ReadInt64BigEndian(value), ref sink); break;
            case Wire.Single: Single(ordinal, BinaryPrimitives.ReadSingleBigEndian(value), ref sink); break;
            case Wire.Double: Double(ordinal, BinaryPrimitives.ReadDoubleBigEndian(value), ref sink); break;
            case Wire.Numeric: Numeric(ordinal, value, ref sink); break;
            case Wire.Jsonb: Text(ordinal, value[1..], ref sink); break;
            case Wire.Date: Date(ordinal, BinaryPrimitives.ReadInt32BigEndian(value), ref sink); break;
            case Wire.Time: Span(ordinal, BinaryPrimitives.ReadInt64BigEndian(value), ref sink); break;
            case Wire.Timestamp: Timestamp(ordinal, BinaryPrimitives.ReadInt64BigEndian(value), ref sink); break;
            case Wire.Interval: Interval(ordinal, value, ref sink); break;
            case Wire.Uuid: Uuid(ordinal, value, ref sink); break;
            case Wire.Binary when _columns[ordinal] == ColumnType.Binary: sink.Binary(ordinal, value); break;
            case Wire.Binary: Stranger(ordinal, Convert.ToHexString(value), ref sink); break;
            default: Text(ordinal, value, ref sink); break;
        }
    }

    private static Wire WireOf(string type) => type switch
    {
        "bool" => Wire.Boolean,
        "int2" => Wire.Int16,
        "int4" => Wire.Int32,
        "int8" => Wire.Int64,
        "float4" => Wire.Single,
        "float8" => Wire.Double,
        "numeric" => Wire.Numeric,
        "text" or "varchar" or "json" => Wire.Text,
        "jsonb" => Wire.Jsonb,
        "date" => Wire.Date,
        "time" => Wire.Time,
        "timestamp" or "timestamptz" => Wire.Timestamp,
        "interval" => Wire.Interval,
        "uuid" => Wire.Uuid,
        "bytea" => Wire.Binary,
        _ => Wire.Other,
    };
}
