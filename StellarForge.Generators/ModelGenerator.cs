using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StellarForge.Generators.Emission;
using StellarForge.Generators.Parsing;
using StellarForge.Generators.Specs;

namespace StellarForge.Generators;

/// <summary>Turns classes annotated with <c>[Forge]</c> into tables: schema, rows, and the model of the assembly.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModelGenerator : IIncrementalGenerator
{
    // The four parts; tests put in others, to see what happens when one fails.
    internal Func<INamedTypeSymbol, TypeDeclarationSyntax, CancellationToken, ParseResult> ParseTable { get; init; } = TableParser.Parse;

    internal Func<ImmutableArray<ParseResult>, ModelCheckResult> CheckModel { get; init; } = ModelChecks.Run;

    internal Func<TableSpec, string> EmitTable { get; init; } = TableEmitter.Emit;

    internal Func<IEnumerable<TableOrder>, string, string> EmitModel { get; init; } = ModelEmitter.Emit;

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var parsed = context.SyntaxProvider
            .ForAttributeWithMetadataName(AttributeNames.Forge, static (node, _) => node is TypeDeclarationSyntax { Identifier.ValueText.Length: > 0 }, Parse)
            .WithTrackingName(TrackingNames.Parse);
        var all = parsed.Collect();
        var check = all.Select((all, _) => Check(all));

        // A table whose parents have mistakes, or that is itself part of one, would only add the compiler's complaints to ours.
        var tables = parsed.Select(static (result, _) => result.Table)
            .Where(static table => table is not null)
            .Select(static (table, _) => table!)
            .WithTrackingName(TrackingNames.Table);
        var faulty = check.Select(static (result, _) => result.FaultyTables);
        var orders = tables.Select(static (table, _) => new TableOrder(table.FullName, table.Parents, table.Children)).Collect().Combine(faulty)
            .Select(static (pair, _) => new EquatableArray<TableOrder>(TableOrder.Complete(pair.Left, pair.Right))).WithTrackingName(TrackingNames.Model);
        var sources = tables.Collect().Combine(orders).SelectMany(static (pair, _) => NamedTable.Of(pair.Left, pair.Right))
            .Select((named, _) => EmittedSource.Of(named.Table.FullName, named.FileName, () => EmitTable(named.Table))).WithTrackingName(TrackingNames.Source);
        var assemblyName = context.CompilationProvider.Select(static (compilation, _) => compilation.AssemblyName ?? "");
        var rootNamespace = context.AnalyzerConfigOptionsProvider.Combine(assemblyName).Select(static (pair, _) =>
            pair.Left.GlobalOptions.TryGetValue("build_property.RootNamespace", out var name) ? name : ModelEmitter.NamespaceOf(pair.Right));
        var models = orders.Combine(rootNamespace).SelectMany((model, _) => model.Left.Take(1)
            .Select(first => EmittedSource.Of(first.FullName, "ForgeModel.g.cs", () => EmitModel(model.Left, model.Right))));
        Write(context, sources, all);
        Write(context, models, all);

        // Diagnostics hold locations in files, which every edit moves; so they travel apart from what is emitted.
        Report(context, parsed.SelectMany(static (result, _) => result.Diagnostics).WithTrackingName(TrackingNames.Diagnostics));
        Report(context, check.SelectMany(static (result, _) => result.Diagnostics).WithTrackingName(TrackingNames.ModelDiagnostics));
    }

    private static void Write(
        IncrementalGeneratorInitializationContext context,
        IncrementalValuesProvider<EmittedSource> sources,
        IncrementalValueProvider<ImmutableArray<ParseResult>> all)
    {
        var emitted = sources.Where(static source => source.Failure is null);
        context.RegisterSourceOutput(
            emitted, static (output, source) => output.AddSource(source.FileName, SourceText.From(source.Text, Encoding.UTF8)));
        Report(context, sources.Where(static source => source.Failure is not null).Combine(all).Select(static (pair, _) => pair.Left.ToDiagnostic(pair.Right)));
    }

    private static void Report(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<DiagnosticInfo> diagnostics) =>
        context.RegisterSourceOutput(diagnostics, static (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));

    // A generator that throws makes no source and no error, only a warning: so nothing may be thrown, whatever the class is.
    private ParseResult Parse(GeneratorAttributeSyntaxContext match, CancellationToken cancellationToken)
    {
        var (symbol, declaration) = ((INamedTypeSymbol)match.TargetSymbol, (TypeDeclarationSyntax)match.TargetNode);
        try
        {
            return ParseTable(symbol, declaration, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            var location = declaration.Identifier.GetLocation();
            var diagnostic = DiagnosticInfo.OfFailure(symbol.Name, location, failure);
            return new ParseResult(symbol.CodeName(), null, new([diagnostic]), new([new LocationInfo("", location)]));
        }
    }

    private ModelCheckResult Check(ImmutableArray<ParseResult> all)
    {
        try
        {
            return CheckModel(all);
        }
        catch (Exception failure)
        {
            var diagnostics = all.Take(1).Select(first => DiagnosticInfo.OfFailure(first.FullName, first.Location, failure));
            return new ModelCheckResult(new(diagnostics), new(all.Select(result => result.FullName)));
        }
    }

    /// <summary>A table and the name of its source file, which no other has.</summary>
    private sealed record NamedTable(TableSpec Table, string FileName)
    {
        /// <summary>
        /// The complete tables. A class that is annotated in several parts is taken once; names that differ in case alone are one to the compiler.
        /// </summary>
        public static IEnumerable<NamedTable> Of(ImmutableArray<TableSpec> tables, EquatableArray<TableOrder> complete)
        {
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var table in tables.GroupBy(table => table.FullName).Select(parts => parts.First()))
            {
                var name = ((table.Namespace.Length > 0 ? table.Namespace + "." : "") + table.ClassName).Replace("@", "");
                for (var number = 2; !names.Add(name); number++)
                    name += number.ToString(System.Globalization.CultureInfo.InvariantCulture);
                if (complete.Any(order => order.FullName == table.FullName))
                    yield return new NamedTable(table, name + ".g.cs");
            }
        }
    }

    /// <summary>The source of a table or of the model, or why there is none.</summary>
    private sealed record EmittedSource(string FullName, string FileName, string Text, string? Failure)
    {
        public static EmittedSource Of(string fullName, string fileName, Func<string> emit)
        {
            try
            {
                return new EmittedSource(fullName, fileName, emit(), null);
            }
            catch (Exception failure)
            {
                return new EmittedSource(fullName, "", "", DiagnosticInfo.Describe(failure));
            }
        }

        public DiagnosticInfo ToDiagnostic(ImmutableArray<ParseResult> parsed) =>
            DiagnosticInfo.Of(Descriptors.Unforeseen, parsed.First(result => result.FullName == FullName).Location, FullName, Failure!);
    }
}

/// <summary>The names of the generator's stages, for tests that look at what ran again.</summary>
internal static class TrackingNames
{
    public const string Parse = nameof(Parse);
    public const string Diagnostics = nameof(Diagnostics);
    public const string ModelDiagnostics = nameof(ModelDiagnostics);
    public const string Table = nameof(Table);
    public const string Model = nameof(Model);
    public const string Source = nameof(Source);
}
