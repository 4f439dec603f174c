using System.Buffers;
using System.Text;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>
/// Reads CSV as RFC 4180 has it, with an unquoted empty field for null; lines end in LF or CR LF. The header may name the columns in any order.
/// </summary>
internal sealed class CsvDecoder(TableSchema schema, CsvOptions options) : RecordDecoder(schema)
{
    private const byte Quote = (byte)'"';

    private readonly StoredValueConverter _values = new(schema);
    private readonly List<Field> _fields = new(schema.Columns.Length);
    private readonly byte _delimiter = (byte)options.Delimiter;

    // The field of each column.
    private int[] _fieldOf = [.. Enumerable.Range(0, schema.Columns.Length)];
    private byte[] _unquoted = new byte[256];
    private byte[] _binary = new byte[256];
    private bool _isInHeader = options.HasHeader;

    public override int Decode<TSink>(ReadOnlySpan<byte> bytes, bool isLast, ref TSink sink)
    {
        var start = 0;
        while (start < bytes.Length && !sink.IsFull && TrySplit(bytes[start..], isLast, out var length))
        {
            var line = bytes.Slice(start, length);
            if (_isInHeader)
                ReadHeader(line);
            else
                ReadRow(line, ref sink);
            _isInHeader = false;
            start += length;
        }

        return start;
    }

    private void ReadRow<TSink>(ReadOnlySpan<byte> line, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        if (_fields.Count != _fieldOf.Length)
            throw new FormatException($"Row {RowsDecoded + 1} has {_fields.Count} fields, the table {Schema} has {_fieldOf.Length}: {Excerpt(line)}");

        // Before the row begins, so that a row that is refused was not begun.
        for (var ordinal = 0; ordinal < _fieldOf.Length; ordinal++)
        {
            if (_fields[_fieldOf[ordinal]] is { Length: 0, IsQuoted: false })
                _values.CheckNull(ordinal, RowsDecoded + 1);
        }

        sink.BeginRow();
        for (var ordinal = 0; ordinal < _fieldOf.Length; ordinal++)
        {
            var field = _fields[_fieldOf[ordinal]];
            var text = line.Slice(field.Start, field.Length);
            if (field.IsQuoted)
                text = Unquote(text);
            if (text.IsEmpty && !field.IsQuoted)
                sink.Null(ordinal);
            else if (Schema.Columns[ordinal].Type == ColumnType.Binary && TryBinary(text, out var length))
                sink.Binary(ordinal, _binary.AsSpan(0, length));
            else
                _values.Text(ordinal, text, ref sink);
        }

        sink.EndRow();
        RowsDecoded++;
    }

    private void ReadHeader(ReadOnlySpan<byte> line)
    {
        var names = new List<string>();
        foreach (var field in _fields)
            names.Add(Encoding.UTF8.GetString(field.IsQuoted ? Unquote(line.Slice(field.Start, field.Length)) : line.Slice(field.Start, field.Length)));
        _fieldOf = [.. Schema.Columns.Select(column => names.IndexOf(column.Name))];
        if (names.Count == _fieldOf.Length && !_fieldOf.Contains(-1))
            return;

        var columns = string.Join(", ", Schema.Columns.Select(column => column.Name));
        throw new FormatException($"The header has the columns {string.Join(", ", names)}; the table {Schema} has {columns}.");
    }

    // As PostgreSQL writes bytea.
    private bool TryBinary(ReadOnlySpan<byte> text, out int length)
    {
        if (_binary.Length < text.Length / 2)
            _binary = new byte[text.Length];
        length = 0;
        return text.StartsWith("\\x"u8) && Convert.FromHexString(text[2..], _binary, out _, out length) == OperationStatus.Done;
    }

    // Finds the fields of the record that the text begins with; its length includes the line's end.
    private bool TrySplit(ReadOnlySpan<byte> text, bool isLast, out int length)
    {
        _fields.Clear();
        var position = 0;
        while (true)
        {
            var start = position;
            var isQuoted = position < text.Length && text[position] == Quote;
            int end;
            if (isQuoted)
            {
                start++;
                end = EndOfQuoted(text, start);
                position = end + 1;
            }
            else
            {
                var found = text[position..].IndexOfAny(_delimiter, (byte)'\n');
                end = position = found < 0 ? text.Length : position + found;
                if (end > start && end < text.Length && text[end] == '\n' && text[end - 1] == '\r')
                    end--;
            }

            // At the end of what is there, the LF of a CR may be still to come.
            var hasCarriageReturn = isQuoted && position < text.Length && text[position] == '\r';
            if (hasCarriageReturn)
                position++;
            if (position >= text.Length)
            {
                length = text.Length;
                _fields.Add(new Field(start, Math.Min(end, text.Length) - start, isQuoted));
                return isLast && position == text.Length;
            }

            _fields.Add(new Field(start, end - start, isQuoted));
            var separator = text[position++];
            if (separator == '\n')
            {
                length = position;
                return true;
            }

            if (separator != _delimiter || hasCarriageReturn)
                throw new FormatException($"A quoted field goes on after its quote: {Excerpt(text)}");
        }
    }

    // The position of the closing quote; the end of the text where there is none.
    private static int EndOfQuoted(ReadOnlySpan<byte> text, int start)
    {
        for (var position = start; position < text.Length; position += 2)
        {
            var quote = text[position..].IndexOf(Quote);
            if (quote < 0)
                break;
            position += quote;
            if (position + 1 >= text.Length || text[position + 1] != Quote)
                return position;
        }

        return text.Length;
    }

    private ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf(Quote) < 0)
            return text;
        if (_unquoted.Length < text.Length)
            _unquoted = new byte[text.Length * 2];
        var length = 0;
        for (var position = 0; position < text.Length; position++)
        {
            _unquoted[length++] = text[position];
            if (text[position] == Quote)
                position++;
        }

        return _unquoted.AsSpan(0, length);
    }

    private static string Excerpt(ReadOnlySpan<byte> line) => Encoding.UTF8.GetString(line[..Math.Min(line.Length, 80)]).TrimEnd();

    private readonly record struct Field(int Start, int Length, bool IsQuoted);
}
