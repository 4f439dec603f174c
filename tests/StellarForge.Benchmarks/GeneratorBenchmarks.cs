using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StellarForge.Generators;

namespace StellarForge.Benchmarks;

/// <summary>What the generator costs a compilation of a hundred tables, and each key stroke after it.</summary>
public class GeneratorBenchmarks
{
    private const int Tables = 100;

    private CSharpCompilation _compilation = null!, _edited = null!;
    private GeneratorDriver _driver = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        _compilation = CSharpCompilation.Create(
            "Model",
            [.. Enumerable.Range(0, Tables).Select(number => CSharpSyntaxTree.ParseText(Source(number))), Unrelated(1)],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        _edited = _compilation.ReplaceSyntaxTree(_compilation.SyntaxTrees[^1], Unrelated(2));
        _driver = NewDriver().RunGenerators(_compilation);
        if (_driver.GetRunResult() is not { Diagnostics: [], GeneratedTrees.Length: >= Tables })
            throw new InvalidOperationException("The model of the benchmark is not made.");
    }

    [Benchmark(Baseline = true)]
    public GeneratorDriver FirstRun() => NewDriver().RunGenerators(_compilation);

    [Benchmark]
    public GeneratorDriver AfterAnUnrelatedEdit() => _driver.RunGenerators(_edited);

    private static CSharpGeneratorDriver NewDriver() => CSharpGeneratorDriver.Create(new ModelGenerator());

    private static SyntaxTree Unrelated(int version) =>
        CSharpSyntaxTree.ParseText($"internal static class Unrelated {{ public const int Version = {version}; }}");

    private static string Source(int number) =>
        $$"""
        using System;
        using System.ComponentModel.DataAnnotations;
        using StellarForge;

        namespace Model;

        [Forge(Rows = 1_000)]
        public partial class Table{{number}}
        {
            [Key] public long Id { get; set; }
            [References<Table{{Math.Max(0, number - 1)}}>(Earlier = {{(number == 0 ? "true" : "false")}})] public long? ParentId { get; set; }
            public string FirstName { get; set; } = "";
            [Fake("internet.email"), Unique] public string Email { get; set; } = "";
            [Uniform("0.00", "100.00"), Decimal(10, 2)] public decimal Price { get; set; }
            [Normal(100, 15)] public double Score { get; set; }
            [OneOf("new", "paid", "sent", Weights = new double[] { 1, 2, 3 })] public string Status { get; set; } = "";
            [Between("2024-01-01", "2025-01-01")] public DateTime CreatedAt { get; set; }
            [After(nameof(CreatedAt), "0.01:00:00", "9.00:00:00"), NullRate(0.2)] public DateTime? SentAt { get; set; }
            [Text(10, 60)] public string Note { get; set; } = "";
        }
        """;
}
