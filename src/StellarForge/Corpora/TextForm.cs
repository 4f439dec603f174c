namespace StellarForge.Corpora;

/// <summary>What a recipe makes of the values of a list.</summary>
internal enum TextForm
{
    /// <summary>Nothing.</summary>
    AsIs,

    /// <summary>Lower-case ASCII letters and digits: what e-mail addresses and host names are made of.</summary>
    Slug,

    /// <summary>With a capital first letter.</summary>
    Capital,
}

internal static class TextForms
{
    public static string Apply(this TextForm form, string text, LocaleData data) => form switch
    {
        TextForm.Slug => string.Concat(data.ToLatin(text).ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)),
        TextForm.Capital when text.Length > 0 => char.ToUpperInvariant(text[0]) + text[1..],
        _ => text,
    };
}
