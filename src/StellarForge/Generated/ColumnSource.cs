using System.ComponentModel;
using StellarForge.Schema;

namespace StellarForge.Generated;

/// <summary>What a column's values are drawn from, made when its table is bound to a world.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ColumnSource
{
    /// <summary>Makes it; what is refused names table and column.</summary>
    /// <exception cref="ArgumentException">The attribute's arguments leave nothing to draw.</exception>
    public static T Of<T>(TableSchema table, string property, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException error)
        {
            var column = table.Columns.FirstOrDefault(column => column.Property == property)?.Name ?? property;
            throw new ArgumentException($"Table {table.QualifiedName}, column {column}: {error.Message}", error);
        }
    }
}
