using System.Buffers;
using System.Text;
using StellarForge.Formats;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Targets.MySql;

/// <summary>Reads lines for LOAD DATA, as the server would; see <see cref="LoadDataFormat"/>.</summary>
internal sealed class LoadDataDecoder(TableSchema schema) : RecordDecoder(schema)
{
    private readonly StoredValueConverter _values = new(schema);
    private readonly StagedRow _row = new(schema);
    private byte[] _text = new byte[256];

    public override int Decode<TSink>(ReadOnlySpan<byte> bytes, bool isLast, ref TSink sink)
    {
        var start = 0;
        while (start < bytes.Length && !sink.IsFull)
        {
            var length = FindEnd(bytes[start..], (byte)'\n');
            if (length < 0)
            {
                if (isLast)
                    throw new FormatException($"Row {RowsDecoded + 1} has no end: {Excerpt(bytes[start..])}");
                break;
            }

            Stage(bytes.Slice(start, length));
            _row.WriteTo(ref sink);
            RowsDecoded++;
            start += length + 1;
        }

        return start;
    }

    private void Stage(ReadOnlySpan<byte> line)
    {
        var row = _row.Sink;
        row.BeginRow();
        var rest = line;
        for (var ordinal = 0; ordinal < Schema.Columns.Length; ordinal++)
        {
            var isLast = ordinal == Schema.Columns.Length - 1;
            var length = FindEnd(rest, (byte)'\t');
            if (length < 0 != isLast)
                throw new FormatException($"Row {RowsDecoded + 1} does not have the {Schema.Columns.Length} fields of the table {Schema}: {Excerpt(line)}");
            Value(ordinal, isLast ? rest : rest[..length], ref row);
            rest = isLast ? default : rest[(length + 1)..];
        }
    }

    private void Value(int ordinal, ReadOnlySpan<byte> field, ref StagedRow.StagingSink row)
    {
        if (field.SequenceEqual("\\N"u8))
        {
            _values.CheckNull(ordinal, RowsDecoded + 1);
            row.Null(ordinal);
            return;
        }

        if (_text.Length < field.Length)
            _text = new byte[2 * field.Length];
        if (Schema.Columns[ordinal].Type == ColumnType.Binary && Convert.FromHexString(field, _text, out _, out var length) == OperationStatus.Done)
            row.Binary(ordinal, _text.AsSpan(0, length));
        else
            _values.Text(ordinal, Unescape(field), ref row);
    }

    // A backslash before each character that is not meant as it stands.
    private ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> field)
    {
        if (field.IndexOf((byte)'\\') < 0)
            return field;
        var length = 0;
        for (var position = 0; position < field.Length; position++)
        {
            if (field[position] == '\\' && ++position == field.Length)
                throw new FormatException($"Row {RowsDecoded + 1} has a field that ends in a backslash: {Excerpt(field)}");
            _text[length++] = field[position];
        }

        return _text.AsSpan(0, length);
    }

    // Where a line or a field ends: not at an escaped character.
    private static int FindEnd(ReadOnlySpan<byte> bytes, byte end)
    {
        for (var position = 0; ; position += 2)
        {
            var found = position < bytes.Length ? bytes[position..].IndexOfAny(end, (byte)'\\') : -1;
            if (found < 0)
                return -1;
            position += found;
            if (bytes[position] == end)
                return position;
        }
    }

    private static string Excerpt(ReadOnlySpan<byte> line) => Encoding.UTF8.GetString(line[..Math.Min(line.Length, 80)]);
}
