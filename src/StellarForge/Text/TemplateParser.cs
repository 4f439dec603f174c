using System.Globalization;
using System.Text;
using StellarForge.Corpora;

namespace StellarForge.Text;

/// <summary>
/// Reads the templates of <see cref="FakeAttribute"/>, the recipes of <see cref="FakeRecipes"/>, and the formats in the
/// locales' lists: three uses of one notation.
/// </summary>
/// <remarks>
/// <c>{{name.firstName}}</c> is a name of <see cref="FakeNames"/>. <c>#{name.first_name}</c> is a list of the locale; without a dot, a list beside the one that
/// the format stands in. A form may follow: <c>:slug</c> or <c>:capital</c>. The values of some lists are patterns of <c>#</c> (a digit), <c>!</c> (2 to 9) and
/// <c>?</c> (a letter). <c>{{'??-##'}}</c> is a pattern; <c>{{luhn '4###'}}</c> one with a check digit; <c>{{1..31}}</c> a number; <c>{{hex 8}}</c>,
/// <c>{{base58 8}}</c> and <c>{{lower 8}}</c> random characters. Everything else stands for itself.
/// </remarks>
internal static class TemplateParser
{
    /// <summary>Reads a template of the user's: a name, or text with names in double braces.</summary>
    /// <exception cref="ArgumentException">There is no such name.</exception>
    public static Segment Parse(string template, LocaleData data) =>
        template.Contains("{{", StringComparison.Ordinal) ? Sequence(template, data, "", TextForm.AsIs) : Named(template, data, TextForm.AsIs);

    /// <summary>The values of a list of the locale, formats filled in.</summary>
    public static Segment List(string path, LocaleData data) => List(path, data, "", TextForm.AsIs);

    /// <summary>Reads a pattern: <c>#</c> a digit, <c>?</c> an upper-case letter, <c>*</c> either, <c>\</c> takes the next character as it is.</summary>
    public static PatternSegment Pattern(string template, CheckDigit check = CheckDigit.None)
    {
        var text = new List<byte>();
        var places = new List<PatternSegment.Place>();
        for (var i = 0; i < template.Length; i++)
        {
            var alphabet = template[i] switch { '#' => Alphabets.Digits, '?' => Alphabets.Letters, '*' => Alphabets.LettersAndDigits, _ => null };
            if (alphabet is not null)
                places.Add(new(text.Count, alphabet));
            if (template[i] == '\\' && i + 1 < template.Length)
                i++;
            var length = char.IsHighSurrogate(template[i]) && i + 1 < template.Length ? 2 : 1;
            text.AddRange(Encoding.UTF8.GetBytes(template, i, length));
            i += length - 1;
        }

        // Room for the digits that are computed: in front of an account's own number, behind all others.
        if (check == CheckDigit.Iban)
        {
            text.InsertRange(2, "00"u8);
            places = [.. places.Select(place => place with { Position = place.Position + 2 })];
        }
        else if (check != CheckDigit.None)
        {
            text.Add((byte)'0');
        }
        return new PatternSegment([.. text], [.. places], check);
    }

    private static Segment Named(string name, LocaleData data, TextForm form) =>
        FakeNames.TryGet(name, out var alternatives)
            ? Choice([.. alternatives.Select(alternative => Sequence(alternative, data, "", form))])
            : throw new ArgumentException(
                $"There is no fake name '{name}'. The names are listed in docs/fake-names.md and in {nameof(FakeNames)}.{nameof(FakeNames.All)}.",
                nameof(name));

    private static Segment Sequence(string template, LocaleData data, string category, TextForm form)
    {
        var parts = new List<Segment>();
        var end = 0;
        foreach (var token in TemplateToken.In(template))
        {
            Add(Literal(template[end..token.Start]));
            end = token.End;
            Add(token.IsList ? List(token.Content, data, category, form) : Braces(token.Content, data, category, form));
        }
        Add(Literal(template[end..]));
        return parts.Count == 1 ? parts[0] : new SequenceSegment([.. parts]);

        LiteralSegment Literal(string text) => new(Encoding.UTF8.GetBytes(form.Apply(text, data)));

        // One flat row of parts, with neighbouring texts in one.
        void Add(Segment part)
        {
            if (part is SequenceSegment inner)
                Array.ForEach(inner.Parts, Add);
            else if (part is LiteralSegment text && parts.Count > 0 && parts[^1] is LiteralSegment before)
                parts[^1] = new LiteralSegment([.. before.Value, .. text.Value]);
            else if (part is not LiteralSegment { Value.Length: 0 })
                parts.Add(part);
        }
    }

