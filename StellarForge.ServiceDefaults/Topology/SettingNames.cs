namespace StellarForge.ServiceDefaults;

/// <summary>The names that configuration and the API have for values.</summary>
public static class SettingNames
{
    /// <summary>The name of a value: <c>flash-sale</c>.</summary>
    /// <param name="value">The value.</param>
    public static string Of(Enum value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return string.Concat(value.ToString().Select((letter, index) =>
            (index > 0 && char.IsUpper(letter) ? "-" : "") + char.ToLowerInvariant(letter)));
    }
}
