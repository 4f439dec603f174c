namespace StellarForge.Text;

/// <summary>What stands in a template's braces.</summary>
/// <param name="Start">Where it begins, braces included.</param>
/// <param name="End">Where the template goes on.</param>
/// <param name="IsList">Whether it is <c>#{a list}</c> rather than <c>{{a name}}</c>.</param>
/// <param name="Content">The inside, without spaces around it.</param>
internal readonly record struct TemplateToken(int Start, int End, bool IsList, string Content)
{
    /// <summary>Finds the tokens of a template. Braces that hold nothing, or other braces, are text.</summary>
    /// <param name="template">The template.</param>
    // Not a regular expression: loading that library would take longer than all else here.
    public static List<TemplateToken> In(string template)
    {
        var tokens = new List<TemplateToken>();
        for (var i = 0; i + 2 < template.Length; i++)
        {
            var isList = template[i] == '#';
            if (template[i + 1] != '{' || !isList && template[i] != '{')
                continue;

            var length = template.AsSpan(i + 2).IndexOfAny('{', '}');
            var close = isList ? "}" : "}}";
            if (length < 0 || !template.AsSpan(i + 2 + length).StartsWith(close) || template.AsSpan(i + 2, length).Trim().IsEmpty)
                continue;

            var end = i + 2 + length + close.Length;
            tokens.Add(new(i, end, isList, template.AsSpan(i + 2, length).Trim().ToString()));
            i = end - 1;
        }
        return tokens;
    }
}
