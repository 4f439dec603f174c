using System.Text;
using StellarForge.Sinks;

namespace StellarForge.Targets.Files.Formats;

/// <summary>Reads CSV as RFC 4180 has it, with an unquoted empty field for null; lines end in LF or CR LF.</summary>
internal sealed class CsvReader(TableSchema table, CsvOptions options) : RecordReader
{
    private const byte Quote = (byte)'"';

    private readonly TextValues _values = new(table, isoDurations: false);
    private readonly List<Field> _fields = new(table.Columns.Length);
    private readonly byte _delimiter = (byte)options.Delimiter;
    private byte[] _unquoted = new byte[256];
    private bool _inHeader = options.HasHeader;

    public override int Read<TSink>(ReadOnlySpan<byte> buffer, bool ended, ref TSink sink)
    {
        var start = 0;
        while (start < buffer.Length && TrySplit(buffer[start..], ended, out var length))
        {
            var line = buffer.Slice(start, length);
            if (_inHeader)
                CheckHeader(line);
            else
                Emit(line, ref sink);
            _inHeader = false;
            start += length;
        }

        return start;
    }

    private void Emit<TSink>(ReadOnlySpan<byte> line, ref TSink sink)
        where TSink : struct, IRowSink
    {
        if (_fields.Count != table.Columns.Length)
            throw new FormatException($"A row has {_fields.Count} fields, the table {table} has {table.Columns.Length}: {Excerpt(line)}");

        sink.BeginRow();
        for (var ordinal = 0; ordinal < _fields.Count; ordinal++)
        {
            var field = _fields[ordinal];
            var text = line.Slice(field.Start, field.Length);
            if (field.IsQuoted)
                text = Unquote(text);
            else if (text.IsEmpty)
            {
                sink.Null(ordinal);
                continue;
            }

            _values.Emit(ordinal, text, ref sink);
        }

        sink.EndRow();
    }

    private void CheckHeader(ReadOnlySpan<byte> line)
    {
        var names = new List<string>();
        foreach (var field in _fields)
            names.Add(Encoding.UTF8.GetString(field.IsQuoted ? Unquote(line.Slice(field.Start, field.Length)) : line.Slice(field.Start, field.Length)));
        if (!names.SequenceEqual(table.Columns.Select(column => column.Name)))
            throw new FormatException($"The header has the columns {string.Join(", ", names)}; the table {table} has {string.Join(", ", table.Columns.Select(column => column.Name))}.");
    }

    // Finds the fields of the record that the text begins with; its length includes the line's end.
    private bool TrySplit(ReadOnlySpan<byte> text, bool ended, out int length)
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

            if (isQuoted && position < text.Length - 1 && text[position] == '\r')
                position++;
            if (position >= text.Length)
            {
                length = text.Length;
                _fields.Add(new Field(start, Math.Min(end, text.Length) - start, isQuoted));
                return ended && position == text.Length;
            }

            _fields.Add(new Field(start, end - start, isQuoted));
            var separator = text[position++];
            if (separator == '\n')
            {
                length = position;
                return true;
            }

            if (separator != _delimiter)
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
