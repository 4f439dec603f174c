using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using StellarForge.Engine;

namespace StellarForge.ServiceDefaults;

/// <summary>
/// Reads settings from configuration. The framework's binder stops at the first value that it can't read, and passes keys that nobody knows: here each of
/// them is a mistake, with key and value.
/// </summary>
/// <param name="mistakes">Where mistakes go.</param>
internal sealed class SettingsReader(ICollection<string> mistakes)
{
    /// <summary>Reads the settings of a section. What is not there keeps its default.</summary>
    public T Read<T>(IConfigurationSection section)
        where T : new()
    {
        var settings = new T();
        ReadInto(settings, section);
        return settings;
    }

    /// <summary>The settings of a class: its properties that can be set.</summary>
    public static IEnumerable<PropertyInfo> SettingsOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite);

    /// <summary>Reads a time; <see langword="null"/> where that is none, as "10", which the framework takes for ten days.</summary>
    public static TimeSpan? ParseTime(string text) =>
        text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : Durations.Parse(text);

    /// <summary>Whether a setting has settings of its own.</summary>
    public static bool IsSection(Type type) => type.IsClass && type != typeof(string) && !typeof(IEnumerable).IsAssignableFrom(type);

    private void ReadInto(object settings, IConfigurationSection section)
    {
        var known = SettingsOf(settings.GetType()).ToList();

        // Not quoted: it may be a password in the wrong place.
        if (!string.IsNullOrEmpty(section.Value))
            mistakes.Add($"{section.Path}: a value stands where {string.Join(", ", known.Select(property => property.Name))} are to stand.");
        foreach (var child in section.GetChildren())
        {
            if (known.Find(property => property.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)) is { } property)
                property.SetValue(settings, Read(child, property.PropertyType, property.GetValue(settings)));
            else
                mistakes.Add($"{child.Path}: there is no such key. {NearNames.Suggest(child.Key, [.. known.Select(one => one.Name)])}");
        }
    }

    private object? Read(IConfigurationSection section, Type type, object? standard)
    {
        if (standard is IDictionary or IList && !string.IsNullOrEmpty(section.Value))
        {
            mistakes.Add($"{section.Path}: a value stands where {(standard is IList ? "a list is" : "names with values are")} to stand: {section.Path}:"
                + $"{(standard is IList ? "0" : "NAME")} and so on.");
        }

        if (standard is IDictionary entries)
        {
            var itemType = type.GetGenericArguments()[1];
            foreach (var child in IsSection(itemType) ? section.GetChildren() : Leaves(section))
            {
                entries[child.Path[(section.Path.Length + 1)..]] =
                    Read(child, itemType, IsSection(itemType) ? Activator.CreateInstance(itemType) : null) ?? Nothing(child, itemType);
            }

            return entries;
        }

        if (standard is IList list)
        {
            foreach (var child in section.GetChildren())
            {
                if (child.GetChildren().Any())
                    mistakes.Add($"{child.Path}: takes text, and is a section.");
                else if (!string.IsNullOrEmpty(child.Value))
                    list.Add(child.Value);
            }

            return list;
        }

        if (IsSection(type))
        {
            ReadInto(standard!, section);
            return standard;
        }

        if (section.GetChildren().Any())
        {
            mistakes.Add($"{section.Path}: takes {Describe(type)}, and is a section.");
            return standard;
        }

        // As null is written in files and in the environment.
        if (string.IsNullOrEmpty(section.Value))
            return standard is ValueType && Nullable.GetUnderlyingType(type) is null ? standard : null;
        if (Parse(section.Value, Nullable.GetUnderlyingType(type) ?? type) is { } value)
            return value;
        mistakes.Add($"{section.Path}: takes {Describe(type)}, not '{section.Value}'.");
        return standard;
    }

    // A key with a colon, as "08:00", counts as a section for the framework.
    private static IEnumerable<IConfigurationSection> Leaves(IConfigurationSection section) =>
        section.GetChildren().SelectMany(child => child.GetChildren().Any() ? Leaves(child) : [child]);

    // An entry without a value, where one has to be.
    private object? Nothing(IConfigurationSection section, Type type)
    {
        if (Nullable.GetUnderlyingType(type) is not null)
            return null;
        if (string.IsNullOrEmpty(section.Value))
            mistakes.Add($"{section.Path}: has no value; it takes {Describe(type)}.");
        return type.IsValueType ? Activator.CreateInstance(type) : "";
    }

    private static object? Parse(string text, Type type)
    {
        var invariant = CultureInfo.InvariantCulture;
        if (type == typeof(string))
            return text;
        if (type == typeof(bool))
            return bool.TryParse(text, out var flag) ? flag : null;
        if (type == typeof(double))
            return double.TryParse(text, NumberStyles.Float, invariant, out var number) && double.IsFinite(number) ? number : null;
        if (type == typeof(TimeSpan))
            return ParseTime(text);
        if (type.IsEnum)
            return Enum.GetValues(type).Cast<Enum>().FirstOrDefault(value => SettingNames.Of(value).Equals(text, StringComparison.OrdinalIgnoreCase));
        if (!decimal.TryParse(text, NumberStyles.Float, invariant, out var whole) || decimal.Truncate(whole) != whole)
            return null;
        try
        {
            return Convert.ChangeType(whole, type, invariant);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static string Describe(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(bool) ? "true or false"
            : type == typeof(double) ? "a number"
            : type == typeof(TimeSpan) ? "a time such as 00:00:01.5 or 1.5s"
            : type.IsEnum ? $"one of {string.Join(", ", Enum.GetValues(type).Cast<Enum>().Select(SettingNames.Of))}"
            : type == typeof(string) ? "text"
            : type == typeof(ulong) ? "a whole number, 0 or more"
            : "a whole number";
    }
}
