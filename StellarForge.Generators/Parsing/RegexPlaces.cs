namespace StellarForge.Generators.Parsing;

/// <summary>
/// Reads a regular expression that a text of fixed length can satisfy, as the characters that each of its places takes: literals, classes, <c>\d \w \s .</c>, groups,
/// and repetitions, of which an open one takes eight. Alternatives, references and looking around are more than that.
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
            var times = Times();
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
            case '^' or '$':
                return [];
            case '(':
                return Group(start, depth);
            case '[':
                return [Class(start)];
            case '\\':
                return Escape(start) is { Length: > 0 } escaped ? [escaped] : [];
            case '.':
                return [Letters];
            case '|' or '*' or '+' or '?' or '{':
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

    // A backslash and what follows: a class of characters, an anchor, or the character itself.
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
            'b' or 'A' or 'z' or 'Z' => "",
            't' => "\t",
            _ => char.IsLetterOrDigit(character) ? Fail(start) : character.ToString(),
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
            var from = _text[_at++];
            if (from == '\\')
            {
                characters.AddRange(Escape(_at - 1) ?? "");
                continue;
            }

            if (_at + 1 >= _text.Length || _text[_at] != '-' || _text[_at + 1] == ']')
            {
                characters.Add(from);
                continue;
            }

            var to = _text[_at + 1];
            _at += 2;
            for (var character = from; character <= to && characters.Count < 256; character++)
                characters.Add(character);
        }

        _at++;
        var made = negated ? (Capitals + Letters + Digits).Where(character => !characters.Contains(character)) : characters.Distinct();
        var places = string.Concat(made.Where(character => character is >= ' ' and <= '~'));
        if (places.Length == 0 || _at > _text.Length)
            Fail(start);
        return places;
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
                _at++;
                break;
            case '*' or '+':
                (most, _at) = (Usual, _at + 1);
                break;
            case '{':
                var end = _text.IndexOf('}', _at);
                var numbers = end < 0 ? [] : _text.Substring(_at + 1, end - _at - 1).Split(',');
                if (numbers.Length is 0 or > 2 || !int.TryParse(numbers[0], out least) || least > 1_000)
                    return Fail(start) is null ? 1 : 0;
                most = numbers.Length == 1 ? least : int.TryParse(numbers[1], out var limit) ? Math.Min(limit, Math.Max(least, Usual)) : Math.Max(least, Usual);
                _at = end + 1;
                break;
            default:
                return 1;
        }

        // A lazy repetition is as long as any other.
        if (_at < _text.Length && _text[_at] == '?')
            _at++;
        return Math.Max(least, most);
    }

    private string? Fail(int start)
    {
        _mistake ??= "'" + _text.Substring(Math.Min(start, _text.Length - 1), Math.Min(_text.Length - start, 12)) + "'";
        return null;
    }
}
