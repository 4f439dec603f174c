using System.Text.RegularExpressions;
using StellarForge.Testing.Targets;

namespace StellarForge.Services.Tests.Telemetry;

public sealed partial class MetricsTests(WorkingEngine engine) : IClassFixture<WorkingEngine>
{
    [Fact]
    public async Task Promtool_has_nothing_to_say_of_a_scrape()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, engine.Text, TestContext.Current.CancellationToken);
            (await Tool.RunAsync("sh", "-c", $"promtool check metrics < '{file}'")).ShouldBe("");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Promtool_takes_the_rules_and_the_configuration_and_the_rules_fire_as_they_say()
    {
        var files = $"{Repository.Root}/deploy/prometheus";
        (await Tool.RunAsync("promtool", "check", "rules", $"{files}/rules.yml")).ShouldContain("SUCCESS");
        (await Tool.RunAsync("promtool", "check", "config", $"{files}/prometheus.yml")).ShouldContain("SUCCESS");
        var tests = $"{Repository.Root}/tests/StellarForge.Services.Tests/Telemetry/rules.test.yml";
        (await Tool.RunAsync("promtool", "test", "rules", tests)).ShouldContain("SUCCESS");
    }

    [Fact]
    public void The_table_in_the_docs_has_every_metric_with_its_kind_and_attributes()
    {
        var text = File.ReadAllText($"{Repository.Root}/docs/operations.md");
        var documented = TableRowPattern().Matches(text).ToDictionary(
            row => row.Groups["prometheus"].Value,
            row => (Kind: row.Groups["kind"].Value, Labels: AttributePattern().Matches(row.Groups["attributes"].Value)
                .Select(attribute => attribute.Groups[1].Value.Replace('.', '_')).Distinct().Order().ToList()));

        var measured = engine.Scrape.Types.Where(family => family.Key.StartsWith("stellarforge_", StringComparison.Ordinal)).ToDictionary(
            family => family.Key, family => (Kind: family.Value, Labels: engine.Scrape.LabelsOf(family.Key).Order().ToList()));
        documented.Keys.Order().ShouldBe(measured.Keys.Order());
        foreach (var (name, (kind, labels)) in documented)
        {
            kind.ShouldBe(measured[name].Kind, name);
            labels.ShouldBe(measured[name].Labels, name);
        }
    }

    [Theory]
    [InlineData("overview.json")]
    [InlineData("streams.json")]
    [InlineData("pipelines.json")]
    [InlineData("fills.json")]
    public void A_dashboard_names_what_there_is(string file)
    {
        Dashboards.All.Count().ShouldBe(4);
        var queries = Dashboards.Queries(file);
        queries.ShouldNotBeEmpty();
        foreach (var (expression, legend) in queries)
            Check(expression, LegendPattern().Matches(legend));
    }

    [Fact]
    public void Alerts_name_what_there_is_and_the_docs_say_what_each_means()
    {
        var docs = File.ReadAllText($"{Repository.Root}/docs/operations.md");
        var rules = File.ReadAllText($"{Repository.Root}/deploy/prometheus/rules.yml").Split("- alert: ")[1..];
        rules.Length.ShouldBe(8);
        foreach (var rule in rules)
        {
            docs.ShouldContain($"| `{rule[..rule.IndexOf('\n', StringComparison.Ordinal)]}` |");
            var expression = ExpressionPattern().Match(rule).Groups["expr"].Value;
            expression.ShouldNotBeEmpty();
            Check(expression, AlertLabelPattern().Matches(rule));
        }
    }

    // Each metric is in the scrape, and each label is one of the expression's metrics'.
    private void Check(string expression, IEnumerable<Match> shown)
    {
        var bare = StringPattern().Replace(expression, "");
        var labels = shown.Select(match => match.Groups[1].Value)
            .Concat(ByPattern().Matches(bare).SelectMany(by => by.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries)))
            .Concat(SelectorPattern().Matches(bare).SelectMany(selector => selector.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries))
                .Select(matcher => matcher.TrimEnd('=', '!', '~', ' ')))
            .ToHashSet();
        var rest = SelectorPattern().Replace(ByPattern().Replace(bare, ""), "");
        var metrics = MetricPattern().Matches(rest).Select(match => match.Groups[1].Value).ToHashSet();
        metrics.ShouldNotBeEmpty(expression);

        // These are Prometheus's own.
        metrics.Remove("up");
        var known = new HashSet<string> { "le", "job", "instance" };
        foreach (var metric in metrics)
        {
            engine.Scrape.Labels.ShouldContainKey(metric, expression);
            known.UnionWith(engine.Scrape.Labels[metric]);
        }

        labels.ShouldBeSubsetOf(known, expression);
    }

    [GeneratedRegex(@"^\| `[a-z_.]+` \| `(?<prometheus>stellarforge_[a-z_]+)` \| (?<kind>\w+) \| (?<attributes>[^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex TableRowPattern();

    [GeneratedRegex(@"`([a-z_]+(?:\.[a-z_]+)+)`")]
    private static partial Regex AttributePattern();

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex LegendPattern();

    [GeneratedRegex(@"\$labels\.(\w+)")]
    private static partial Regex AlertLabelPattern();

    [GeneratedRegex(@"expr: (\|\n)?(?<expr>.*?)\n +(for|labels):", RegexOptions.Singleline)]
    private static partial Regex ExpressionPattern();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex StringPattern();

    [GeneratedRegex(@"\bby\s*\(([^)]*)\)")]
    private static partial Regex ByPattern();

    [GeneratedRegex(@"\{([^}]*)\}")]
    private static partial Regex SelectorPattern();

    // A name that is no function, no duration, no variable and no operator.
    [GeneratedRegex(@"(?<![\w$\[.])(?!(?:by|sum|min|max|and|or|unless|on|ignoring|offset)\b)([a-z][a-z0-9_]*)\b(?!\s*\()(?!\])")]
    private static partial Regex MetricPattern();
}
