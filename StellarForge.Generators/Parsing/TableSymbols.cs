using Microsoft.CodeAnalysis;

namespace StellarForge.Generators.Parsing;

/// <summary>The annotated classes that one parse looks at, each described once.</summary>
internal sealed class TableSymbols
{
    private readonly Dictionary<INamedTypeSymbol, TableSymbol?> _known = new(SymbolEqualityComparer.Default);

    /// <summary>An annotated class, or <see langword="null"/> where the class is not annotated.</summary>
    public TableSymbol? Of(INamedTypeSymbol? symbol)
    {
        if (symbol is null)
            return null;
        if (!_known.TryGetValue(symbol, out var table))
            _known.Add(symbol, table = TableSymbol.Of(symbol, this));
        return table;
    }
}
