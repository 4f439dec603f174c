using System.Globalization;
using System.Text;

namespace StellarForge.ServiceDefaults;

/// <summary>Names, labels and numbers as Prometheus writes them.</summary>
internal static class PrometheusName
{
    // What OpenTelemetry's units (https://ucum.org) are called there; those that are missing stand as they are.
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["us"] = "microseconds",
        ["ns"] = "nanoseconds",
        ["min"] = "minutes",
        ["h"] = "hours",
        ["d"] = "days",
        ["By"] = "bytes",
        ["KiBy"] = "kibibytes",
        ["MiBy"] = "mebibytes",
        ["GiBy"] = "gibibytes",
        ["%"] = "percent",
        ["Hz"] = "hertz",
        ["Cel"] = "celsius",
    };

    /// <summary>The name of an instrument's family.</summary>
    /// <param name="instrument">The instrument's name.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="kind">How Prometheus takes it.</param>
    public static string Of(string instrument, string? unit, PrometheusKind kind)
    {
        var name = Clean(instrument);
        if (unit is "1")
            name = kind == PrometheusKind.Gauge ? Ending(name, "ratio") : name;
        else if (unit is { Length: > 0 } && !unit.StartsWith('{'))
            name = Ending(name, Clean(string.Join("_per_", unit.Split('/').Select(part => Units.GetValueOrDefault(part, part)))));
        if (kind == PrometheusKind.Counter)
            return Ending(name, "total");

        // These belong to histograms: .NET's dotnet.assembly.count is a gauge, and is called dotnet_assembly_number.
        return kind == PrometheusKind.Gauge && name.EndsWith("_count", StringComparison.Ordinal) ? $"{name[..^"_count".Length]}_number" : name;
    }

    /// <summary>Attributes, without braces.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in tags)
        {
            if (value is not null)
                labels.TryAdd(Clean(name), value is bool flag ? flag ? "true" : "false" : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        }

        return string.Join(',', labels.Select(label => $"{label.Key}=\"{Escape(label.Value)}\""));
    }

    /// <summary>A label's value.</summary>
    public static string Escape(string value) => EscapeHelp(value).Replace("\"", "\\\"", StringComparison.Ordinal);

    /// <summary>A family's description.</summary>
    public static string EscapeHelp(string text) =>
        text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>A number.</summary>
    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Ending(string name, string ending) =>
        name.EndsWith($"_{ending}", StringComparison.Ordinal) || name == ending ? name : $"{name}_{ending}";

    // https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels, without colons, which are for rules.
    private static string Clean(string name)
    {
        var clean = new StringBuilder(name.Length);
        foreach (var character in name)
        {
            if (char.IsAsciiLetterOrDigit(character))
                clean.Append(character);
            else if (clean.Length > 0 && clean[^1] != '_')
                clean.Append('_');
        }

        return clean.Length == 0 || char.IsAsciiDigit(clean[0]) ? $"_{clean}" : clean.ToString();
    }
}
