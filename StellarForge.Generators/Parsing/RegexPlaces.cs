using System.Globalization;

namespace StellarForge.Generators.Parsing;

/// <summary>
/// Reads a regular expression that a text of fixed length can satisfy, as the characters that each of its places takes: literals, classes, <c>\d \w \s .</c>,
/// groups, and repetitions, of which an open one takes eight. Alternatives, references and looking around are more than that.
/// </summary>
internal sealed class RegexPlaces
{
    // How long an open repetition is.
    private const int Usual = 8;

    private const string Digits = "0123456789";
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";
    private const string Capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private readonly string _text;
    private int _at;
    private string? _mistake;

    private RegexPlaces(string text) => _text = text;

    /// <summary>The characters of each place, or what cannot be read.</summary>
    public static (List<string> Places, string? Mistake) Read(string expression)
    {
        var reader = new RegexPlaces(expression);
        var places = reader.Sequence(depth: 0);
        if (reader._mistake is null && reader._at < expression.Length)
            reader.Fail(reader._at);
        return (places, reader._mistake);
    }

    private List<string> Sequence(int depth)
    {
        var places = new List<string>();
        while (_mistake is null && _at < _text.Length && _text[_at] != ')')
        {
            var item = Item(depth);
            var (end, times) = (_at, Times());
            if (item.Count == 0 && _at > end)
                Fail(end);
            if (item.Count * (long)times + places.Count > 1_000)
                Fail(_at);
            for (var i = 0; i < times && _mistake is null; i++)
                places.AddRange(item);
        }

        return places;
    }

    private List<string> Item(int depth)
    {
        var start = _at;
        var character = _text[_at++];
        switch (character)
        {
            case '^' when start == 0:
            case '$' when _at == _text.Length:
                return [];
            case '(':
                return Group(start, depth);
            case '[':
                return [Class(start)];
            case '\\':
                return IsAnchor() ? [] : Escape(start) is { } escaped ? [escaped] : [];
            case '.':
                return [Letters];
            case '^' or '$' or '|' or '*' or '+' or '?' or '{':
                Fail(start);
                return [];
            default:
                if (character is < ' ' or > '~')
                    Fail(start);
                return [character.ToString()];
        }
    }

    private List<string> Group(int start, int depth)
    {
        if (_at < _text.Length && _text[_at] == '?')
        {
            if (_at + 1 >= _text.Length || _text[_at + 1] != ':')
                Fail(start);
            _at += 2;
        }

        if (depth > 16)
            Fail(start);
        var inside = _mistake is null ? Sequence(depth + 1) : [];
        if (_mistake is null && _at >= _text.Length)
            Fail(start);
        _at++;
        return inside;
    }

    // The beginning and the end of the text, where they are those of the expression.
    private bool IsAnchor()
    {
        var isAnchor = _at < _text.Length && (_text[_at] == 'A' ? _at == 1 : _text[_at] is 'z' or 'Z' && _at == _text.Length - 1);
        _at += isAnchor ? 1 : 0;
        return isAnchor;
    }

    // A backslash and what follows: a class of characters, or the character itself.
    private string? Escape(int start)
    {
        if (_at >= _text.Length)
            return Fail(start);
        var character = _text[_at++];
        return character switch
        {
            'd' => Digits,
            'w' => Capitals + Letters + Digits + "_",
            's' => " ",
            't' => "\t",
            _ => char.IsLetterOrDigit(character) || character is '_' or < ' ' or > '~' ? Fail(start) : character.ToString(),
        };
    }

    private string Class(int start)
    {
        var negated = _at < _text.Length && _text[_at] == '^';
        if (negated)
            _at++;
        var characters = new List<char>();
        for (var first = true; _mistake is null && _at < _text.Length && (_text[_at] != ']' || first); first = false)
        {
            var (at, from) = (_at, ClassPart(start));
            var isRange = _at + 1 < _text.Length && _text[_at] == '-' && _text[_at + 1] != ']';
            if (!isRange)
            {
                characters.AddRange(from);
                continue;
            }

            _at++;
            var to = ClassPart(start);

            // To .NET, an escaped hyphen begins no range.
            if (_text[at] == '\\' && from == "-" || from.Length != 1 || to.Length != 1 || from[0] > to[0] || to[0] > '~')
                Fail(start);
            else
                characters.AddRange(Enumerable.Range(from[0], to[0] - from[0] + 1).Select(code => (char)code));
        }

        _at++;
        var made = negated ? (Capitals + Letters + Digits).Where(character => !characters.Contains(character)) : characters.Distinct();
        var places = string.Concat(made.Where(character => character is >= ' ' and <= '~'));
        if (places.Length == 0 || _at > _text.Length)
            Fail(start);
        return places;
    }

    // A character of a class, or those of an escape. What .NET takes for more than a bracket, a class within the class or one to take away, is not read.
    private string ClassPart(int start)
    {
        var character = _text[_at++];
        if (character == '[' && _at < _text.Length && (_text[_at] == ':' || _text[_at - 2] == '-'))
            Fail(start);
        return character == '\\' ? Escape(start) ?? "" : character.ToString();
    }

    private int Times()
    {
        if (_mistake is not null || _at >= _text.Length)
            return 1;
        var start = _at;
        var (least, most) = (1, 1);
        switch (_text[_at])
        {
            case '?':
                (least, _at) = (0, _at + 1);
                break;
            case '*' or '+':
                (least, most, _at) = (_text[_at] == '*' ? 0 : 1, Usual, _at + 1);
                break;
            case '{':
                var end = _text.IndexOf('}', _at);
                var numbers = end < 0 ? [] : _text.Substring(_at + 1, end - _at - 1).Split(',');
                if (numbers.Length is 0 or > 2 || !IsCount(numbers[0], out least) || least > 1_000)
                    return Fail(start) is null ? 1 : 0;
                var limit = int.MaxValue;
                if (numbers.Length == 2 && numbers[1].Length > 0 && (!IsCount(numbers[1], out limit) || limit < least))
                    return Fail(start) is null ? 1 : 0;
                most = numbers.Length == 1 ? least : Math.Min(limit, Math.Max(least, Usual));
                _at = end + 1;
                break;
            default:
                return 1;
        }

        // A lazy repetition ends as soon as it may, and what is longer would not match as a whole.
        if (_at >= _text.Length || _text[_at] != '?')
            return most;
        _at++;
        return least;
    }

    private static bool IsCount(string text, out int count) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);

    private string? Fail(int start)
    {
        _mistake ??= "'" + _text.Substring(Math.Min(start, _text.Length - 1), Math.Min(_text.Length - start, 12)) + "'";
        return null;
    }
}
