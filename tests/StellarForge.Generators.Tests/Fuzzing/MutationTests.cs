using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StellarForge.Generated;
using StellarForge.Generators.Tests.Support;
using StellarForge.Sinks;

namespace StellarForge.Generators.Tests.Fuzzing;

/// <summary>
/// Mutated models: the generator neither throws nor writes code that does not compile, and a model without mistakes has rows. More of them:
/// <c>STELLARFORGE_FUZZ_COUNT=100000 STELLARFORGE_FUZZ_SEED=7 dotnet run --project tests/StellarForge.Generators.Tests -- --filter-class '*MutationTests'</c>.
/// </summary>
public class MutationTests
{
    private static readonly string[] Models = ["Bank", "EfShop", "School", "Social", "Tpch"];

    [Fact]
    public void Mutated_models_get_diagnostics_or_rows_and_never_break_the_generator()
    {
        var count = Setting("STELLARFORGE_FUZZ_COUNT", 150);
        var seed = Setting("STELLARFORGE_FUZZ_SEED", 1);
        var sources = Models.Select(Support.Models.Source).ToArray();
        var (failures, compiled) = (new List<string>(), 0);
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, number =>
        {
            var random = new Random(unchecked(seed * 1_000_003 + number));
            var source = sources[random.Next(sources.Length)];
            for (var mutations = random.Next(1, 4); mutations > 0; mutations--)
                source = new ModelMutator(source, random).Mutate();
            var failure = FailureOf(source, ref compiled);
            if (failure is null)
                return;
            lock (failures)
                failures.Add($"STELLARFORGE_FUZZ_SEED={seed}, model {number}: {failure}\n{(failures.Count < 3 ? source : "")}");
        });

        failures.ShouldBeEmpty($"{failures.Count} of {count}");
        compiled.ShouldBeGreaterThan(count / 20, "Mutations that leave no model whole find nothing.");
    }

    private static string? FailureOf(string source, ref int compiled)
    {
        var driver = CSharpGeneratorDriver.Create([new ModelGenerator().AsSourceGenerator()], parseOptions: new CSharpParseOptions(LanguageVersion.Latest))
            .RunGeneratorsAndUpdateCompilation(Compile(source), out var compilation, out var reported);
        var result = driver.GetRunResult().Results.Single();
        if (result.Exception is { } exception)
            return exception.ToString();
        if (reported.FirstOrDefault(diagnostic => diagnostic.Id is "SF0037" or "CS8785") is { } unforeseen)
            return unforeseen.ToString();

        if (DiagnosticsOf(compilation) is not { } diagnostics)
            return null;
        var errors = diagnostics.Where(diagnostic => diagnostic.DefaultSeverity == DiagnosticSeverity.Error).ToList();
        var own = errors.Where(error => !IsGenerated(error)).ToList();
        if (errors.Find(error => IsGenerated(error) && !IsExplained(error, own)) is { } generated)
            return $"{generated}: {LineOf(generated)}\n{string.Join("\n", own)}";
        if (errors.Count > 0 || reported.Length > 0 || result.GeneratedSources.IsEmpty)
            return null;

        Interlocked.Increment(ref compiled);
        return WriteRows(compilation);
    }

    private static bool IsGenerated(Diagnostic error) => error.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true;

    // Code that is no C# explains whatever follows; a mistake of meaning explains what is generated for its own class, and what names that.
    private static bool IsExplained(Diagnostic generated, List<Diagnostic> own) => own.Exists(error => error.Location.SourceTree is not { } tree
        || tree.GetDiagnostics().Any(syntax => syntax.Severity == DiagnosticSeverity.Error)
        || (tree.GetRoot().FindNode(error.Location.SourceSpan).AncestorsAndSelf().OfType<BaseTypeDeclarationSyntax>().LastOrDefault() is { } type
            && Names(generated, type.Identifier.ValueText)));

    private static bool Names(Diagnostic generated, string type) =>
        Path.GetFileName(generated.Location.SourceTree!.FilePath).Contains(type, StringComparison.Ordinal)
        || generated.GetMessage(CultureInfo.InvariantCulture).Contains(type, StringComparison.Ordinal)
        || LineOf(generated).Contains(type, StringComparison.Ordinal);

    // Warnings are a user's own business here.
    private static CSharpCompilation Compile(string source)
    {
        var compilation = CompiledModel.Compile(source);
        return compilation.WithOptions(compilation.Options.WithGeneralDiagnosticOption(ReportDiagnostic.Default));
    }

    // The compiler's own crash on broken user code is not ours to find.
    private static ImmutableArray<Diagnostic>? DiagnosticsOf(Compilation compilation)
    {
        try
        {
            return compilation.GetDiagnostics();
        }
        catch (Exception crash) when (crash.StackTrace?.Contains("Microsoft.CodeAnalysis.CSharp.", StringComparison.Ordinal) == true)
        {
            return null;
        }
    }

    // A model may be refused when its rows are made; the refusal names the class or its table.
    private static string? WriteRows(Compilation compilation)
    {
        using var image = new MemoryStream();
        if (compilation.Emit(image).Diagnostics.FirstOrDefault(diagnostic => diagnostic.DefaultSeverity == DiagnosticSeverity.Error) is { } error)
            return error.ToString();

        image.Position = 0;
        var context = new AssemblyLoadContext("mutated", isCollectible: true);
        try
        {
            var type = context.LoadFromStream(image).GetCustomAttribute<ForgeModelAttribute>()!.Type;
            var model = (Model)type.GetProperty("Instance")!.GetValue(null)!;
            foreach (var table in model.Tables)
            {
                try
                {
                    var sink = new CaptureSink(table.Schema);
                    table.Rows(World.Default).Range(0, Math.Min(3, World.Default.EndRow(table.Schema))).WriteTo(ref sink);
                }
                catch (Exception refusal) when (IsNamedRefusal(refusal, model) || IsOfTheModel(refusal))
                {
                    // Said in words that a user understands, or thrown by the user's own code.
                }
            }

            return null;
        }
        catch (Exception failure)
        {
            return "Rows: " + failure;
        }
        finally
        {
            context.Unload();
        }
    }

    private static bool IsNamedRefusal(Exception refusal, Model model) => refusal is InvalidOperationException or ArgumentException or OverflowException
        && model.Tables.Any(table => refusal.Message.Contains(table.Schema.ClassName, StringComparison.Ordinal)
            || refusal.Message.Contains(table.Schema.Name, StringComparison.Ordinal));

    private static bool IsOfTheModel(Exception exception) => exception.TargetSite is { DeclaringType: { } type }
        && type.Assembly.GetName().Name == "Acme.Models" && type.Name is not ("ForgeState" or "ForgeRows");

    private static string LineOf(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree!.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line].ToString().Trim();

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
