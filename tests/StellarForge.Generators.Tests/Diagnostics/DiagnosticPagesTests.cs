using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using StellarForge.Generators.Tests.Support;

namespace StellarForge.Generators.Tests.Diagnostics;

/// <summary>The pages of docs/diagnostics are the tests' data: what a page refuses is refused, what it puts instead is not.</summary>
public partial class DiagnosticPagesTests
{
    private static readonly IReadOnlyList<DiagnosticDescriptor> All = Internals.Descriptors();

    // No page can show a model on which the generator fails: it would be mended.
    public static TheoryData<string> Ids => [.. All.Select(descriptor => descriptor.Id).Where(id => id != "SF0037")];

    [Theory]
    [MemberData(nameof(Ids))]
    public void What_a_page_refuses_is_an_error_of_that_number_at_a_place_in_the_source(string id)
    {
        var (refused, _) = ExamplesOf(id);

        var reported = CompiledModel.Diagnose(refused);

        var error = reported.FirstOrDefault(diagnostic => diagnostic.Id == id);
        error.ShouldNotBeNull($"reported: {string.Join(", ", reported.Select(diagnostic => diagnostic.ToString()))}");
        reported.ShouldAllBe(diagnostic => diagnostic.Id == id);
        error.Severity.ShouldBe(DiagnosticSeverity.Error);
        error.Location.IsInSource.ShouldBeTrue();
        error.GetMessage(System.Globalization.CultureInfo.InvariantCulture).ShouldNotMatch(@"\{\d\}");
        var message = error.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
        File.ReadAllText(Path.Combine(Pages, id + ".md")).ShouldContain($"\n> {message}\n", Case.Sensitive);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void What_a_page_puts_instead_compiles_and_has_rows(string id)
    {
        var (_, instead) = ExamplesOf(id);

        var model = CompiledModel.Of(instead);

        model.Model.Tables.ShouldNotBeEmpty();
        foreach (var table in model.Model.Tables)
            table.Rows(World.Default).Count(0, World.Default.EndRow(table.Schema)).ShouldBeGreaterThan(0);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_error_has_a_help_link_a_line_in_the_index_and_a_row_in_the_release_table(string id)
    {
        All.Single(descriptor => descriptor.Id == id).HelpLinkUri.ShouldEndWith($"docs/diagnostics/{id}.md");
        File.ReadAllText(Path.Combine(Pages, "README.md")).ShouldContain($"[{id}]({id}.md)");
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "AnalyzerReleases.Unshipped.md")).ShouldContain($"{id} | StellarForge | Error");
    }

    private static string Pages { get; } = Path.Combine(AppContext.BaseDirectory, "docs", "diagnostics");

    private static (string Refused, string Instead) ExamplesOf(string id)
    {
        var blocks = CodeBlock().Matches(File.ReadAllText(Path.Combine(Pages, id + ".md"))).Select(match => match.Groups[1].Value).ToList();
        blocks.Count.ShouldBe(2, "A page has an example that is refused, and one that is not.");
        return (blocks[0], blocks[1]);
    }

    [GeneratedRegex("```csharp\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
