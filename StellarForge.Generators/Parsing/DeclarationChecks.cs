using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StellarForge.Generators.Parsing;

/// <summary>Finds what keeps generated code from standing in a class: how it is declared, and how its rows are made as objects.</summary>
/// <param name="parser">Where mistakes are reported.</param>
internal sealed class DeclarationChecks(TableParser parser)
{
    private readonly TableSymbol _table = parser.Table;

    public void Run(TypeDeclarationSyntax declaration)
    {
        for (var current = declaration; current is not null; current = current.Parent as TypeDeclarationSyntax)
        {
            if (!current.Modifiers.Any(modifier => modifier.Text == "partial"))
                parser.Report(Descriptors.NotPartial, current.Identifier.GetLocation(), current.Identifier.Text);
            if (current.TypeParameterList is not null)
                parser.Report(Descriptors.Generic, current.TypeParameterList.GetLocation(), current.Identifier.Text);
        }

        var symbol = _table.Symbol;
        if (symbol.WithContainers().FirstOrDefault(type => !IsVisible(type)) is { } hidden)
            parser.Report(Descriptors.NotAccessible, hidden.Locations.FirstOrDefault(), hidden.Name);
        if (symbol.IsRefLikeType || _table.Hierarchy is { Classes.Count: 0 })
            parser.Report(Descriptors.NoConstructor, declaration.Identifier.GetLocation(), symbol.Name);
        var made = (_table.Hierarchy?.Classes ?? [symbol]).Concat(_table.Owned.Select(owned => owned.OwnedType!));
        foreach (var type in made.Where(type => type.IsAbstract || Construction.ConstructorOf(type, symbol) is null))
        {
            var location = type.IsSameAs(symbol) ? declaration.Identifier.GetLocation() : type.Locations.FirstOrDefault();
            parser.Report(Descriptors.NoConstructor, location, type.Name);
        }

        var rows = _table.Attributes.Find(AttributeNames.Forge)!;
        if (rows.Named("Rows")?.Value is long and < 1)
            parser.Report(Descriptors.OutOfRange, rows.LocationOf("Rows"), "Forge", symbol.Name, "Rows", rows.Named("Rows")!.Value.Value!, "1 or more");
    }

    // Whether generated code, which stands in the same assembly, can name it.
    private static bool IsVisible(INamedTypeSymbol type) =>
        !type.IsFileLocal && type.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;
}
