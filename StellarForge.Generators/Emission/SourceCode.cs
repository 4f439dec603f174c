using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace StellarForge.Generators.Emission;

/// <summary>
/// Source text, written as a template that looks like it. What stands in a hole is indented on every line as the hole is; a sequence stands line by line;
/// a line with nothing but an empty hole is left out, with one of the blank lines around it.
/// </summary>
[InterpolatedStringHandler]
internal sealed class SourceCode(int literalLength, int holes)
{
    private readonly StringBuilder _text = new(literalLength + holes * 32);
    private int _lineStart;
    private bool _endsInEmptyHole;

    public static SourceCode Empty { get; } = $"";

    /// <summary>Members and the like, with a blank line between them.</summary>
    public static string Blocks(IEnumerable<SourceCode> blocks) => Join("\n\n", blocks);

    public void AppendLiteral(string literal)
    {
        // Source files may have been checked out with line ends of two characters.
        literal = literal.Replace("\r", "");
        if (_endsInEmptyHole && literal[0] == '\n')
        {
            _text.Length = _lineStart;
            literal = literal.Substring(1);
            if (literal.Length > 0 && literal[0] == '\n' && _lineStart > 1 && _text[_lineStart - 2] is '\n' or '{')
                literal = literal.Substring(1);
        }

        if (literal.LastIndexOf('\n') is >= 0 and var last)
            _lineStart = _text.Length + last + 1;
        _text.Append(literal);
        _endsInEmptyHole = false;
    }

    public void AppendFormatted(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            _endsInEmptyHole = Indentation == _text.Length - _lineStart;
            return;
        }

        var indentation = Indentation;
        for (var start = 0; start < text!.Length;)
        {
            var end = text.IndexOf('\n', start) is >= 0 and var lineEnd ? lineEnd + 1 : text.Length;
            if (start > 0 && text[start] != '\n')
                _text.Append(' ', indentation);
            _text.Append(text, start, end - start);
            if (text[end - 1] == '\n')
                _lineStart = _text.Length;
            start = end;
        }

        _endsInEmptyHole = false;
    }

    public void AppendFormatted(SourceCode? code) => AppendFormatted(code?.ToString());

    public void AppendFormatted(IEnumerable<object> lines) => AppendFormatted(Join("\n", lines));

    public void AppendFormatted(long number) => AppendFormatted(number.ToString(CultureInfo.InvariantCulture));

    public override string ToString() => _endsInEmptyHole ? _text.ToString(0, _lineStart).TrimEnd('\n') : _text.ToString();

    private static string Join(string separator, IEnumerable<object> items) =>
        string.Join(separator, items.Select(item => item.ToString()).Where(item => item.Length > 0));

    // The spaces that the present line begins with.
    private int Indentation
    {
        get
        {
            var end = _lineStart;
            while (end < _text.Length && _text[end] == ' ')
                end++;
            return end - _lineStart;
        }
    }
}
