using System.Text;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>
/// Damages Avro messages. As a record has its values without names, one lacks a field where it ends before it; and of another type is what no value of the
/// field's type can be: a branch that the union does not have, a boolean of 2, text that is no text.
/// </summary>
internal sealed class AvroMessageDamager(TableSchema schema, AvroSchema writer, bool hasRegistry) : ColumnDamager(schema, hasSchemas: true, CanHave)
{
    // A registry counts from 1: the last ids of all are those that it comes to last.
    private const uint LastId = int.MaxValue;

    private readonly bool[] _isNullable = [.. schema.Columns.Select(column => column.IsNullable)];

    protected override void ReplaceSchema(ReadOnlySpan<byte> message, ulong random, RowBuffer buffer)
    {
        // A registry is asked for each id that is new: few of them.
        const uint Ids = 16;
        var id = hasRegistry ? LastId - (uint)(random % Ids) : AvroEnvelope.Read(message, hasRegistry, out _) ^ (1 + (random % byte.MaxValue));
        buffer.Append(AvroEnvelope.Of(id, hasRegistry));
        buffer.Append(message[AvroEnvelope.Length(hasRegistry)..]);
    }

    protected override void Damage(MessageFault fault, ReadOnlySpan<byte> message, int ordinal, ulong random, RowBuffer buffer)
    {
        var envelope = AvroEnvelope.Length(hasRegistry);
        var reader = new AvroReader(message[envelope..]);
        for (var field = 0; field < ordinal; field++)
            Skip(ref reader, field);
        buffer.Append(message[..(envelope + reader.Position)]);
        if (fault == MessageFault.MissingField)
            return;
        Skip(ref reader, ordinal);
        if (fault == MessageFault.WrongType)
            AppendWrongType(ordinal, random, buffer);
        else
            AppendValue(fault, ordinal, random, buffer);
        buffer.Append(message[(envelope + reader.Position)..]);
    }

    private static bool CanHave(MessageFault fault, ColumnSchema column) => fault switch
    {
        MessageFault.UnknownMember => HasUnknownMember(column),
        MessageFault.OutOfDomain => column.Type switch
        {
            ColumnType.Boolean or ColumnType.Int64 or ColumnType.Uuid => false,
            ColumnType.Binary => IsShort(column),
            _ => true,
        },
        MessageFault.MissingField => !column.IsNullable,
        _ => column.IsNullable || column.Type is ColumnType.Boolean or ColumnType.Text or ColumnType.Uuid,
    };

    private void Skip(ref AvroReader reader, int field)
    {
        if (!reader.TrySkip(writer.Fields[field].Type))
            throw new FormatException($"The message to be damaged ends before the end of its field {writer.Fields[field].Name}.");
    }

    private void AppendWrongType(int ordinal, ulong random, RowBuffer buffer)
    {
        if (_isNullable[ordinal])
            buffer.Append([(byte)(2 * (2 + (random % 60)))]);
        else if (Schema.Columns[ordinal].Type == ColumnType.Boolean)
            buffer.Append([(byte)(2 + (random % 100))]);
        else if (Schema.Columns[ordinal].Type == ColumnType.Uuid)
            AppendText(ordinal, "no UUID"u8, buffer);
        else
            AppendText(ordinal, [0xff, (byte)random], buffer);
    }

    private void AppendText(int ordinal, ReadOnlySpan<byte> text, RowBuffer buffer)
    {
        var sink = new AvroSink<NoFrame>(_isNullable, buffer, default);
        sink.Utf8(ordinal, text);
        sink.EndRow();
    }

    private void AppendValue(MessageFault fault, int ordinal, ulong random, RowBuffer buffer)
    {
        var column = Schema.Columns[ordinal];
        var sink = new AvroSink<NoFrame>(_isNullable, buffer, default);
        var more = (long)(random % 1_000);
        if (fault == MessageFault.UnknownMember)
        {
            if (column.Type == ColumnType.Text)
                sink.Utf8(ordinal, "?"u8);
            else if (column.Type == ColumnType.UInt64)
                sink.UInt64(ordinal, (ulong)UnknownNumber(column));
            else
                sink.Int64(ordinal, UnknownNumber(column));
            sink.EndRow();
            return;
        }

        const long DaysEnd = Canonical.LastDay + 1;
        switch (column.Type)
        {
            case ColumnType.UInt64: sink.Decimal(ordinal, -1 - more, 0); break;
            case ColumnType.Single: sink.Single(ordinal, float.NaN); break;
            case ColumnType.Double: sink.Double(ordinal, double.PositiveInfinity); break;
            case ColumnType.Decimal: sink.Decimal(ordinal, PowerOfTen(column.Precision) + more, column.Scale); break;
            case ColumnType.Text: sink.Utf8(ordinal, Encoding.UTF8.GetBytes(BadText(column, random))); break;
            case ColumnType.Date: sink.Date(ordinal, (int)(DaysEnd + more)); break;
            case ColumnType.Time: sink.Time(ordinal, TimeSpan.MicrosecondsPerDay + more); break;
            case ColumnType.Duration: sink.Duration(ordinal, long.MaxValue - more); break;
            case ColumnType.Timestamp or ColumnType.TimestampOffset: sink.Timestamp(ordinal, (DaysEnd * TimeSpan.MicrosecondsPerDay) + more); break;
            case ColumnType.Binary: sink.Binary(ordinal, new byte[column.MaxLength!.Value + 1 + more]); break;
            default: sink.Int64(ordinal, MaxOf(column.Type) + 1 + more); break;
        }

        sink.EndRow();
    }
}
