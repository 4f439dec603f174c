using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Text;

namespace StellarForge.Formats;

/// <summary>Reads objects as rows of a table; their members may stand in any order, each once. A column without a member is null.</summary>
/// <param name="schema">The table.</param>
/// <param name="skipsUnknown">Whether a member that the table has no column for is read past, whatever it holds, rather than refused.</param>
/// <param name="isStrict">Whether a value that its column can't hold is refused by a <see cref="ColumnValueException"/>, as where rows are stored, rather than
/// handed on as text. A number is then no text, and text no number.</param>
internal sealed class JsonRowDecoder(TableSchema schema, bool skipsUnknown, bool isStrict)
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

    /// <summary>Reads an object, which <see cref="WriteTo"/> then gives to a sink.</summary>
    /// <param name="text">The object.</param>
    /// <param name="line">Its line, from 1, for messages; 0 for a message of a broker.</param>
    /// <exception cref="FormatException">This is no object, or not one of the table.</exception>
    public void Read(ReadOnlySpan<byte> text, long line = 0)
    {
        var row = _row.Sink;
        row.BeginRow();
        Array.Clear(_isRead);
        try
        {
            var json = new Utf8JsonReader(text);
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
                throw new FormatException($"{Where(line)} is not an object: {Excerpt(text)}");
            for (var expected = 0; json.Read() && json.TokenType == JsonTokenType.PropertyName; expected++)
            {
                var ordinal = Ordinal(ref json, expected, line);
                if (ordinal < 0)
                {
                    json.Skip();
                    continue;
                }

                if (_isRead[ordinal])
                    throw new FormatException($"{Where(line)} has the member {schema.Columns[ordinal].Name} twice: {Excerpt(text)}");
                _isRead[ordinal] = true;
                json.Read();
                if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                    throw new FormatException($"{Where(line)}: the member {schema.Columns[ordinal].Name} is not a single value: {Excerpt(text)}");
                if (json.TokenType == JsonTokenType.Null)
                    row.Null(ordinal);
                else
                    Value(ordinal, json.TokenType, json.ValueIsEscaped ? Unescape(ref json) : json.ValueSpan, ref row);
            }

            if (json.Read())
                throw new FormatException($"{Where(line)} goes on after its object: {Excerpt(text)}");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Escapes that are no characters are the reader's InvalidOperationException.
            throw new FormatException($"{Where(line)} is not JSON ({error.Message}): {Excerpt(text)}", error);
        }

        if (_validator is not null)
        {
            _validator.Check(_row);
            return;
        }

        for (var ordinal = 0; ordinal < _isRead.Length; ordinal++)
        {
            if (_row.IsNull(ordinal))
                _values.CheckNull(ordinal, line);
        }
    }

    /// <summary>Gives the object that was read to a sink.</summary>
    public void WriteTo<TSink>(ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct =>
        _row.WriteTo(ref sink);

    private void Value(int ordinal, JsonTokenType token, ReadOnlySpan<byte> text, ref StagedRow.StagingSink row)
    {
        if (isStrict && !IsOf(token, schema.Columns[ordinal].Type))
            throw new ColumnValueException(
                schema, ordinal, ColumnValueError.WrongType, Encoding.UTF8.GetString(text[..Math.Min(text.Length, LongestExcerpt)]), TypeOf(token));
        if (schema.Columns[ordinal].Type == ColumnType.Binary && TryBinary(text, out var length))
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

    // The column of a member, or −1.
    private int Ordinal(ref Utf8JsonReader json, int expected, long line)
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

        return skipsUnknown ? -1 : throw new FormatException($"{Where(line)}: the table {schema} has no column {json.GetString()}.");
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

    private static string Where(long line) => line > 0 ? string.Create(CultureInfo.InvariantCulture, $"Line {line}") : "The message";

    private static string Excerpt(ReadOnlySpan<byte> text) =>
        PrintableText.Escape(Encoding.UTF8.GetString(text[..Math.Min(text.Length, LongestExcerpt)]));
}
