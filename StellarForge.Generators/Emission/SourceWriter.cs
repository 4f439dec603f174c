using System.Text;

namespace StellarForge.Generators.Emission;

/// <summary>Writes a template with all that is nested in it into one text.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new(16_384);
    private int _lineStart;

    public string Write(SourceCode code)
    {
        WriteCode(code, 0);
        return _text.ToString();
    }

    private void WriteContent(object? content, int indentation)
    {
        if (content is SourceCode { Separator: { } separator } sequence)
            WriteSequence(sequence, separator, indentation);
        else if (content is SourceCode code)
            WriteCode(code, indentation);
        else if (content is string text)
            WriteText(text, 0, indentation);
    }

    private void WriteCode(SourceCode code, int indentation)
    {
        var start = _text.Length;
        var endsInEmptyHole = false;
        for (var number = 0; number < code.Parts.Count; number++)
        {
            var (content, isLiteral) = code.Parts[number];
            if (isLiteral)
            {
                var literal = (string)content!;
                WriteText(literal, endsInEmptyHole ? RemoveEmptyLine(start, literal) : 0, indentation);
                endsInEmptyHole = false;
                continue;
            }

            var before = _text.Length;
            WriteContent(content, before == _lineStart ? indentation : SpacesFrom(_lineStart));
            endsInEmptyHole = _text.Length == before && IsBlankFrom(LineStart(start));
        }

        if (endsInEmptyHole)
            RemoveLastLine(start);
    }

    private void WriteSequence(SourceCode sequence, string separator, int indentation)
    {
        var start = _text.Length;
        foreach (var item in sequence.Parts)
        {
            var (length, lineStart) = (_text.Length, _lineStart);
            if (length > start)
                WriteText(separator, 0, indentation);
            var before = _text.Length;
            WriteContent(item.Content, indentation);
            if (_text.Length == before)
                (_text.Length, _lineStart) = (length, lineStart);
        }
    }

    // Lines that are not empty are indented when they begin.
    private void WriteText(string text, int from, int indentation)
    {
        while (from < text.Length)
        {
            var end = text.IndexOf('\n', from) is >= 0 and var lineEnd ? lineEnd + 1 : text.Length;
            if (_text.Length == _lineStart && text[from] != '\n')
                _text.Append(' ', indentation);
            _text.Append(text, from, end - from);
            if (text[end - 1] == '\n')
                _lineStart = _text.Length;
            from = end;
        }
    }

    // Removes the present line, which is blank, before the literal that ends it; returns where the literal goes on.
    private int RemoveEmptyLine(int start, string literal)
    {
        if (literal[0] != '\n')
            return 0;
        var lineStart = _text.Length = LineStart(start);
        var isAfterGap = lineStart - start > 1 && _text[lineStart - 2] is '\n' or '{';
        return literal.Length > 1 && literal[1] == '\n' && isAfterGap ? 2 : 1;
    }

    // Removes the blank line that a template ends in, and the blank lines before.
    private void RemoveLastLine(int start)
    {
        _text.Length = LineStart(start);
        while (_text.Length > start && _text[_text.Length - 1] == '\n')
            _text.Length--;
        for (_lineStart = _text.Length; _lineStart > 0 && _text[_lineStart - 1] != '\n';)
            _lineStart--;
    }

    // Where the present line begins within the template that began at start.
    private int LineStart(int start) => Math.Max(_lineStart, start);

    private bool IsBlankFrom(int index) => SpacesFrom(index) == _text.Length - index;

    private int SpacesFrom(int index)
    {
        var end = index;
        while (end < _text.Length && _text[end] == ' ')
            end++;
        return end - index;
    }
}
