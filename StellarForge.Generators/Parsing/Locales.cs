namespace StellarForge.Generators.Parsing;

/// <summary>The locales that fake values have; a test compares them with the library's.</summary>
internal static class Locales
{
    public static readonly HashSet<string> All =
    [
        "af_ZA", "ar", "az", "cz", "de", "de_AT", "de_CH", "el", "en", "en_AU", "en_AU_ocker", "en_BORK", "en_CA", "en_GB", "en_IE", "en_IND", "en_NG",
        "en_US", "en_ZA", "es", "es_MX", "fa", "fi", "fr", "fr_CA", "fr_CH", "ge", "hr", "id_ID", "it", "ja", "ko", "lv", "nb_NO", "ne", "nl", "nl_BE",
        "pl", "pt_BR", "pt_PT", "ro", "ru", "sk", "sv", "tr", "uk", "vi", "zh_CN", "zh_TW", "zu_ZA",
    ];
}
