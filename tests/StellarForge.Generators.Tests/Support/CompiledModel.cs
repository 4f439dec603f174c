using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StellarForge.Generated;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Generators.Tests.Support;

/// <summary>A model given as source: compiled with the generator as a user's project would be, loaded, and run.</summary>
internal sealed class CompiledModel
{
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is "netstandard.dll" or "StellarForge.dll"
                || Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly Assembly _assembly;

    private CompiledModel(Assembly assembly, Model model) => (_assembly, Model) = (assembly, model);

    public Model Model { get; }

    /// <summary>The table of a class.</summary>
    public Table this[string className] => Model.Tables.Single(table => table.Schema.ClassName == className);

    /// <summary>A compilation of a user's project: nullable, warnings as errors, no implicit usings.</summary>
    public static CSharpCompilation Compile(params string[] sources) => CSharpCompilation.Create(
        "Acme.Models",
        sources.Select((source, number) => CSharpSyntaxTree.ParseText(Usings + source, new CSharpParseOptions(LanguageVersion.Latest), $"Model{number}.cs")),
        References,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release,
            nullableContextOptions: NullableContextOptions.Enable,
            generalDiagnosticOption: ReportDiagnostic.Error));

    /// <summary>What the generator reports.</summary>
    public static ImmutableArray<Diagnostic> Diagnose(params string[] sources)
    {
        CSharpGeneratorDriver.Create(new ModelGenerator()).RunGeneratorsAndUpdateCompilation(Compile(sources), out _, out var diagnostics);
        return diagnostics;
    }

    /// <summary>The generated files by name.</summary>
    public static IReadOnlyDictionary<string, string> Generate(params string[] sources) =>
        CSharpGeneratorDriver.Create(new ModelGenerator()).RunGenerators(Compile(sources)).GetRunResult().GeneratedTrees
            .ToDictionary(tree => Path.GetFileName(tree.FilePath), tree => tree.ToString());

    public static CompiledModel Of(params string[] sources) => Load(isCollectible: true, sources);

    /// <summary>A model whose code is compiled in tiers, as in a program; that of an assembly which can be unloaded is optimized at once.</summary>
    public static CompiledModel InTiers(params string[] sources) => Load(isCollectible: false, sources);

    private static CompiledModel Load(bool isCollectible, string[] sources)
    {
        CSharpGeneratorDriver.Create([new ModelGenerator().AsSourceGenerator()], parseOptions: new CSharpParseOptions(LanguageVersion.Latest))
            .RunGeneratorsAndUpdateCompilation(Compile(sources), out var compilation, out var reported);
        reported.ShouldBeEmpty();
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        emitted.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).ShouldBeEmpty();

        image.Position = 0;
        var assembly = new AssemblyLoadContext("model", isCollectible).LoadFromStream(image);
        var type = assembly.GetCustomAttribute<ForgeModelAttribute>()!.Type;
        return new CompiledModel(assembly, (Model)type.GetProperty("Instance")!.GetValue(null)!);
    }

    /// <summary>All rows of a table, each value as text.</summary>
    public List<Row> Rows(string className, World? world = null)
    {
        var table = this[className];
        world ??= World.Default;
        var sink = new CaptureSink(table.Schema);
        var end = world.EndRow(table.Schema);
        table.Rows(world).Range(0, end).WriteTo(ref sink).ShouldBeFalse();
        return [.. sink.Rows.Select(row => new Row(table.Schema, row.Values))];
    }

    /// <summary>A column of a table.</summary>
    public List<string?> Column(string className, string property, World? world = null) => [.. Rows(className, world).Select(row => row[property])];

    /// <summary>The row as an object of the annotated class.</summary>
    public object Create(string className, long row, World? world = null)
    {
        var create = this[className].RowType.GetMethod("Create", [typeof(long), typeof(World)])!;
        return create.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [row, world], null)!;
    }

    /// <summary>A property of the row as an object.</summary>
    public object? Create(string className, long row, string property)
    {
        var created = Create(className, row);
        return created.GetType().GetProperty(property)!.GetValue(created);
    }

    public Type Type(string name) => _assembly.GetType(name, throwOnError: true)!;

    // What every file of a user's begins with; implicit usings are off.
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.ComponentModel.DataAnnotations;
        using System.ComponentModel.DataAnnotations.Schema;
        using StellarForge;
        using StellarForge.Text;

        """;
}

/// <summary>A row's values by property.</summary>
internal sealed class Row(TableSchema schema, IReadOnlyList<string?> values)
{
    public string? this[string property] => values[schema.Columns.Select(column => column.Property).ToList().IndexOf(property)];

    public decimal Number(string property) => decimal.Parse(this[property]!, System.Globalization.CultureInfo.InvariantCulture);

    public DateTime Time(string property) => DateTime.Parse(
        this[property]!,
        System.Globalization.CultureInfo.InvariantCulture,
        System.Globalization.DateTimeStyles.AdjustToUniversal | System.Globalization.DateTimeStyles.AssumeUniversal);

    public override string ToString() => string.Join(" | ", values);
}
