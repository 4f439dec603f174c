using System.Globalization;
using System.Runtime.CompilerServices;

namespace StellarForge.Generators.Emission;

/// <summary>
/// Source text, written as a template that looks like it. What stands in a hole is indented on every line as the hole is; a sequence stands line by line;
/// a line with nothing but an empty hole is left out, with one of the blank lines around it.
/// </summary>
/// <remarks>A template keeps its parts as they are, so that nested ones are written once, by <see cref="SourceWriter"/>, when the whole is.</remarks>
[InterpolatedStringHandler]
internal sealed class SourceCode
{
    private readonly List<SourcePart> _parts;

    // The parameters are those that the compiler gives: between the holes stand at most so many literals and one more.
    public SourceCode(int literalLength, int holes) => _parts = new(2 * holes + Math.Min(1, literalLength));

    private SourceCode(IEnumerable<object> items, string separator) =>
        (_parts, Separator) = ([.. items.Select(item => new SourcePart(item, IsLiteral: false))], separator);

    public static SourceCode Empty { get; } = $"";

    /// <summary>The literals and holes in their order; of a sequence, the items.</summary>
    public IReadOnlyList<SourcePart> Parts => _parts;

    /// <summary>What stands between the items of a sequence that are not empty; <see langword="null"/> where this is no sequence.</summary>
    public string? Separator { get; }

    /// <summary>Members and the like, with a blank line between them.</summary>
    public static SourceCode Blocks(IEnumerable<SourceCode> blocks) => new(blocks, "\n\n");

    // Source files may have been checked out with line ends of two characters.
    public void AppendLiteral(string literal) => _parts.Add(new SourcePart(literal.Replace("\r", ""), IsLiteral: true));

    public void AppendFormatted(string? text) => _parts.Add(new SourcePart(text, IsLiteral: false));

    public void AppendFormatted(SourceCode? code) => _parts.Add(new SourcePart(code, IsLiteral: false));

    public void AppendFormatted(IEnumerable<object> lines) => AppendFormatted(new SourceCode(lines, "\n"));

    public void AppendFormatted(long number) => AppendFormatted(number.ToString(CultureInfo.InvariantCulture));

    public override string ToString() => new SourceWriter().Write(this);
}

/// <summary>A part of a template.</summary>
/// <param name="Content">A text, a template, or nothing.</param>
/// <param name="IsLiteral">Whether it stands in the template itself, and not in a hole.</param>
internal readonly record struct SourcePart(object? Content, bool IsLiteral);
