using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>Reads an object per line; its members may stand in any order, each once. A column without a member is null.</summary>
internal sealed class JsonLinesDecoder(TableSchema schema) : RecordDecoder(schema)
{
    private readonly StoredValueConverter _values = new(schema);
    private readonly StagedRow _row = new(schema);
    private readonly byte[][] _names = [.. schema.Columns.Select(column => Encoding.UTF8.GetBytes(column.Name))];

    // The column of each member of the line before: lines mostly have one order.
    private readonly int[] _order = [.. Enumerable.Range(0, schema.Columns.Length)];
    private readonly bool[] _isRead = new bool[schema.Columns.Length];
    private byte[] _unescaped = new byte[256];
    private byte[] _binary = new byte[256];

    public override int Decode<TSink>(ReadOnlySpan<byte> bytes, bool isLast, ref TSink sink)
    {
        var start = 0;
        while (start < bytes.Length && !sink.IsFull)
        {
            var length = bytes[start..].IndexOf((byte)'\n');
            if (length < 0 && !isLast)
                break;
            var line = length < 0 ? bytes[start..] : bytes.Slice(start, length);
            start += line.Length + (length < 0 ? 0 : 1);
            if (line.Trim(" \r\t"u8).IsEmpty)
                continue;
            Stage(line);
            _row.WriteTo(ref sink);
            RowsDecoded++;
        }

        return start;
    }

    private void Stage(ReadOnlySpan<byte> line)
    {
        var row = _row.Sink;
        row.BeginRow();
        Array.Clear(_isRead);
        try
        {
            var json = new Utf8JsonReader(line);
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
                throw new FormatException($"Line {RowsDecoded + 1} is not an object: {Excerpt(line)}");
            for (var expected = 0; json.Read() && json.TokenType == JsonTokenType.PropertyName; expected++)
            {
                var ordinal = Ordinal(ref json, expected);
                if (_isRead[ordinal])
                    throw new FormatException($"Line {RowsDecoded + 1} has the member {Schema.Columns[ordinal].Name} twice: {Excerpt(line)}");
                _isRead[ordinal] = true;
                json.Read();
                if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                    throw new FormatException($"Line {RowsDecoded + 1}: the member {Schema.Columns[ordinal].Name} is not a single value: {Excerpt(line)}");
                if (json.TokenType == JsonTokenType.Null)
                    row.Null(ordinal);
                else
                    Value(ordinal, json.ValueIsEscaped ? Unescape(ref json) : json.ValueSpan, ref row);
            }

            if (json.Read())
                throw new FormatException($"Line {RowsDecoded + 1} goes on after its object: {Excerpt(line)}");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Escapes that are no characters are the reader's InvalidOperationException.
            throw new FormatException($"Line {RowsDecoded + 1} is not JSON ({error.Message}): {Excerpt(line)}", error);
        }

        for (var ordinal = 0; ordinal < _isRead.Length; ordinal++)
        {
            if (_row.IsNull(ordinal))
                _values.CheckNull(ordinal, RowsDecoded + 1);
        }
    }

    private void Value(int ordinal, ReadOnlySpan<byte> text, ref StagedRow.StagingSink row)
    {
        if (Schema.Columns[ordinal].Type == ColumnType.Binary && TryBinary(text, out var length))
            row.Binary(ordinal, _binary.AsSpan(0, length));
        else
            _values.Text(ordinal, text, ref row);
    }

    private int Ordinal(ref Utf8JsonReader json, int expected)
    {
        if (expected < _order.Length && json.ValueTextEquals(_names[_order[expected]]))
            return _order[expected];
        for (var ordinal = 0; ordinal < _names.Length; ordinal++)
        {
            if (!json.ValueTextEquals(_names[ordinal]))
                continue;
            if (expected < _order.Length)
                _order[expected] = ordinal;
            return ordinal;
        }

        throw new FormatException($"Line {RowsDecoded + 1}: the table {Schema} has no column {json.GetString()}.");
    }

    private ReadOnlySpan<byte> Unescape(ref Utf8JsonReader json)
    {
        if (_unescaped.Length < json.ValueSpan.Length)
            _unescaped = new byte[2 * json.ValueSpan.Length];
        return _unescaped.AsSpan(0, json.CopyString(_unescaped));
    }

    private bool TryBinary(ReadOnlySpan<byte> text, out int length)
    {
        if (_binary.Length < text.Length)
            _binary = new byte[2 * text.Length];
        return Base64.DecodeFromUtf8(text, _binary, out _, out length) == OperationStatus.Done;
    }

    private static string Excerpt(ReadOnlySpan<byte> line) => Encoding.UTF8.GetString(line[..Math.Min(line.Length, 80)]);
}
