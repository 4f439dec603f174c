using StellarForge.Generators.Emission;
using StellarForge.Generators.Parsing;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Values;

internal static partial class ValueAttributes
{
    public static readonly ValueAttribute Fake = new("StellarForge.FakeAttribute", TextValue.Fake);
    public static readonly ValueAttribute Text = new("StellarForge.TextAttribute", TextValue.Text);
    public static readonly ValueAttribute Pattern = new("StellarForge.PatternAttribute", TextValue.Pattern);
}

/// <summary>Text of a text source: <c>[Fake]</c>, <c>[Text]</c>, <c>[Pattern]</c>, and the default of strings.</summary>
/// <param name="Kind">The method of the core's <c>TextSource</c> that makes the source.</param>
/// <param name="Arguments">Its arguments: texts and numbers.</param>
/// <param name="CorpusName">The corpus as <c>locale/template</c>, or <see langword="null"/>.</param>
internal sealed record TextValue(string Kind, EquatableArray<object> Arguments, string? CorpusName = null) : ValueSpec
{
    private const string Prose = "Prose";

    // The text that the core cuts prose from is four times as long.
    private const int LongestSlice = 1 << 16;

    public override string? Corpus => CorpusName;

    public override bool IsDrawn => true;

    public override bool IsSlice => Kind == Prose && (int)Arguments[1] <= LongestSlice;

    public static ValueSpec? Fake(ValueReader reader)
    {
        if (!reader.Type.IsFreeText)
            return reader.Fail(Descriptors.WrongType, reader.Type.ClrType);

        var (template, locale) = (reader.TextArgument(0) ?? "", reader.Text("Locale") ?? "en");
        foreach (var name in FakeNameList.NamesIn(template))
        {
            if (!FakeNameList.All.Contains(name))
                return reader.FailAt("name", Descriptors.UnknownFakeName, name, FakeNameList.Suggestion(name));
        }

        return Locales.All.Contains(locale)
            ? Of(template, locale)
            : reader.FailAt("Locale", Descriptors.UnknownLocale, locale, Names.Suggestion(locale, Locales.All));
    }

    public static ValueSpec? Text(ValueReader reader)
    {
        if (!reader.Type.IsFreeText)
            return reader.Fail(Descriptors.WrongType, reader.Type.ClrType);
        var (min, max) = ((int)(reader.Number(0, "MinLength") ?? 0), (int)(reader.Number(1, "MaxLength") ?? 0));
        if (min < 0 || max < min)
            return reader.FailAt("minLength", Descriptors.EmptyBounds, min, max);
        return OfProse(min, max);
    }

    public static ValueSpec? Pattern(ValueReader reader)
    {
        if (!reader.Type.IsFreeText)
            return reader.Fail(Descriptors.WrongType, reader.Type.ClrType);
        var template = reader.TextArgument(0) ?? "";
        var length = template.Replace("\\\\", "#").Replace("\\", "").Length;
        return reader.Type.MaxLength < length
            ? reader.FailAt("template", Descriptors.LiteralTooLong, template, length, reader.Type.MaxLength!)
            : OfPattern(template);
    }

    /// <summary>A fake value that a convention asks for.</summary>
    public static TextValue Of(string template, string locale = "en") =>
        new("Fake", new([template, locale]), locale + "/" + template);

    /// <summary>Prose of a number of characters.</summary>
    public static TextValue OfProse(int min, int max) => new(Prose, new([min, max]));

    /// <summary>A template of digits and letters.</summary>
    public static TextValue OfPattern(string template) => new("Pattern", new([template])) { Domain = DomainOf(template) };

    /// <summary>One of the characters of each place.</summary>
    public static TextValue OfPlaces(IReadOnlyList<string> places) =>
        new("Places", new(places)) { Domain = (long)places.Aggregate(1m, (product, place) => System.Math.Min(long.MaxValue, product * place.Length)) };

    // Ten digits, 26 letters, or either in each place; a backslash takes the next character as it is.
    private static long DomainOf(string template)
    {
        var domain = 1m;
        for (var i = 0; i < template.Length && domain < long.MaxValue; i++)
        {
            domain *= template[i] switch { '#' => 10, '?' => 26, '*' => 36, _ => 1 };
            if (template[i] == '\\')
                i++;
        }

        return (long)System.Math.Min(domain, long.MaxValue);
    }

    public override SourceCode Code(CellWriter cell)
    {
        var arguments = string.Join(", ", Arguments.Select(argument => argument is string text ? Constants.Literal(text) : argument));
        var source = cell.Field("Source", "global::StellarForge.Generated.TextSource", $"global::StellarForge.Generated.TextSource.{Kind}({arguments})");
        string text;
        if (cell.Column.Unique)
        {
            var maxLength = cell.Type.MaxLength?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "int.MaxValue";
            var unique = cell.Field("Unique", "global::StellarForge.Generated.UniqueText",
                $"new(world, {CellWriter.SchemaOf}, {cell.PropertyLiteral}, {source}, {maxLength})");
            text = $"{unique}.At(row, ref random, ref scratch)";
        }
        else
        {
            text = cell.Cut($"{source}.Next(ref random, ref scratch)");
        }

        return $"""
            {cell.DeclareRandom}
            {cell.ReturnText(text)}
            """;
    }
}
