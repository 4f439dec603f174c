using System.Text;

namespace StellarForge.Generators.Emission;

/// <summary>Writes indented source text.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string line = "")
    {
        if (line.Length > 0)
            _text.Append(' ', _depth * 4).Append(line);
        _text.Append('\n');
    }

    /// <summary>Writes several lines at the present depth.</summary>
    public void Lines(string lines)
    {
        foreach (var line in lines.Replace("\r", "").Split('\n'))
            Line(line);
    }

    public void Open(string line)
    {
        Line(line);
        Line("{");
        _depth++;
    }

    public void Close(string end = "}")
    {
        _depth--;
        Line(end);
    }

    /// <summary>Starts deeper: for text that is put into another writer's.</summary>
    public void Indent() => _depth++;

    /// <summary>Puts another writer's text in.</summary>
    public void Raw(string text) => _text.Append(text);

    public override string ToString() => _text.ToString();
}
