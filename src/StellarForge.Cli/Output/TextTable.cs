using System.Text;

namespace StellarForge.Cli.Output;

/// <summary>Lines up columns of text, for terminals and pipes alike.</summary>
/// <param name="headers">The heads of the columns; one that begins with <c>&gt;</c> is aligned to the right.</param>
internal sealed class TextTable(params IReadOnlyList<string> headers)
{
    private readonly List<string[]> _rows = [];

    /// <summary>The most characters of a cell; longer text is cut. Default 48.</summary>
    public int WidestCell { get; init; } = 48;

    public void Add(params ReadOnlySpan<string?> cells)
    {
        var row = new string[headers.Count];
        for (var i = 0; i < row.Length; i++)
            row[i] = Shorten(Messages.Printable(cells[i] ?? ""));
        _rows.Add(row);
    }

    public void Write(TextWriter output)
    {
        var heads = headers.Select(head => head.TrimStart('>')).ToArray();
        var widths = heads.Select((head, i) => _rows.Aggregate(head.Length, (width, row) => Math.Max(width, row[i].Length))).ToArray();

        WriteLine(output, heads, widths);
        WriteLine(output, [.. widths.Select(width => new string('─', width))], widths);
        foreach (var row in _rows)
            WriteLine(output, row, widths);
    }

    private void WriteLine(TextWriter output, string[] cells, int[] widths)
    {
        var line = new StringBuilder();
        for (var i = 0; i < cells.Length; i++)
            line.Append(headers[i].StartsWith('>') ? cells[i].PadLeft(widths[i]) : cells[i].PadRight(widths[i])).Append("  ");
        output.WriteLine(line.ToString().TrimEnd());
    }

    private string Shorten(string text) =>
        text.Length <= WidestCell ? text : $"{text.AsSpan(0, WidestCell - 1)}…";
}
