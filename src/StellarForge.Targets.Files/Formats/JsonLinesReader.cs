using System.Text;
using System.Text.Json;
using StellarForge.Sinks;

namespace StellarForge.Targets.Files.Formats;

/// <summary>Reads an object per line; its members may stand in any order. A column without a member is null.</summary>
internal sealed class JsonLinesReader(TableSchema table) : RecordReader
{
    private readonly TextValues _values = new(table, isoDurations: true);
    private readonly byte[][] _names = [.. table.Columns.Select(column => Encoding.UTF8.GetBytes(column.Name))];
    private readonly Member[] _members = new Member[table.Columns.Length];
    private byte[] _unescaped = new byte[256];

    public override int Read<TSink>(ReadOnlySpan<byte> buffer, bool ended, ref TSink sink)
    {
        var start = 0;
        while (start < buffer.Length)
        {
            var length = buffer[start..].IndexOf((byte)'\n');
            if (length < 0 && !ended)
                break;
            var line = length < 0 ? buffer[start..] : buffer.Slice(start, length);
            start += line.Length + (length < 0 ? 0 : 1);
            if (!line.Trim(" \r\t"u8).IsEmpty)
                Emit(line, ref sink);
        }

        return start;
    }

    private void Emit<TSink>(ReadOnlySpan<byte> line, ref TSink sink)
        where TSink : struct, IRowSink
    {
        try
        {
            Find(line);
        }
        catch (JsonException error)
        {
            throw new FormatException($"A line is not JSON ({error.Message}): {Excerpt(line)}", error);
        }

        sink.BeginRow();
        for (var ordinal = 0; ordinal < _members.Length; ordinal++)
        {
            var member = _members[ordinal];
            if (member.Length < 0)
                sink.Null(ordinal);
            else
                _values.Emit(ordinal, Value(line.Slice(member.Start, member.Length), member.IsEscaped), ref sink);
        }

        sink.EndRow();
    }

    // Where each column's value stands; a length of −1 is null.
    private void Find(ReadOnlySpan<byte> line)
    {
        Array.Fill(_members, new Member(0, -1, false));
        var json = new Utf8JsonReader(line);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
            throw new FormatException($"A line is not an object: {Excerpt(line)}");
        for (var expected = 0; json.Read() && json.TokenType == JsonTokenType.PropertyName; expected++)
        {
            var ordinal = Ordinal(ref json, expected);
            json.Read();
            if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                throw new FormatException($"The member {table.Columns[ordinal].Name} is not a single value: {Excerpt(line)}");
            if (json.TokenType == JsonTokenType.Null)
                continue;
            var quote = json.TokenType == JsonTokenType.String ? 1 : 0;
            _members[ordinal] = new Member((int)json.TokenStartIndex + quote, json.ValueSpan.Length, json.ValueIsEscaped);
        }

        if (json.Read())
            throw new FormatException($"A line goes on after its object: {Excerpt(line)}");
    }

    private int Ordinal(ref Utf8JsonReader json, int expected)
    {
        if (expected < _names.Length && json.ValueTextEquals(_names[expected]))
            return expected;
        for (var ordinal = 0; ordinal < _names.Length; ordinal++)
        {
            if (json.ValueTextEquals(_names[ordinal]))
                return ordinal;
        }

        throw new FormatException($"The table {table} has no column {Encoding.UTF8.GetString(json.ValueSpan)}.");
    }

    private ReadOnlySpan<byte> Value(ReadOnlySpan<byte> text, bool isEscaped)
    {
        if (!isEscaped)
            return text;

        // As a token of its own, between the quotes that stand around it in the line.
        if (_unescaped.Length < text.Length + 2)
            _unescaped = new byte[(text.Length + 2) * 2];
        _unescaped[0] = (byte)'"';
        text.CopyTo(_unescaped.AsSpan(1));
        _unescaped[text.Length + 1] = (byte)'"';
        var json = new Utf8JsonReader(_unescaped.AsSpan(0, text.Length + 2));
        json.Read();
        var value = new byte[text.Length];
        try
        {
            return value.AsSpan(0, json.CopyString(value));
        }
        catch (InvalidOperationException error)
        {
            throw new FormatException($"A text is not Unicode: {Excerpt(text)}", error);
        }
    }

    private static string Excerpt(ReadOnlySpan<byte> line) => Encoding.UTF8.GetString(line[..Math.Min(line.Length, 80)]);

    private readonly record struct Member(int Start, int Length, bool IsEscaped);
}