    private static Segment Braces(string token, LocaleData data, string category, TextForm form)
    {
        if (token.Split("..") is [var first, var last] && Number(first) is { } from && Number(last) is { } to)
            return new CorpusSegment(Corpus.Of(Enumerable.Range(from, to - from + 1).Select(number => number.ToString(CultureInfo.InvariantCulture))));
        if (token.Split('\'') is [var check, var pattern, ""])
            return Pattern(pattern, check.Length > 0 ? Enum.Parse<CheckDigit>(check, ignoreCase: true) : CheckDigit.None);
        if (token.Split(' ') is [var kind, var length] && Number(length) is { } count && Alphabets.Named(kind) is { } alphabet)
            return new PatternSegment(new byte[count], [.. Enumerable.Range(0, count).Select(position => new PatternSegment.Place(position, alphabet))]);
        // Some of Bogus's lists write {{noun}} for a list beside them.
        if (category.Length > 0 && !token.Contains('.', StringComparison.Ordinal))
            return List(token, data, category, form);

        var (name, ownForm) = Form(token, form);
        return Named(name, data, ownForm);

        static int? Number(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static Segment List(string token, LocaleData data, string category, TextForm form)
    {
        var (name, ownForm) = Form(token, form);
        var path = Path(name, category);
        var values = data.Find(path) ?? throw new ArgumentException($"Locale '{data.Locale}' has no list '{path}'.", nameof(token));

        if (path is "address.building_number" or "address.secondary_address")
            return Choice([.. values.Select(value => DigitFormat(value, isNumber: true))]);
        if (path is "address.postcode" or "phone_number.formats")
            return Choice([.. values.Select(value => DigitFormat(value, isNumber: false))]);
        if (!values.Any(value => value.Contains('{', StringComparison.Ordinal)))
            return new CorpusSegment(data.Corpus(path, ownForm));

        // Some of Bogus's formats refer to lists that their locale lacks, or mix in patterns.
        category = path[..path.IndexOf('.', StringComparison.Ordinal)];
        string[] complete = [.. values.Where(IsComplete)];
        if (complete.Length == 0)
            complete = LocaleData.For(EnglishData.Code).Find(path)!;
        return Choice([.. complete.Select(value => Sequence(value, data, category, ownForm))]);

        bool IsComplete(string format)
        {
            var lists = TemplateToken.In(format).FindAll(token => token.IsList);
            return format.Count(character => character == '#') == lists.Count
                && lists.TrueForAll(token => data.Find(Path(Form(token.Content, form).Name, category)) is not null);
        }
    }

    // Bogus writes #{Name.first_name}, and #{first_name} for a list beside the one that the format stands in.
    private static string Path(string name, string category) =>
        name.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? name[..dot].ToLowerInvariant() + name[dot..] : $"{category}.{name}";

    private static (string Name, TextForm Form) Form(string token, TextForm inherited) =>
        token.Split(':') is [var name, var form] && Enum.TryParse<TextForm>(form, ignoreCase: true, out var own) ? (name, own) : (token, inherited);

    // Bogus's own notation; a number doesn't begin with 0.
    private static PatternSegment DigitFormat(string format, bool isNumber)
    {
        var text = Encoding.UTF8.GetBytes(format);
        var places = new List<PatternSegment.Place>();
        for (var i = 0; i < text.Length; i++)
        {
            var alphabet = text[i] switch
            {
                (byte)'#' => isNumber && (i == 0 || !char.IsAsciiDigit((char)text[i - 1]) && text[i - 1] != '#') ? Alphabets.LeadingDigits : Alphabets.Digits,
                (byte)'!' => Alphabets.HighDigits,
                (byte)'?' => Alphabets.Letters,
                _ => null,
            };
            if (alphabet is not null)
                places.Add(new(i, alphabet));
        }
        return new PatternSegment(text, [.. places]);
    }

    private static Segment Choice(Segment[] parts)
    {
        if (parts.Length == 1)
            return parts[0];
        return Array.TrueForAll(parts, part => part is LiteralSegment)
            ? new CorpusSegment(Corpus.Of(parts.Select(part => part.ToString()!)))
            : new ChoiceSegment(parts);
    }
}
