using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StellarForge.Generators.Tests.Support;

namespace StellarForge.Generators.Tests;

/// <summary>What an edit makes the generator do again: nothing that does not depend on it.</summary>
public class CachingTests
{
    private static readonly string[] Stages = ["Parse", "Diagnostics", "ModelDiagnostics", "Table", "Model"];

    private const string Mistaken = """
        [Forge(Rows = 5)] public partial class Wrong { public int Id { get; set; } [NullRate(2)] public int? Number { get; set; } }
        [Forge, Table("twice")] public partial class A { public int Id { get; set; } }
        [Forge, Table("twice")] public partial class B { public int Id { get; set; } }
        """;

    [Fact]
    public void An_unrelated_edit_runs_nothing_again()
    {
        var compilation = CompiledModel.Compile(Models.Source("Tpch"), Mistaken, "class Unrelated { int a; }");
        var more = CSharpSyntaxTree.ParseText("class Unrelated { int a; int b; } class More { }", new CSharpParseOptions(LanguageVersion.Latest));
        var edited = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees.Last(), more);

        var result = RunTwice(compilation, edited);

        foreach (var stage in Stages)
            Reasons(result, stage).ShouldAllBe(reason => reason == IncrementalStepRunReason.Cached || reason == IncrementalStepRunReason.Unchanged, stage);
        result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs)
            .ShouldAllBe(output => output.Reason == IncrementalStepRunReason.Cached);
    }

    [Fact]
    public void Moved_lines_emit_no_source_again()
    {
        var compilation = CompiledModel.Compile(Models.Source("School"));
        var tree = compilation.SyntaxTrees.Single();
        var moved = CSharpSyntaxTree.ParseText("// moved\n\n" + tree, new CSharpParseOptions(LanguageVersion.Latest), tree.FilePath);
        var edited = compilation.ReplaceSyntaxTree(tree, moved);

        var result = RunTwice(compilation, edited);

        foreach (var stage in new[] { "Table", "Model" })
            Reasons(result, stage).ShouldAllBe(reason => reason == IncrementalStepRunReason.Cached || reason == IncrementalStepRunReason.Unchanged, stage);
        result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs)
            .ShouldAllBe(output => output.Reason == IncrementalStepRunReason.Cached);
    }

    [Fact]
    public void An_edit_of_one_table_emits_that_table_again()
    {
        var compilation = CompiledModel.Compile(Models.Source("School"));
        var tree = compilation.SyntaxTrees.Single();
        var text = tree.ToString().Replace("[Uniform(1, 6)]", "[Uniform(1, 7)]");
        var edited = compilation.ReplaceSyntaxTree(
            tree, CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Latest), tree.FilePath));

        var result = RunTwice(compilation, edited);

        Reasons(result, "Table").Count(reason => reason == IncrementalStepRunReason.Modified).ShouldBe(1);
        result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs)
            .Count(output => output.Reason == IncrementalStepRunReason.Modified).ShouldBe(1);
    }

    [Theory]
    [InlineData("Table")]
    [InlineData("Model")]
    public void What_sources_are_made_from_holds_no_symbol_syntax_or_place(string stage)
    {
        var result = RunTwice(CompiledModel.Compile(Models.Source("Tpch"), Models.Source("Bank")), null);

        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var output in result.TrackedSteps[stage].SelectMany(step => step.Outputs))
            Walk(output.Value, seen);
        seen.Count.ShouldBeGreaterThan(3);
    }

    private static GeneratorRunResult RunTwice(Compilation first, Compilation? second)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new ModelGenerator().AsSourceGenerator()],
            parseOptions: new CSharpParseOptions(LanguageVersion.Latest),
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGenerators(first);
        return (second is null ? driver : driver.RunGenerators(second)).GetRunResult().Results.Single();
    }

    private static List<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string stage)
    {
        var reasons = result.TrackedSteps[stage].SelectMany(step => step.Outputs).Select(output => output.Reason).ToList();
        reasons.ShouldNotBeEmpty(stage);
        return reasons;
    }

    private static void Walk(object? value, HashSet<object> seen)
    {
        value?.GetType().Namespace.ShouldNotStartWith("Microsoft.CodeAnalysis");
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value))
            return;

        if (value is IEnumerable items)
        {
            foreach (var item in items)
                Walk(item, seen);
        }

        foreach (var field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            Walk(field.GetValue(value), seen);
    }
}
