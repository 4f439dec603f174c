using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>Reads an object per line; its members may stand in any order, each once. A column without a member is null.</summary>
/// <param name="schema">The table.</param>
/// <param name="isStrict">Whether a value that its column can't hold is refused by a <see cref="ColumnValueException"/>, as where rows are stored, rather than
/// handed on as text. A number is then no text, and text no number.</param>
internal sealed class JsonLinesDecoder(TableSchema schema, bool isStrict = false) : RecordDecoder(schema)
{
    private const int LongestExcerpt = 80;

    private readonly RowValidator? _validator = isStrict ? new(schema) : null;
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
                    Value(ordinal, json.TokenType, json.ValueIsEscaped ? Unescape(ref json) : json.ValueSpan, ref row);
            }

            if (json.Read())
                throw new FormatException($"Line {RowsDecoded + 1} goes on after its object: {Excerpt(line)}");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Escapes that are no characters are the reader's InvalidOperationException.
            throw new FormatException($"Line {RowsDecoded + 1} is not JSON ({error.Message}): {Excerpt(line)}", error);
        }

        if (_validator is not null)
        {
            _validator.Check(_row);
            return;
        }

        for (var ordinal = 0; ordinal < _isRead.Length; ordinal++)
        {
            if (_row.IsNull(ordinal))
                _values.CheckNull(ordinal, RowsDecoded + 1);
        }
    }

    private void Value(int ordinal, JsonTokenType token, ReadOnlySpan<byte> text, ref StagedRow.StagingSink row)
    {
        if (isStrict && !IsOf(token, Schema.Columns[ordinal].Type))
            throw new ColumnValueException(
                Schema, ordinal, ColumnValueError.WrongType, Encoding.UTF8.GetString(text[..Math.Min(text.Length, LongestExcerpt)]), TypeOf(token));
        if (Schema.Columns[ordinal].Type == ColumnType.Binary && TryBinary(text, out var length))
            row.Binary(ordinal, _binary.AsSpan(0, length));
        else
            _values.Text(ordinal, text, ref row);
    }

    private static bool IsOf(JsonTokenType token, ColumnType type) => token switch
    {
        JsonTokenType.True or JsonTokenType.False => type == ColumnType.Boolean,
        JsonTokenType.Number => type is > ColumnType.Boolean and <= ColumnType.Decimal,
        _ => type > ColumnType.Decimal,
    };

    private static string TypeOf(JsonTokenType token) => token switch
    {
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.Number => "a number",
        _ => "a string",
    };

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

    private static string Excerpt(ReadOnlySpan<byte> line) => Encoding.UTF8.GetString(line[..Math.Min(line.Length, LongestExcerpt)]);
}
