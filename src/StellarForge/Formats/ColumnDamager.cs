using System.Buffers.Text;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>Damages messages of which single values can be found and replaced.</summary>
internal abstract class ColumnDamager : MessageDamager
{
    private static readonly MessageFault[] Faults = Enum.GetValues<MessageFault>();

    // Of each fault, the columns that it is possible in.
    private readonly int[][] _columns;
    private readonly bool _hasSchemas;

    protected ColumnDamager(TableSchema schema, bool hasSchemas, Func<MessageFault, ColumnSchema, bool> canHave)
    {
        (Schema, _hasSchemas) = (schema, hasSchemas);
        _columns =
        [
            .. Faults.Select(fault => fault >= MessageFault.UnknownSchema ? []
                : Enumerable.Range(0, schema.Columns.Length).Where(ordinal => canHave(fault, schema.Columns[ordinal])).ToArray()),
        ];
    }

    protected TableSchema Schema { get; }

    /// <inheritdoc/>
    public sealed override MessageFault Possible(MessageFault fault)
    {
        while (!IsPossible(fault))
            fault++;
        return fault;
    }

    /// <inheritdoc/>
    public sealed override void Damage(MessageFault fault, ReadOnlySpan<byte> message, ulong random, MessageBuffer messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        fault = Possible(fault);
        switch (fault)
        {
            case MessageFault.NotTheFormat:
                messages.Bytes.Append("This is no message: "u8);
                Span<byte> digits = stackalloc byte[16];
                Utf8Formatter.TryFormat(random, digits, out var length, new('x', 16));
                messages.Bytes.Append(digits[..length]);
                break;
            case MessageFault.Truncated:
                // At least a byte is left: no bytes at all are something else to some brokers.
                messages.Bytes.Append(message[..(1 + (int)(random % (ulong)(message.Length - 1)))]);
                break;
            case MessageFault.UnknownSchema:
                ReplaceSchema(message, random, messages.Bytes);
                break;
            default:
                var columns = _columns[(int)fault];
                var (rest, index) = Math.DivRem(random, (ulong)columns.Length);
                Damage(fault, message, columns[(int)index], rest, messages.Bytes);
                break;
        }

        messages.EndMessage();
    }

    /// <summary>Appends a copy that names a schema which does not exist.</summary>
    protected abstract void ReplaceSchema(ReadOnlySpan<byte> message, ulong random, RowBuffer buffer);

    /// <summary>Appends a copy with a fault in one column.</summary>
    protected abstract void Damage(MessageFault fault, ReadOnlySpan<byte> message, int ordinal, ulong random, RowBuffer buffer);

    /// <summary>A number that an integer column's enumeration does not have, the least from 0 on; −1 where its type ends before.</summary>
    protected static long UnknownNumber(ColumnSchema column)
    {
        var number = 0L;
        while (column.Members.Any(member => member.Number == number))
            number++;
        return number <= MaxOf(column.Type) ? number : -1;
    }

    /// <summary>Whether the column is of an enumeration, and could have a value that is none of its members.</summary>
    protected static bool HasUnknownMember(ColumnSchema column) =>
        !column.Members.IsEmpty
        && (column.Type == ColumnType.Text || (column.Type is > ColumnType.Boolean and <= ColumnType.UInt64 && UnknownNumber(column) >= 0));

    /// <summary>A text that its column can't hold: one that is too long, or where that would be very long, one with a NUL.</summary>
    protected static string BadText(ColumnSchema column, ulong random) =>
        IsShort(column) ? new string('x', column.MaxLength!.Value + 1 + (int)(random % 8)) : "x\0";

    /// <summary>Whether a value that is longer than the column's is no burden.</summary>
    protected static bool IsShort(ColumnSchema column)
    {
        const int Short = 4_096;
        return column.MaxLength <= Short;
    }

    /// <summary>The largest value of an integer type; of one without a sign in 64 bits, what a signed one holds.</summary>
    protected static long MaxOf(ColumnType type) => type switch
    {
        ColumnType.SByte => sbyte.MaxValue,
        ColumnType.Byte => byte.MaxValue,
        ColumnType.Int16 => short.MaxValue,
        ColumnType.UInt16 => ushort.MaxValue,
        ColumnType.Int32 => int.MaxValue,
        ColumnType.UInt32 => uint.MaxValue,
        _ => long.MaxValue,
    };

    /// <summary>The least number with one digit more than a count.</summary>
    protected static Int128 PowerOfTen(int digits)
    {
        Int128 power = 1;
        for (; digits > 0; digits--)
            power *= 10;
        return power;
    }

    private bool IsPossible(MessageFault fault) => fault switch
    {
        MessageFault.Truncated or MessageFault.NotTheFormat => true,
        MessageFault.UnknownSchema => _hasSchemas,
        _ => _columns[(int)fault].Length > 0,
    };
}
