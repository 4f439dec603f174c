using System.Text.RegularExpressions;

namespace StellarForge.Services.Tests.Telemetry;

/// <summary>What scrapes had in them: families with their types, and each sample's labels.</summary>
internal sealed partial class Scrape
{
    public Dictionary<string, string> Types { get; } = [];

    public Dictionary<string, HashSet<string>> Labels { get; } = [];

    public Dictionary<string, double> Values { get; } = [];

    /// <summary>Adds a scrape.</summary>
    public void Add(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(' ') is ["#", "TYPE", var family, var type])
            {
                Types[family] = type;
                continue;
            }

            if (line.StartsWith('#'))
                continue;
            var sample = SamplePattern().Match(line);
            sample.Success.ShouldBeTrue(line);
            var name = sample.Groups["name"].Value;
            Values[line[..line.LastIndexOf(' ')]] = double.Parse(sample.Groups["value"].Value, System.Globalization.CultureInfo.InvariantCulture);
            if (!Labels.TryGetValue(name, out var labels))
                Labels.Add(name, labels = []);
            foreach (Match label in LabelPattern().Matches(sample.Groups["labels"].Value))
                labels.Add(label.Groups[1].Value);
        }
    }

    /// <summary>The labels of a family, whatever its type, but for a bucket's bound.</summary>
    public HashSet<string> LabelsOf(string family) =>
    [
        .. Labels.Where(pair => pair.Key == family || (Types[family] == "histogram" && pair.Key == $"{family}_bucket"))
            .SelectMany(pair => pair.Value).Where(label => label != "le"),
    ];

    [GeneratedRegex("""^(?<name>[a-zA-Z_][a-zA-Z0-9_]*)(\{(?<labels>.*)\})? (?<value>\S+)$""")]
    private static partial Regex SamplePattern();

    [GeneratedRegex("""([a-zA-Z_][a-zA-Z0-9_]*)="(?:[^"\\]|\\.)*"(?:,|$)""")]
    private static partial Regex LabelPattern();
}
