using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace StellarForge.Generated;

/// <summary>For generated code: what happens where a column that takes no null would be null.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Missing
{
    /// <summary>Refuses a null.</summary>
    /// <param name="column">Class and property.</param>
    /// <exception cref="InvalidOperationException">Always.</exception>
    [DoesNotReturn]
    public static T Value<T>(string column)
        where T : allows ref struct =>
        throw new InvalidOperationException(
            $"{column} would be null, as what it is made from is null there. Make the property nullable, or what it is made from not null.");

    /// <summary>Refuses a reference without a parent.</summary>
    /// <param name="reference">Class and property.</param>
    /// <exception cref="InvalidOperationException">Always.</exception>
    [DoesNotReturn]
    public static long Row(string reference) => throw new InvalidOperationException(
        $"{reference} found no row to refer to: thousands of owners drawn in a row have no children. "
        + "Make the property nullable, or raise the least number of children.");
}
