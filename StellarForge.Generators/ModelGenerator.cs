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
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var parsed = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                AttributeNames.Forge,
                static (node, _) => node is TypeDeclarationSyntax,
                static (match, cancellationToken) => TableParser.Parse((INamedTypeSymbol)match.TargetSymbol, (TypeDeclarationSyntax)match.TargetNode, cancellationToken))
            .WithTrackingName(TrackingNames.Parse);

        // Diagnostics hold places in files, which every edit moves; so they travel apart from what is emitted.
        var diagnostics = parsed.SelectMany(static (result, _) => result.Diagnostics).WithTrackingName(TrackingNames.Diagnostics);
        context.RegisterSourceOutput(diagnostics, static (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));
        var modelDiagnostics = parsed.Collect().SelectMany(static (all, _) => ModelChecks.Run(all)).WithTrackingName(TrackingNames.ModelDiagnostics);
        context.RegisterSourceOutput(modelDiagnostics, static (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));

        var tables = parsed.Select(static (result, _) => result.Table).Where(static table => table is not null).Select(static (table, _) => table!).WithTrackingName(TrackingNames.Table);
        var orders = tables.Select(static (table, _) => new TableOrder(table.FullName, table.Parents, table.Children)).Collect()
            .Select(static (all, _) => new EquatableArray<TableOrder>(TableOrder.Complete(all))).WithTrackingName(TrackingNames.Model);

        // A table whose parents have mistakes would only add the compiler's complaints to ours.
        context.RegisterSourceOutput(tables.Combine(orders), static (output, pair) =>
        {
            if (pair.Right.Any(order => order.FullName == pair.Left.FullName))
                output.AddSource(FileName(pair.Left), SourceText.From(TableEmitter.Emit(pair.Left), System.Text.Encoding.UTF8));
        });

        var rootNamespace = context.AnalyzerConfigOptionsProvider.Combine(context.CompilationProvider.Select(static (compilation, _) => compilation.AssemblyName ?? ""))
            .Select(static (pair, _) => pair.Left.GlobalOptions.TryGetValue("build_property.RootNamespace", out var name) ? name : pair.Right.Replace('-', '_').Replace(' ', '_'));
        context.RegisterSourceOutput(orders.Combine(rootNamespace), static (output, model) =>
        {
            if (model.Left.Count > 0)
                output.AddSource("ForgeModel.g.cs", SourceText.From(ModelEmitter.Emit(model.Left, model.Right), System.Text.Encoding.UTF8));
        });
    }

    private static string FileName(TableSpec table) =>
        (table.Namespace.Length > 0 ? table.Namespace + "." : "") + table.ClassName + ".g.cs";
}

/// <summary>The names of the generator's stages, for tests that look at what ran again.</summary>
internal static class TrackingNames
{
    public const string Parse = nameof(Parse);
    public const string Diagnostics = nameof(Diagnostics);
    public const string ModelDiagnostics = nameof(ModelDiagnostics);
    public const string Table = nameof(Table);
    public const string Model = nameof(Model);
}
