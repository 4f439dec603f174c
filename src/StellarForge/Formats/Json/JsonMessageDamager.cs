using System.Globalization;
using System.Text;
using System.Text.Json;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>Damages JSON messages. They name no schema.</summary>
internal sealed class JsonMessageDamager(TableSchema schema) : ColumnDamager(schema, hasSchemas: false, CanHave)
{
    private readonly JsonMemberNames _names = new(schema);

    protected override void ReplaceSchema(ReadOnlySpan<byte> message, ulong random, RowBuffer buffer) => throw new NotSupportedException();

    protected override void Damage(MessageFault fault, ReadOnlySpan<byte> message, int ordinal, ulong random, RowBuffer buffer)
    {
        var (start, end) = Find(message, ordinal);
        buffer.Append(message[..start]);
        if (fault == MessageFault.MissingField)
        {
            // What opens the object stands with the first member; the comma after it goes.
            if (ordinal == 0)
            {
                buffer.Append("{"u8);
                end += message[end] == (byte)',' ? 1 : 0;
            }
        }
        else
        {
            buffer.Append(_names.Bytes.AsSpan(ordinal * _names.Stride, _names.Lengths[ordinal]));
            buffer.Append(Encoding.UTF8.GetBytes(Value(fault, Schema.Columns[ordinal], random)));
        }

        buffer.Append(message[end..]);
    }

    private static bool CanHave(MessageFault fault, ColumnSchema column) => fault switch
    {
        MessageFault.UnknownMember => HasUnknownMember(column),
        MessageFault.OutOfDomain => column.Type switch
        {
            ColumnType.Boolean or ColumnType.Uuid => false,
            ColumnType.Binary => IsShort(column),
            _ => true,
        },
        MessageFault.MissingField => !column.IsNullable,
        _ => true,
    };

    // A member of our encoder, with what comes before its name: the members stand in the order of the columns.
    private static (int Start, int End) Find(ReadOnlySpan<byte> message, int ordinal)
    {
        var json = new Utf8JsonReader(message);
        json.Read();
        var start = 0;
        for (var member = 0; ; member++)
        {
            json.Read();
            json.Read();
            var end = (int)json.BytesConsumed;
            if (member == ordinal)
                return (start, end);
            start = end;
        }
    }

    private static string Value(MessageFault fault, ColumnSchema column, ulong random)
    {
        var more = (long)(random % 1_000);
        return fault switch
        {
            MessageFault.UnknownMember when column.Type == ColumnType.Text => "\"?\"",
            MessageFault.UnknownMember => UnknownNumber(column).ToString(CultureInfo.InvariantCulture),
            MessageFault.OutOfDomain => OutOfDomain(column, random),
            _ when column.Type <= ColumnType.Decimal => string.Create(CultureInfo.InvariantCulture, $"\"no number {more}\""),
            _ => more.ToString(CultureInfo.InvariantCulture),
        };
    }

    private static string OutOfDomain(ColumnSchema column, ulong random)
    {
        var more = (Int128)(random % 1_000);
        return column.Type switch
        {
            ColumnType.UInt64 => (more + ulong.MaxValue + 1).ToString(CultureInfo.InvariantCulture),
            ColumnType.Single or ColumnType.Double => "1e999",
            ColumnType.Decimal => (PowerOfTen(column.Precision - column.Scale) + more).ToString(CultureInfo.InvariantCulture),
            ColumnType.Text => $"\"{BadText(column, random).Replace("\0", "\\u0000", StringComparison.Ordinal)}\"",
            ColumnType.Date => "\"2024-02-30\"",
            ColumnType.Time => "\"24:00:01\"",
            ColumnType.Duration => "\"PT9999999999999H\"",
            ColumnType.Timestamp or ColumnType.TimestampOffset => "\"2024-02-30T00:00:00Z\"",
            ColumnType.Binary => $"\"{Convert.ToBase64String(new byte[column.MaxLength!.Value + 1 + (int)(random % 8)])}\"",
            _ => (more + MaxOf(column.Type) + 1).ToString(CultureInfo.InvariantCulture),
        };
    }
}
