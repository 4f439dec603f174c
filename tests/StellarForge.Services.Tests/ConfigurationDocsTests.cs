using System.Collections;
using System.Globalization;
using System.Reflection;
using StellarForge.ServiceDefaults;

namespace StellarForge.Services.Tests;

public class ConfigurationDocsTests
{
    [Fact]
    public void The_docs_have_every_key_its_default_and_whether_it_reloads()
    {
        var rows = File.ReadLines(DocsFile()).Where(line => line.StartsWith("| `StellarForge:", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToList();

        rows.Select(cells => (Key: cells[1].Trim('`'), Default: cells[2].Trim('`'), Reloads: cells[4]))
            .ShouldBe(Keys(TopologyOptions.Section, new TopologyOptions(), isReloaded: false));
        rows.ShouldAllBe(cells => cells[5].Length > 0);
    }

    private static IEnumerable<(string Key, string Default, string Reloads)> Keys(string path, object settings, bool isReloaded)
    {
        foreach (var setting in SettingsReader.SettingsOf(settings.GetType()))
        {
            var key = $"{path}:{setting.Name}";
            var reloads = isReloaded || setting.GetCustomAttribute<ReloadsAttribute>() is not null;
            var value = setting.GetValue(settings);
            if (value is IDictionary && setting.PropertyType.GetGenericArguments()[1] is var item && SettingsReader.IsSection(item))
            {
                foreach (var below in Keys($"{key}:NAME", Activator.CreateInstance(item)!, reloads))
                    yield return below;
            }
            else if (SettingsReader.IsSection(setting.PropertyType))
            {
                foreach (var below in Keys(key, value!, reloads))
                    yield return below;
            }
            else
            {
                var entry = value is IDictionary ? EntryOf(setting.Name) : value is IList ? ":0" : "";
                yield return ($"{key}{entry}", Text(value), reloads ? "yes" : "no");
            }
        }
    }

    private static string EntryOf(string name) => name == nameof(StreamSettings.Schedule) ? ":hh:mm" : ":TABLE";

    private static string Text(object? value) => value switch
    {
        null or ICollection => "–",
        bool flag => flag ? "true" : "false",
        Enum name => SettingNames.Of(name),
        TimeSpan time => time.ToString(time.Milliseconds > 0 ? @"hh\:mm\:ss\.fff" : @"hh\:mm\:ss", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string DocsFile([System.Runtime.CompilerServices.CallerFilePath] string source = "") =>
        Path.Combine(Path.GetDirectoryName(source)!, "../../docs/configuration.md");
}
